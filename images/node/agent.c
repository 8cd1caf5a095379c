/*
 * lab-agent: the one process through which the server reaches a node.
 *
 *   lab-agent serve ADDRESS [NETNS]   PID 1 of a node: reaps orphans, keeps shells, runs jobs.
 *                                     ADDRESS is a socket path or IPV4:PORT; NETNS (a /proc/PID/ns/net)
 *                                     is where the listening socket lives, everything else stays here.
 *   lab-agent connect ADDRESS SECONDS joins stdin and stdout to a serving agent, waiting for it to come up.
 *
 * Frames, both ways: 1 byte kind, 4 bytes length (big endian), payload. The first frame of a connection decides:
 *   'S' id NUL cols(2) rows(2)        attach to shell `id`, started if it does not run; an older attachment ends.
 *        <- 'n' created(1); 'r' replay…; then 'd' output…; 'x' status(4) when the shell ends
 *        -> 'd' input; 'w' cols(2) rows(2); 'k' hang up the shell
 *   'C'                               control connection: any number of jobs, told apart by a number
 *        -> 'j' job(4) timeout_ms(4) cap(4) script_length(4) script stdin; 'k' job(4); 'l' job(4) list shells
 *        <- 'o' job(4) stdout; 'e' job(4) stderr; 'x' job(4) status(4) timed_out(1)
 * A shell's last RING bytes of output are kept, so that a new attachment sees the same screen.
 * Nobody attached: output goes to the ring alone. Somebody slow attached: the shell waits (back-pressure).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CONNS = 64, SHELLS = 32, JOBS = 64, RING = 128 << 10, HIGH = 32 << 10, FRAME = 4 << 20, CHUNK = 16 << 10 };

struct buffer { char *data; size_t from, to, size; };
struct shell { int used, pty, pid, conn; char id[64]; char *ring; size_t filled, at; struct buffer in; };
struct job { int used, pid, in, out, err, conn, exited, status, timed_out; uint32_t number; int64_t deadline; size_t cap; struct buffer stdin_data; };
struct conn { int used, fd, kind, shell, closing; struct buffer in, out; };

static struct shell shells[SHELLS];
static struct job jobs[JOBS];
static struct conn conns[CONNS];
static int signal_pipe[2];

static int64_t now_ms(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000LL + t.tv_nsec / 1000000; }
static void die(const char *what) { perror(what); exit(1); }
static size_t pending(const struct buffer *b) { return b->to - b->from; }
static uint32_t get32(const char *p) { uint32_t v; memcpy(&v, p, 4); return ntohl(v); }
static uint16_t get16(const char *p) { uint16_t v; memcpy(&v, p, 2); return ntohs(v); }
static void put32(char *p, uint32_t v) { v = htonl(v); memcpy(p, &v, 4); }

static void append(struct buffer *b, const void *data, size_t n) {
	if (b->from == b->to) b->from = b->to = 0;
	if (b->to + n > b->size) {
		if (b->from) { memmove(b->data, b->data + b->from, pending(b)); b->to -= b->from; b->from = 0; }
		if (b->to + n > b->size) {
			b->size = (b->to + n) * 2;
			b->data = realloc(b->data, b->size);
			if (!b->data) die("lab-agent: memory");
		}
	}
	memcpy(b->data + b->to, data, n);
	b->to += n;
}

static void release(struct buffer *b) { free(b->data); memset(b, 0, sizeof *b); }

/* Write what the descriptor takes now. Returns -1 when it is broken. */
static int drain(struct buffer *b, int fd) {
	while (pending(b)) {
		ssize_t n = write(fd, b->data + b->from, pending(b));
		if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
		b->from += n;
	}
	if (b->size > HIGH * 4) release(b);
	return 0;
}

static void frame(int conn, char kind, const void *head, size_t head_size, const void *body, size_t body_size) {
	char start[5] = { kind };
	if (conn < 0 || !conns[conn].used) return;
	put32(start + 1, head_size + body_size);
	append(&conns[conn].out, start, 5);
	append(&conns[conn].out, head, head_size);
	append(&conns[conn].out, body, body_size);
}

static void nonblocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); fcntl(fd, F_SETFD, FD_CLOEXEC); }

static void child_environment(void) {
	signal(SIGCHLD, SIG_DFL); signal(SIGPIPE, SIG_DFL); signal(SIGTERM, SIG_DFL);
	clearenv();
	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("HOME", "/root", 1); setenv("USER", "root", 1); setenv("LOGNAME", "root", 1);
	setenv("SHELL", "/bin/bash", 1); setenv("LANG", "C.UTF-8", 1);
	if (chdir("/root")) { /* a removed home is the learner's own doing; / will do */ }
}

