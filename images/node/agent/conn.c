/* Connections: the first frame says what one is for. */
#define _GNU_SOURCE
#include "agent.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn conns[CONNS];

static void open_control(int c, const char *p, size_t n) {
	(void)p;
	(void)n;
	conns[c].kind = FRAME_OPEN_CONTROL;
}

/* The frames that a kind of connection takes (0: one that has said nothing yet), their lengths, and what takes them. */
static const struct rule {
	char conn, kind;
	uint32_t least, most;
	void (*take)(int c, const char *p, size_t n);
} rules[] = {
	{ 0, FRAME_OPEN_SHELL, 6, sizeof shells[0].id + 4, open_shell },
	{ 0, FRAME_OPEN_CONTROL, 0, 0, open_control },
	{ FRAME_OPEN_SHELL, FRAME_INPUT, 0, PAYLOAD_BYTES, shell_input },
	{ FRAME_OPEN_SHELL, FRAME_RESIZE, 4, 4, resize_shell },
	{ FRAME_OPEN_SHELL, FRAME_HANG_UP, 0, 0, hang_up_shell },
	{ FRAME_OPEN_CONTROL, FRAME_START_JOB, 16, PAYLOAD_BYTES, start_job },
	{ FRAME_OPEN_CONTROL, FRAME_KILL_JOB, 4, 4, kill_job },
	{ FRAME_OPEN_CONTROL, FRAME_LIST_SHELLS, 4, 4, list_shells },
	{ FRAME_OPEN_CONTROL, FRAME_WATCH, 4, 4 + PATHS, start_watch },
};

/* The rule for a frame on such a connection; NULL where there is none, or not for this length. */
static const struct rule *rule_for(int conn, char kind, uint32_t length) {
	for (const struct rule *r = rules; r < rules + sizeof rules / sizeof *rules; r++)
		if (r->conn == conn && r->kind == kind)
			return length >= r->least && length <= r->most ? r : NULL;
	return NULL;
}

/* Whether more can be taken from it now: what it asked for before has room. */
int conn_ready(int c) {
	const struct conn *conn = &conns[c];
	const struct shell *s = shell_of(c);
	if (conn->closing)
		return 0;
	if (conn->kind == FRAME_OPEN_CONTROL)
		return pending(&conn->out) <= HIGH;
	return !s || pending(&s->in) <= HIGH;
}

/* Takes the whole frames that have come, as long as there is room for what they ask. */
void take_frames(int c) {
	struct conn *conn = &conns[c];
	while (conn_ready(c) && pending(&conn->in) >= HEAD_BYTES) {
		const char *p = conn->in.data + conn->in.from;
		uint32_t length = get32(p + 1);
		const struct rule *rule = rule_for(conn->kind, p[0], length);
		if (!rule) {
			conn->closing = 1;
			break;
		}
		if (pending(&conn->in) < HEAD_BYTES + (size_t)length)
			return;
		conn->in.from += HEAD_BYTES + length;
		rule->take(c, p + HEAD_BYTES, length);
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
