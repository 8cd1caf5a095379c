/* Jobs: scripts run beside the shells, with a time limit. */
#define _GNU_SOURCE
#include "agent.h"
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

struct job jobs[JOBS];

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

void start_job(int c, const char *p, size_t n) {
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

void job_output(struct job *j, int *fd, char kind) {
	char chunk[CHUNK], head[4];
	ssize_t n = read(*fd, chunk, sizeof chunk);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
	if (n <= 0) { close(*fd); *fd = -1; return; }
	size_t part = (size_t)n < j->cap ? (size_t)n : j->cap;
	put32(head, j->number);
	if (part) frame(j->conn, kind, head, 4, chunk, part);
	j->cap -= part;
}

/* A job is over when its process has ended and its pipes are closed; a background child that keeps a pipe open gets 200 ms. */
void settle_jobs(void) {
	for (int i = 0; i < JOBS; i++) {
		struct job *j = &jobs[i];
		if (!j->used) continue;
		int late = j->deadline && now_ms() >= j->deadline;
		if (j->exited && ((j->out < 0 && j->err < 0) || late)) job_ends(j);
		else if (late && !j->exited) { j->timed_out = 1; j->deadline = now_ms() + 1000; kill(-j->pid, SIGKILL); }
	}
}


void kill_job(int c, uint32_t number) {
	for (int i = 0; i < JOBS; i++)
		if (jobs[i].used && jobs[i].conn == c && jobs[i].number == number) kill(-jobs[i].pid, SIGKILL);
}
