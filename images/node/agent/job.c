/* Jobs: scripts run beside the shells, with a time limit. */
#define _GNU_SOURCE
#include "agent.h"
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

struct job jobs[JOBS];

static void tell_end(int c, uint32_t number, int status, int timed_out) {
	char head[9];
	put32(head, number);
	put32(head + 4, status);
	head[8] = timed_out;
	frame(c, FRAME_JOB_END, head, sizeof head, NULL, 0);
}

static void job_ends(struct job *j) {
	tell_end(j->conn, j->number, j->status, j->timed_out);
	if (j->in >= 0)
		close(j->in);
	if (j->out >= 0)
		close(j->out);
	if (j->err >= 0)
		close(j->err);
	release(&j->stdin_data);
	j->used = 0;
}

/* The agent's ends do not wait; the child's do. Gives 0, or -1 with nothing left open. */
static int open_pipes(int pipes[3][2]) {
	for (int i = 0; i < 3; i++) {
		if (!pipe2(pipes[i], O_CLOEXEC))
			continue;
		while (i--) {
			close(pipes[i][0]);
			close(pipes[i][1]);
		}
		return -1;
	}
	nonblocking(pipes[0][1]);
	nonblocking(pipes[1][0]);
	nonblocking(pipes[2][0]);
	return 0;
}

/* Starts the script on the child's ends of the pipes, and closes those. Gives its pid; or -1 and errno. */
static int start_script(const char *text, size_t length, int pipes[3][2]) {
	int child[3] = { pipes[0][0], pipes[1][1], pipes[2][1] };
	char *script = strndup(text, length);
	if (!script)
		die("lab-agent: memory");
	char *argv[] = { "bash", "-c", script, NULL }, *more[] = { "TERM=dumb", NULL };
	int pid = spawn(argv, child, NULL, more), error = errno;
	free(script);
	for (int i = 0; i < 3; i++)
		close(child[i]);
	errno = error;
	return pid;
}

/* Writes what the script takes of its input now; where all is written, or nobody reads it, the end is told. */
void job_input(struct job *j) {
	int broken = drain(&j->stdin_data, j->in) < 0;
	if (!broken && pending(&j->stdin_data))
		return;
	close(j->in);
	j->in = -1;
}

void start_job(int c, const char *p, size_t n) {
	uint32_t number = get32(p), timeout = get32(p + 4), cap = get32(p + 8), length = get32(p + 12);
	int i, pipes[3][2];
	for (i = 0; i < JOBS && jobs[i].used; i++)
		;
	if (length > n - 16) {
		conns[c].closing = 1;
		return;
	}
	if (i == JOBS || open_pipes(pipes)) {
		tell_end(c, number, 126, 0);
		return;
	}
	struct job *j = &jobs[i];
	memset(j, 0, sizeof *j);
	j->used = 1;
	j->conn = c;
	j->number = number;
	j->in = pipes[0][1];
	j->out = pipes[1][0];
	j->err = pipes[2][0];
	j->cap = cap ? cap : (size_t)-1;
	j->deadline = timeout ? now_ms() + timeout : 0;
	j->pid = start_script(p + 16, length, pipes);
	if (j->pid < 0) {
		j->status = errno == ENOENT ? 127 : 126;
		job_ends(j);
		return;
	}
	append(&j->stdin_data, p + 16 + length, n - 16 - length);
	job_input(j);
}

void job_output(struct job *j, int *fd, char kind) {
	char chunk[OUTPUT_BYTES], head[4];
	ssize_t n = read(*fd, chunk, sizeof chunk);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		close(*fd);
		*fd = -1;
		return;
	}
	size_t part = (size_t)n < j->cap ? (size_t)n : j->cap;
	put32(head, j->number);
	if (part)
		frame(j->conn, kind, head, 4, chunk, part);
	j->cap -= part;
}

/* Kills it and what it started. One that has been reaped is left alone: its number may be another's by now. */
void stop_job(const struct job *j) {
	if (!j->exited)
		kill(-j->pid, SIGKILL);
}

/* A job is over when its process has ended and its pipes are closed; a background child that keeps a pipe open gets 200 ms. */
void settle_jobs(void) {
	for (int i = 0; i < JOBS; i++) {
		struct job *j = &jobs[i];
		if (!j->used)
			continue;
		int late = j->deadline && now_ms() >= j->deadline;
		if (j->exited && ((j->out < 0 && j->err < 0) || late))
			job_ends(j);
		else if (late && !j->exited) {
			j->timed_out = 1;
			j->deadline = now_ms() + 1000;
			stop_job(j);
		}
	}
}

void kill_job(int c, const char *p, size_t n) {
	uint32_t number = get32(p);
	(void)n;
	for (int i = 0; i < JOBS; i++)
		if (jobs[i].used && jobs[i].conn == c && jobs[i].number == number)
			stop_job(&jobs[i]);
}
