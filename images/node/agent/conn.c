/* Connections: the first frame says what one is for. */
#define _GNU_SOURCE
#include "agent.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn conns[CONNS];

/* The frames that a kind of connection takes (0: one that has said nothing yet), and the length that each may have. */
static const struct rule {
	char conn, kind;
	uint32_t least, most;
} rules[] = {
	{ 0, 'S', 6, sizeof shells[0].id + 4 },
	{ 0, 'C', 0, 0 },
	{ 'S', 'd', 0, FRAME },
	{ 'S', 'w', 4, 4 },
	{ 'S', 'k', 0, 0 },
	{ 'C', 'j', 16, FRAME },
	{ 'C', 'k', 4, 4 },
	{ 'C', 'l', 4, 4 },
	{ 'C', 'W', 4, 4 + PATHS },
};

static int allowed(int conn, char kind, uint32_t length) {
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].conn == conn && rules[i].kind == kind)
			return length >= rules[i].least && length <= rules[i].most;
	return 0;
}

static void take(int c, char kind, const char *p, size_t n) {
	if (conns[c].kind == 'S')
		shell_frame(c, kind, p, n);
	else if (kind == 'S')
		attach(c, p, n);
	else if (kind == 'C')
		conns[c].kind = 'C';
	else if (kind == 'j')
		start_job(c, p, n);
	else if (kind == 'l')
		list_shells(c, p);
	else if (kind == 'k')
		kill_job(c, get32(p));
	else
		watch_frame(c, p, n);
}

/* Whether more can be taken from it now: what it asked for before has room. */
int conn_ready(int c) {
	const struct conn *conn = &conns[c];
	const struct shell *s = shell_of(c);
	if (conn->closing)
		return 0;
	if (conn->kind == 'C')
		return pending(&conn->out) <= HIGH;
	return !s || pending(&s->in) <= HIGH;
}

/* Takes the whole frames that have come, as long as there is room for what they ask. */
void take_frames(int c) {
	struct conn *conn = &conns[c];
	while (conn_ready(c) && pending(&conn->in) >= 5) {
		const char *p = conn->in.data + conn->in.from;
		uint32_t length = get32(p + 1);
		if (!allowed(conn->kind, p[0], length)) {
			conn->closing = 1;
			break;
		}
		if (pending(&conn->in) < 5 + (size_t)length)
			return;
		conn->in.from += 5 + length;
		take(c, p[0], p + 5, length);
	}
	if (conn->closing || (!pending(&conn->in) && conn->in.size > 4 * HIGH))
		release(&conn->in);
}

void close_conn(int c) {
	struct conn *conn = &conns[c];
	struct shell *s = shell_of(c);
	if (s)
		s->conn = -1;
	for (int i = 0; i < JOBS; i++) {
		if (!jobs[i].used || jobs[i].conn != c)
			continue;
		stop_job(&jobs[i]);
		jobs[i].conn = -1;
	}
	close(conn->fd);
	release(&conn->in);
	release(&conn->out);
	release(&conn->watch.paths);
	release(&conn->watch.last);
	conn->used = 0;
}

/* What comes from one that is to be closed is read for its end alone. */
void read_conn(int c) {
	struct conn *conn = &conns[c];
	char chunk[CHUNK];
	ssize_t n = read(conn->fd, chunk, sizeof chunk);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		close_conn(c);
		return;
	}
	if (conn->closing)
		return;
	append(&conn->in, chunk, n);
	take_frames(c);
}

void accept_conn(int listener) {
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), i, one = 1, room = HIGH;
	if (fd < 0)
		return;
	for (i = 0; i < CONNS && conns[i].used; i++)
		;
	if (i == CONNS) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	memset(&conns[i], 0, sizeof conns[i]);
	conns[i].used = 1;
	conns[i].fd = fd;
}
