/* Shells: they go on without anybody attached. */
#define _GNU_SOURCE
#include "agent.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct shell shells[SHELLS];

static void remember(struct shell *s, const char *data, size_t n) {
	for (size_t i = 0; i < n;) {
		size_t room = REPLAY_BYTES - s->at;
		size_t part = n - i < room ? n - i : room;
		memcpy(s->ring + s->at, data + i, part);
		s->at = (s->at + part) % REPLAY_BYTES;
		s->filled = s->filled + part > REPLAY_BYTES ? REPLAY_BYTES : s->filled + part;
		i += part;
	}
}

struct shell *shell_of(int c) {
	for (int i = 0; i < SHELLS; i++)
		if (shells[i].used && shells[i].conn == c)
			return &shells[i];
	return NULL;
}

static struct shell *shell_named(const char *id) {
	for (int i = 0; i < SHELLS; i++)
		if (shells[i].used && !strcmp(shells[i].id, id))
			return &shells[i];
	return NULL;
}

/* Opens a terminal of this size. Gives its master and the name of the other end; or -1. */
static int open_terminal(const struct winsize *size, char *name, size_t room) {
	int pty = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (pty < 0)
		return -1;
	if (!grantpt(pty) && !unlockpt(pty) && !ptsname_r(pty, name, room) && !ioctl(pty, TIOCSWINSZ, size))
		return pty;
	close(pty);
	return -1;
}

/* Starts the shell; NULL where there is no room for it, or no bash. */
static struct shell *start_shell(const char *id, const struct winsize *size) {
	int i;
	char terminal[64], variable[16 + sizeof shells[0].id];
	for (i = 0; i < SHELLS && shells[i].used; i++)
		;
	if (i == SHELLS)
		return NULL;
	struct shell *s = &shells[i];
	memset(s, 0, sizeof *s);
	s->pty = open_terminal(size, terminal, sizeof terminal);
	if (s->pty < 0)
		return NULL;
	snprintf(variable, sizeof variable, "LAB_SHELL=%s", id);
	char *argv[] = { "-bash", NULL }, *more[] = { "TERM=xterm-256color", "COLORTERM=truecolor", variable, NULL };
	s->pid = spawn(argv, NULL, terminal, more);
	if (s->pid < 0) {
		close(s->pty);
		return NULL;
	}
	s->ring = malloc(REPLAY_BYTES);
	if (!s->ring)
		die("lab-agent: memory");
	snprintf(s->id, sizeof s->id, "%s", id);
	s->used = 1;
	s->conn = -1;
	return s;
}

void end_shell(struct shell *s, int status) {
	char code[4];
	put32(code, status);
	frame(s->conn, FRAME_SHELL_END, code, 4, NULL, 0);
	if (s->conn >= 0)
		conns[s->conn].closing = 1;
	close(s->pty);
	free(s->ring);
	release(&s->in);
	s->used = 0;
}

void open_shell(int c, const char *p, size_t n) {
	struct conn *conn = &conns[c];
	size_t id_length = strnlen(p, n);
	if (id_length == 0 || id_length >= sizeof shells[0].id || n != id_length + 5) {
		conn->closing = 1;
		return;
	}
	struct winsize size = { .ws_col = get16(p + id_length + 1), .ws_row = get16(p + id_length + 3) };
	struct shell *s = shell_named(p);
	char created = !s;
	if (!s)
		s = start_shell(p, &size);
	if (!s) {
		conn->closing = 1;
		return;
	}
	if (s->conn >= 0)
		conns[s->conn].closing = 1;
	s->conn = c;
	conn->kind = FRAME_OPEN_SHELL;
	ioctl(s->pty, TIOCSWINSZ, &size);
	frame(c, FRAME_SHELL_OPENED, &created, 1, NULL, 0);
	size_t first = s->filled < REPLAY_BYTES ? 0 : s->at;
	if (s->filled)
		frame(c, FRAME_REPLAY, s->ring + first, s->filled - first, s->ring, first);
}

void shell_input(int c, const char *p, size_t n) {
	struct shell *s = shell_of(c);
	if (s)
		append(&s->in, p, n);
}

void resize_shell(int c, const char *p, size_t n) {
	struct winsize size = { .ws_col = get16(p), .ws_row = get16(p + 2) };
	struct shell *s = shell_of(c);
	(void)n;
	if (s)
		ioctl(s->pty, TIOCSWINSZ, &size);
}

/* A shell in use has not been reaped: its number is its own. */
void hang_up_shell(int c, const char *p, size_t n) {
	struct shell *s = shell_of(c);
	(void)p;
	(void)n;
	if (s)
		kill(-s->pid, SIGHUP);
}

/*
 * Read one chunk of a shell's output: 1 there was some, 0 there is none now, -1 nobody has its terminal open. Then it is not
 * asked again for a moment: it would say so at once, for as long as the shell lives.
 */
int shell_output(struct shell *s) {
	char chunk[OUTPUT_BYTES];
	ssize_t n = read(s->pty, chunk, sizeof chunk);
	if (n > 0) {
		remember(s, chunk, n);
		frame(s->conn, FRAME_OUTPUT, NULL, 0, chunk, n);
		return 1;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	s->rest_until = now_ms() + REST_MS;
	return -1;
}

/* Types what waits, as far as the terminal takes it. */
void type_input(struct shell *s) {
	if (drain(&s->in, s->pty) < 0)
		release(&s->in);
}

void list_shells(int c, const char *p, size_t n) {
	char answer[9] = { 0 };
	for (int i = 0; i < SHELLS; i++)
		if (shells[i].used)
			frame(c, FRAME_STDOUT, p, 4, shells[i].id, strlen(shells[i].id) + 1);
	memcpy(answer, p, n);
	frame(c, FRAME_JOB_END, answer, sizeof answer, NULL, 0);
}