/* ---- shells ---- */

static void remember(struct shell *s, const char *data, size_t n) {
	for (size_t i = 0; i < n; ) {
		size_t room = RING - s->at, part = n - i < room ? n - i : room;
		memcpy(s->ring + s->at, data + i, part);
		s->at = (s->at + part) % RING;
		s->filled = s->filled + part > RING ? RING : s->filled + part;
		i += part;
	}
}

static int start_shell(const char *id, struct winsize *size) {
	int i;
	for (i = 0; i < SHELLS && shells[i].used; i++) ;
	if (i == SHELLS) return -1;
	struct shell *s = &shells[i];
	memset(s, 0, sizeof *s);
	s->pid = forkpty(&s->pty, NULL, NULL, size);
	if (s->pid < 0) return -1;
	if (!s->pid) {
		child_environment();
		setenv("TERM", "xterm-256color", 1); setenv("COLORTERM", "truecolor", 1); setenv("LAB_SHELL", id, 1);
		execl("/bin/bash", "-bash", NULL);
		_exit(127);
	}
	nonblocking(s->pty);
	s->ring = malloc(RING);
	if (!s->ring) die("lab-agent: memory");
	snprintf(s->id, sizeof s->id, "%s", id);
	s->used = 1; s->conn = -1;
	return i;
}

static void end_shell(struct shell *s, int status) {
	char code[4];
	put32(code, status);
	frame(s->conn, 'x', code, 4, NULL, 0);
	if (s->conn >= 0) conns[s->conn].closing = 1;
	close(s->pty); free(s->ring); release(&s->in);
	s->used = 0;
}

static void attach(int c, const char *p, size_t n) {
	struct conn *conn = &conns[c];
	size_t id_length = strnlen(p, n);
	if (id_length == 0 || id_length >= sizeof shells[0].id || n < id_length + 5) { conn->closing = 1; return; }
	struct winsize size = { .ws_col = get16(p + id_length + 1), .ws_row = get16(p + id_length + 3) };
	int i, created = 0;
	for (i = 0; i < SHELLS; i++) if (shells[i].used && !strcmp(shells[i].id, p)) break;
	if (i == SHELLS) { i = start_shell(p, &size); created = 1; }
	if (i < 0) { conn->closing = 1; return; }
	struct shell *s = &shells[i];
	if (s->conn >= 0) { conns[s->conn].closing = 1; conns[s->conn].shell = -1; }
	s->conn = c; conn->shell = i; conn->kind = 'S';
	ioctl(s->pty, TIOCSWINSZ, &size);
	char flag = created;
	frame(c, 'n', &flag, 1, NULL, 0);
	size_t first = s->filled < RING ? 0 : s->at;
	if (s->filled) frame(c, 'r', s->ring + first, s->filled - first, s->ring, first);
}

static void shell_frame(int c, char kind, const char *p, size_t n) {
	if (conns[c].shell < 0) return;
	struct shell *s = &shells[conns[c].shell];
	if (kind == 'd') append(&s->in, p, n);
	if (kind == 'w' && n == 4) { struct winsize w = { .ws_col = get16(p), .ws_row = get16(p + 2) }; ioctl(s->pty, TIOCSWINSZ, &w); }
	if (kind == 'k') kill(-s->pid, SIGHUP);
}

