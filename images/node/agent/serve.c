/* The loop: waits for connections, shells, jobs and children, and serves them. */
#define _GNU_SOURCE
#include "agent.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* The most that is read of a shell's last words: what a terminal holds. */
enum { LAST_CHUNKS = 16 };

static int signal_pipe[2];
/* What is waited for: by whom, -1 where nothing is. */
static struct pollfd fds[2 + CONNS + SHELLS + 3 * JOBS];
static int waiting, conn_at[CONNS], shell_at[SHELLS], job_at[JOBS][3];

static void on_signal(int number) {
	char byte = number;
	int saved = errno;
	if (write(signal_pipe[1], &byte, 1)) {
	}
	errno = saved;
}

static int exit_code(int status) {
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void reap(void) {
	int status, pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (int i = 0; i < SHELLS; i++) {
			if (!shells[i].used || shells[i].pid != pid)
				continue;
			for (int left = LAST_CHUNKS; left && shell_output(&shells[i]) > 0; left--)
				;
			end_shell(&shells[i], exit_code(status));
		}
		for (int i = 0; i < JOBS; i++) {
			struct job *j = &jobs[i];
			if (!j->used || j->exited || j->pid != pid)
				continue;
			j->exited = 1;
			j->status = exit_code(status);
			j->deadline = now_ms() + 200;
		}
	}
}

/* Whoever ends a node's first process ends the node. */
static void take_signals(void) {
	char numbers[64];
	ssize_t got = read(signal_pipe[0], numbers, sizeof numbers);
	for (ssize_t i = 0; i < got; i++) {
		if (numbers[i] != SIGTERM)
			continue;
		if (getpid() == 1)
			kill(-1, SIGTERM);
		exit(0);
	}
	reap();
}

static int wait_for(int fd, short events) {
	fds[waiting] = (struct pollfd){ fd, events, 0 };
	return waiting++;
}

/* The shorter of two times in milliseconds; -1 is none. */
static int64_t sooner(int64_t one, int64_t other) {
	if (one < 0 || other < 0)
		return one < 0 ? other : one;
	return one < other ? one : other;
}

static int64_t left_until(int64_t when) {
	int64_t left = when - now_ms();
	return left < 0 ? 0 : left;
}

static int full(int c) {
	return c >= 0 && pending(&conns[c].out) > HIGH;
}

static int64_t wait_for_conn(int c) {
	struct conn *conn = &conns[c];
	short in = conn->closing || conn_ready(c) ? POLLIN : 0;
	conn_at[c] = wait_for(conn->fd, in | (pending(&conn->out) ? POLLOUT : 0));
	return watch_due(c);
}

static int64_t wait_for_shell(int i) {
	struct shell *s = &shells[i];
	int64_t rest = left_until(s->rest_until);
	short events = (full(s->conn) ? 0 : POLLIN) | (pending(&s->in) ? POLLOUT : 0);
	if (events && !rest)
		shell_at[i] = wait_for(s->pty, events);
	return rest ? rest : -1;
}

static int64_t wait_for_job(int i) {
	struct job *j = &jobs[i];
	if (j->out >= 0 && !full(j->conn))
		job_at[i][0] = wait_for(j->out, POLLIN);
	if (j->err >= 0 && !full(j->conn))
		job_at[i][1] = wait_for(j->err, POLLIN);
	if (j->in >= 0 && pending(&j->stdin_data))
		job_at[i][2] = wait_for(j->in, POLLOUT);
	if (j->in >= 0 && !pending(&j->stdin_data)) {
		close(j->in);
		j->in = -1;
	}
	return j->deadline ? left_until(j->deadline) : -1;
}

static void serve_shell(int i) {
	short came = fds[shell_at[i]].revents, asked = fds[shell_at[i]].events;
	if (came & POLLOUT)
		shell_input(&shells[i]);
	if ((asked & POLLIN) && (came & (POLLIN | POLLHUP)))
		shell_output(&shells[i]);
	/* Gone while there is no room for what it may have said. */
	else if (came & POLLHUP)
		shells[i].rest_until = now_ms() + 100;
}

static void serve_job(int i) {
	struct job *j = &jobs[i];
	if (job_at[i][0] >= 0 && fds[job_at[i][0]].revents)
		job_output(j, &j->out, 'o');
	if (job_at[i][1] >= 0 && fds[job_at[i][1]].revents)
		job_output(j, &j->err, 'e');
	if (job_at[i][2] >= 0 && fds[job_at[i][2]].revents && drain(&j->stdin_data, j->in) < 0) {
		close(j->in);
		j->in = -1;
	}
}

static void serve_conn(int c) {
	short came = fds[conn_at[c]].revents, asked = fds[conn_at[c]].events;
	if ((asked & POLLIN) && (came & (POLLIN | POLLHUP | POLLERR)))
		read_conn(c);
	/* Gone, while what it asked for has no room. */
	else if (came & (POLLHUP | POLLERR))
		close_conn(c);
}

/* What is to be written, then what waited for the room that this made, and what is due. */
static void settle_conn(int c) {
	struct conn *conn = &conns[c];
	int broken = drain(&conn->out, conn->fd) < 0;
	if (pending(&conn->in))
		take_frames(c);
	if (watch_due(c) == 0)
		watch_now(c);
	if (broken || (conn->closing && !pending(&conn->out)))
		close_conn(c);
}

/* Waits until there is something to do, at most `most_ms` (-1: for ever), and does it. */
void turn(int listener, int most_ms) {
	int64_t wait = most_ms;
	waiting = 0;
	memset(conn_at, -1, sizeof conn_at);
	memset(shell_at, -1, sizeof shell_at);
	memset(job_at, -1, sizeof job_at);
	int signals_at = wait_for(signal_pipe[0], POLLIN), listener_at = wait_for(listener, POLLIN);
	for (int i = 0; i < CONNS; i++)
		if (conns[i].used)
			wait = sooner(wait, wait_for_conn(i));
	for (int i = 0; i < SHELLS; i++)
		if (shells[i].used)
			wait = sooner(wait, wait_for_shell(i));
	for (int i = 0; i < JOBS; i++)
		if (jobs[i].used)
			wait = sooner(wait, wait_for_job(i));
	if (poll(fds, waiting, wait > INT32_MAX ? INT32_MAX : wait) < 0 && errno != EINTR)
		die("lab-agent: poll");
	for (int i = 0; i < SHELLS; i++)
		if (shell_at[i] >= 0)
			serve_shell(i);
	for (int i = 0; i < JOBS; i++)
		if (jobs[i].used)
			serve_job(i);
	for (int i = 0; i < CONNS; i++)
		if (conn_at[i] >= 0)
			serve_conn(i);
	if (fds[listener_at].revents)
		accept_conn(listener);
	if (fds[signals_at].revents)
		take_signals();
	settle_jobs();
	for (int i = 0; i < CONNS; i++)
		if (conns[i].used)
			settle_conn(i);
}

void begin_serving(void) {
	if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK))
		die("lab-agent: pipe");
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, on_signal);
	signal(SIGTERM, on_signal);
	reap();
}

void serve(int listener) {
	begin_serving();
	for (;;)
		turn(listener, -1);
}
