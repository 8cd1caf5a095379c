/* Connections: the first frame says what one is for. */
#define _GNU_SOURCE
#include "agent.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn conns[CONNS];

static void control_frame(int c, char kind, const char *p, size_t n) {
	if (kind == 'j') start_job(c, p, n);
	if (kind == 'l') list_shells(c, p, n);
	if (kind == 'k' && n == 4) kill_job(c, get32(p));
	if (kind == 'W') watch_frame(c, p, n);
}

void close_conn(int c) {
	struct conn *conn = &conns[c];
	if (conn->kind == 'S' && conn->shell >= 0) shells[conn->shell].conn = -1;
	for (int i = 0; i < JOBS; i++)
		if (jobs[i].used && jobs[i].conn == c) { kill(-jobs[i].pid, SIGKILL); jobs[i].conn = -1; }
	close(conn->fd); release(&conn->in); release(&conn->out);
	release(&conn->watch.paths); release(&conn->watch.last);
	conn->used = 0;
}

void read_conn(int c) {
	struct conn *conn = &conns[c];
	char chunk[CHUNK];
	ssize_t n = read(conn->fd, chunk, sizeof chunk);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
	if (n <= 0) { close_conn(c); return; }
	append(&conn->in, chunk, n);
	while (conn->used && !conn->closing && pending(&conn->in) >= 5) {
		char *p = conn->in.data + conn->in.from;
		uint32_t length = get32(p + 1);
		if (length > FRAME) { conn->closing = 1; return; }
		if (pending(&conn->in) < 5 + length) return;
		conn->in.from += 5 + length;
		if (conn->kind == 'S') shell_frame(c, p[0], p + 5, length);
		else if (conn->kind == 'C') control_frame(c, p[0], p + 5, length);
		else if (p[0] == 'S') attach(c, p + 5, length);
		else if (p[0] == 'C') conn->kind = 'C';
		else conn->closing = 1;
	}
}

void accept_conn(int listener) {
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), i, one = 1, room = HIGH;
	if (fd < 0) return;
	for (i = 0; i < CONNS && conns[i].used; i++) ;
	if (i == CONNS) { close(fd); return; }
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	memset(&conns[i], 0, sizeof conns[i]);
	conns[i].used = 1; conns[i].fd = fd; conns[i].shell = -1;
}