/* Read one chunk of a shell's output. Returns 0 when the terminal is gone. */
static int shell_output(struct shell *s) {
	char chunk[CHUNK];
	ssize_t n = read(s->pty, chunk, sizeof chunk);
	if (n > 0) { remember(s, chunk, n); frame(s->conn, 'd', NULL, 0, chunk, n); return 1; }
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* ---- jobs ---- */

static void job_ends(struct job *j) {
	char head[9];
	put32(head, j->number); put32(head + 4, j->status); head[8] = j->timed_out;
	frame(j->conn, 'x', head, 9, NULL, 0);
	if (j->in >= 0) close(j->in);
	if (j->out >= 0) close(j->out);
	if (j->err >= 0) close(j->err);
	release(&j->stdin_data);
	j->used = 0;
}

static void start_job(int c, const char *p, size_t n) {
	if (n < 16) { conns[c].closing = 1; return; }
	uint32_t number = get32(p), timeout = get32(p + 4), cap = get32(p + 8), length = get32(p + 12);
	char refused[9];
	put32(refused, number); put32(refused + 4, 126); refused[8] = 0;
	int i, in[2], out[2], err[2];
	for (i = 0; i < JOBS && jobs[i].used; i++) ;
	if (length > n - 16 || i == JOBS || pipe2(in, O_CLOEXEC)) { frame(c, 'x', refused, 9, NULL, 0); return; }
	if (pipe2(out, O_CLOEXEC)) { close(in[0]); close(in[1]); frame(c, 'x', refused, 9, NULL, 0); return; }
	if (pipe2(err, O_CLOEXEC)) { close(in[0]); close(in[1]); close(out[0]); close(out[1]); frame(c, 'x', refused, 9, NULL, 0); return; }
	struct job *j = &jobs[i];
	memset(j, 0, sizeof *j);
	char *script = strndup(p + 16, length);
	j->pid = fork();
	if (!j->pid) {
		setsid();
		dup2(in[0], 0); dup2(out[1], 1); dup2(err[1], 2);
		child_environment();
		setenv("TERM", "dumb", 1);
		execl("/bin/bash", "bash", "-c", script, NULL);
		_exit(127);
	}
	free(script);
	close(in[0]); close(out[1]); close(err[1]);
	j->in = in[1]; j->out = out[0]; j->err = err[0];
	nonblocking(j->in); nonblocking(j->out); nonblocking(j->err);
	j->used = 1; j->conn = c; j->number = number; j->cap = cap ? cap : (size_t)-1;
	j->deadline = timeout ? now_ms() + timeout : 0;
	if (j->pid < 0) { j->status = 126; job_ends(j); return; }
	append(&j->stdin_data, p + 16 + length, n - 16 - length);
}

static void job_output(struct job *j, int *fd, char kind) {
	char chunk[CHUNK], head[4];
	ssize_t n = read(*fd, chunk, sizeof chunk);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
	if (n <= 0) { close(*fd); *fd = -1; return; }
	size_t part = (size_t)n < j->cap ? (size_t)n : j->cap;
	put32(head, j->number);
	if (part) frame(j->conn, kind, head, 4, chunk, part);
	j->cap -= part;
}

static void list_shells(int c, const char *p, size_t n) {
	char answer[9] = { 0 };
	if (n < 4) return;
	for (int i = 0; i < SHELLS; i++)
		if (shells[i].used) frame(c, 'o', p, 4, shells[i].id, strlen(shells[i].id) + 1);
	memcpy(answer, p, 4);
	frame(c, 'x', answer, 9, NULL, 0);
}

static void control_frame(int c, char kind, const char *p, size_t n) {
	if (kind == 'j') start_job(c, p, n);
	if (kind == 'l') list_shells(c, p, n);
	if (kind == 'k' && n == 4)
		for (int i = 0; i < JOBS; i++)
			if (jobs[i].used && jobs[i].conn == c && jobs[i].number == get32(p)) kill(-jobs[i].pid, SIGKILL);
}

/* ---- connections ---- */

static void close_conn(int c) {
	struct conn *conn = &conns[c];
	if (conn->kind == 'S' && conn->shell >= 0) shells[conn->shell].conn = -1;
	for (int i = 0; i < JOBS; i++)
		if (jobs[i].used && jobs[i].conn == c) { kill(-jobs[i].pid, SIGKILL); jobs[i].conn = -1; }
	close(conn->fd); release(&conn->in); release(&conn->out);
	conn->used = 0;
}

static void read_conn(int c) {
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

static void accept_conn(int listener) {
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), i, one = 1, room = HIGH;
	if (fd < 0) return;
	for (i = 0; i < CONNS && conns[i].used; i++) ;
	if (i == CONNS) { close(fd); return; }
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	memset(&conns[i], 0, sizeof conns[i]);
	conns[i].used = 1; conns[i].fd = fd; conns[i].shell = -1;
}

/* ---- life and death of children ---- */

static void on_signal(int number) { char byte = number; int saved = errno; if (write(signal_pipe[1], &byte, 1)) { } errno = saved; }

static int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

static void reap(void) {
	int status, pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (int i = 0; i < SHELLS; i++)
			if (shells[i].used && shells[i].pid == pid) {
				for (int left = 16; left; left--) { errno = 0; if (!shell_output(&shells[i]) || errno) break; }
				end_shell(&shells[i], exit_code(status));
			}
		for (int i = 0; i < JOBS; i++)
			if (jobs[i].used && jobs[i].pid == pid) { jobs[i].exited = 1; jobs[i].status = exit_code(status); jobs[i].deadline = now_ms() + 200; }
	}
}

