/* Shells: they go on without anybody attached. */
#define _GNU_SOURCE
#include "agent.h"
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct shell shells[SHELLS];

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

void end_shell(struct shell *s, int status) {
	char code[4];
	put32(code, status);
	frame(s->conn, 'x', code, 4, NULL, 0);
	if (s->conn >= 0) conns[s->conn].closing = 1;
	close(s->pty); free(s->ring); release(&s->in);
	s->used = 0;
}

void attach(int c, const char *p, size_t n) {
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

void shell_frame(int c, char kind, const char *p, size_t n) {
	if (conns[c].shell < 0) return;
	struct shell *s = &shells[conns[c].shell];
	if (kind == 'd') append(&s->in, p, n);
	if (kind == 'w' && n == 4) { struct winsize w = { .ws_col = get16(p), .ws_row = get16(p + 2) }; ioctl(s->pty, TIOCSWINSZ, &w); }
	if (kind == 'k') kill(-s->pid, SIGHUP);
}

/* Read one chunk of a shell's output. Returns 0 when the terminal is gone. */
int shell_output(struct shell *s) {
	char chunk[CHUNK];
	ssize_t n = read(s->pty, chunk, sizeof chunk);
	if (n > 0) { remember(s, chunk, n); frame(s->conn, 'd', NULL, 0, chunk, n); return 1; }
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

void list_shells(int c, const char *p, size_t n) {
	char answer[9] = { 0 };
	if (n < 4) return;
	for (int i = 0; i < SHELLS; i++)
		if (shells[i].used) frame(c, 'o', p, 4, shells[i].id, strlen(shells[i].id) + 1);
	memcpy(answer, p, 4);
	frame(c, 'x', answer, 9, NULL, 0);
}