/* A job is over when its process has ended and its pipes are closed; a background child that keeps a pipe open gets 200 ms. */
static void settle_jobs(void) {
	for (int i = 0; i < JOBS; i++) {
		struct job *j = &jobs[i];
		if (!j->used) continue;
		int late = j->deadline && now_ms() >= j->deadline;
		if (j->exited && ((j->out < 0 && j->err < 0) || late)) job_ends(j);
		else if (late && !j->exited) { j->timed_out = 1; j->deadline = now_ms() + 1000; kill(-j->pid, SIGKILL); }
	}
}

static void serve(int listener) {
	static struct pollfd fds[2 + CONNS + SHELLS + 3 * JOBS];
	for (;;) {
		int n = 0, wait = -1;
		int conn_at[CONNS], shell_at[SHELLS], job_at[JOBS][3];
		fds[n++] = (struct pollfd){ signal_pipe[0], POLLIN, 0 };
		fds[n++] = (struct pollfd){ listener, POLLIN, 0 };
		for (int i = 0; i < CONNS; i++) {
			conn_at[i] = -1;
			if (!conns[i].used) continue;
			int slow_shell = conns[i].kind == 'S' && conns[i].shell >= 0 && pending(&shells[conns[i].shell].in) > HIGH;
			conn_at[i] = n;
			fds[n++] = (struct pollfd){ conns[i].fd, (slow_shell ? 0 : POLLIN) | (pending(&conns[i].out) ? POLLOUT : 0), 0 };
		}
		for (int i = 0; i < SHELLS; i++) {
			shell_at[i] = -1;
			if (!shells[i].used) continue;
			int full = shells[i].conn >= 0 && pending(&conns[shells[i].conn].out) > HIGH;
			short events = (full ? 0 : POLLIN) | (pending(&shells[i].in) ? POLLOUT : 0);
			if (events) { shell_at[i] = n; fds[n++] = (struct pollfd){ shells[i].pty, events, 0 }; }
		}
		for (int i = 0; i < JOBS; i++) {
			job_at[i][0] = job_at[i][1] = job_at[i][2] = -1;
			if (!jobs[i].used) continue;
			int full = jobs[i].conn >= 0 && pending(&conns[jobs[i].conn].out) > HIGH;
			if (jobs[i].out >= 0 && !full) { job_at[i][0] = n; fds[n++] = (struct pollfd){ jobs[i].out, POLLIN, 0 }; }
			if (jobs[i].err >= 0 && !full) { job_at[i][1] = n; fds[n++] = (struct pollfd){ jobs[i].err, POLLIN, 0 }; }
			if (jobs[i].in >= 0 && pending(&jobs[i].stdin_data)) { job_at[i][2] = n; fds[n++] = (struct pollfd){ jobs[i].in, POLLOUT, 0 }; }
			if (jobs[i].in >= 0 && !pending(&jobs[i].stdin_data)) { close(jobs[i].in); jobs[i].in = -1; }
			if (jobs[i].deadline) {
				int64_t left = jobs[i].deadline - now_ms();
				if (left < 0) left = 0;
				if (wait < 0 || left < wait) wait = left;
			}
		}
		if (poll(fds, n, wait) < 0 && errno != EINTR) die("lab-agent: poll");
		for (int i = 0; i < SHELLS; i++) {
			if (shell_at[i] < 0 || !shells[i].used) continue;
			if (fds[shell_at[i]].revents & (POLLIN | POLLHUP)) shell_output(&shells[i]);
			if (fds[shell_at[i]].revents & POLLOUT) drain(&shells[i].in, shells[i].pty);
		}
		for (int i = 0; i < JOBS; i++) {
			struct job *j = &jobs[i];
			if (!j->used) continue;
			if (job_at[i][0] >= 0 && fds[job_at[i][0]].revents) job_output(j, &j->out, 'o');
			if (job_at[i][1] >= 0 && fds[job_at[i][1]].revents) job_output(j, &j->err, 'e');
			if (job_at[i][2] >= 0 && fds[job_at[i][2]].revents && drain(&j->stdin_data, j->in) < 0) { close(j->in); j->in = -1; }
		}
		for (int i = 0; i < CONNS; i++) {
			if (conn_at[i] < 0 || !conns[i].used) continue;
			if (fds[conn_at[i]].revents & (POLLIN | POLLHUP | POLLERR)) read_conn(i);
		}
		if (fds[1].revents) accept_conn(listener);
		if (fds[0].revents) {
			char numbers[64];
			ssize_t got = read(signal_pipe[0], numbers, sizeof numbers);
			for (ssize_t i = 0; i < got; i++) if (numbers[i] == SIGTERM) { kill(-1, SIGTERM); exit(0); }
			reap();
		}
		settle_jobs();
		for (int i = 0; i < CONNS; i++) {
			if (!conns[i].used) continue;
			if (drain(&conns[i].out, conns[i].fd) < 0) close_conn(i);
			else if (conns[i].closing && !pending(&conns[i].out)) close_conn(i);
		}
	}
}

/* ---- addresses ---- */

static socklen_t address(const char *text, struct sockaddr_storage *a) {
	memset(a, 0, sizeof *a);
	const char *colon = strchr(text, ':');
	if (text[0] == '/' || !colon) {
		struct sockaddr_un *u = (void *)a;
		u->sun_family = AF_UNIX;
		snprintf(u->sun_path, sizeof u->sun_path, "%s", text);
		return sizeof *u;
	}
	struct sockaddr_in *in = (void *)a;
	char host[32];
	snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
	in->sin_family = AF_INET; in->sin_port = htons(atoi(colon + 1));
	if (inet_pton(AF_INET, host, &in->sin_addr) != 1) { fprintf(stderr, "lab-agent: '%s' is no address\n", text); exit(2); }
	return sizeof *in;
}

static int listen_at(const char *where, const char *netns) {
	struct sockaddr_storage a;
	socklen_t size = address(where, &a);
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), one = 1;
	if (netns) { int away = open(netns, O_RDONLY | O_CLOEXEC); if (away < 0 || setns(away, CLONE_NEWNET)) die("lab-agent: management network"); close(away); }
	int fd = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (netns && setns(home, CLONE_NEWNET)) die("lab-agent: home network");
	close(home);
	if (a.ss_family == AF_UNIX) unlink(where);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	umask(077);
	if (fd < 0 || bind(fd, (void *)&a, size) || listen(fd, 16)) die("lab-agent: listen");
	umask(022);
	return fd;
}

/* Joins two pairs of descriptors until both ends are done. */
static void copy(int from, int to) {
	char chunk[CHUNK];
	for (;;) {
		ssize_t n = read(from, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) exit(0);
		for (ssize_t done = 0; done < n; ) {
			ssize_t wrote = write(to, chunk + done, n - done);
			if (wrote < 0 && errno == EINTR) continue;
			if (wrote < 0) exit(0);
			done += wrote;
		}
		return;
	}
}

static int dial(const char *where, int seconds) {
	struct sockaddr_storage a;
	socklen_t size = address(where, &a);
	int64_t end = now_ms() + seconds * 1000LL;
	int one = 1, room = HIGH * 2;
	for (;;) {
		int fd = socket(a.ss_family, SOCK_STREAM, 0);
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
		fcntl(fd, F_SETFL, O_NONBLOCK);
		int done = !connect(fd, (void *)&a, size);
		if (!done && errno == EINPROGRESS) {
			struct pollfd p = { fd, POLLOUT, 0 };
			int error = 0; socklen_t error_size = sizeof error;
			if (poll(&p, 1, 250) == 1) done = !getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_size) && !error;
		}
		if (done) { fcntl(fd, F_SETFL, 0); setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); return fd; }
		close(fd);
		if (now_ms() >= end) { fprintf(stderr, "lab-agent: nothing answers at %s\n", where); exit(3); }
		struct timespec pause = { 0, 20000000 };
		nanosleep(&pause, NULL);
	}
}

int main(int argc, char **argv) {
	if (argc >= 3 && !strcmp(argv[1], "serve")) {
		int listener = listen_at(argv[2], argc > 3 ? argv[3] : NULL);
		if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK)) die("lab-agent: pipe");
		signal(SIGPIPE, SIG_IGN); signal(SIGCHLD, on_signal); signal(SIGTERM, on_signal);
		reap();
		serve(listener);
	}
	if (argc == 4 && !strcmp(argv[1], "connect")) {
		int fd = dial(argv[2], atoi(argv[3]));
		struct pollfd fds[2] = { { 0, POLLIN, 0 }, { fd, POLLIN, 0 } };
		for (;;) {
			if (poll(fds, 2, -1) < 0 && errno != EINTR) return 1;
			if (fds[0].revents) copy(0, fd);
			if (fds[1].revents) copy(fd, 1);
		}
	}
	fprintf(stderr, "usage: lab-agent serve ADDRESS [NETNS] | connect ADDRESS SECONDS\n");
	return 2;
}
