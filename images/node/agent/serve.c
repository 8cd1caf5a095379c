/* The loop: waits for connections, shells, jobs and signals, and serves them. */
#define _GNU_SOURCE
#include "agent.h"
#include <poll.h>

enum { WAITERS = CONNS + SHELLS + 3 * JOBS + 2 };

/* Each descriptor that is waited for has what serves it when something has come, and the number of its owner in our tables. */
typedef void serving(int number, const struct pollfd *found);
static struct waiter {
	serving *serve;
	int number;
} waiters[WAITERS];
static struct pollfd fds[WAITERS];
static int waiting, signals;

static void wait_for(int fd, short events, serving *serve, int number) {
	fds[waiting] = (struct pollfd){ fd, events, 0 };
	waiters[waiting++] = (struct waiter){ serve, number };
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

static void serve_shell(int i, const struct pollfd *found) {
	if (found->revents & POLLOUT)
		type_input(&shells[i]);
	if ((found->events & POLLIN) && (found->revents & (POLLIN | POLLHUP)))
		shell_output(&shells[i]);
	/* Gone while there is no room for what it may have said. */
	else if (found->revents & POLLHUP)
		shells[i].rest_until = now_ms() + REST_MS;
}

static int64_t wait_for_shell(int i) {
	struct shell *s = &shells[i];
	int64_t rest = left_until(s->rest_until);
	short events = (full(s->conn) ? 0 : POLLIN) | (pending(&s->in) ? POLLOUT : 0);
	if (events && !rest)
		wait_for(s->pty, events, serve_shell, i);
	return rest ? rest : -1;
}

static void serve_job(int i, const struct pollfd *found) {
	struct job *j = &jobs[i];
	if (found->fd == j->out)
		job_output(j, &j->out, FRAME_STDOUT);
	else if (found->fd == j->err)
		job_output(j, &j->err, FRAME_STDERR);
	else
		job_input(j);
}

static int64_t wait_for_job(int i) {
	struct job *j = &jobs[i];
	if (j->out >= 0 && !full(j->conn))
		wait_for(j->out, POLLIN, serve_job, i);
	if (j->err >= 0 && !full(j->conn))
		wait_for(j->err, POLLIN, serve_job, i);
	if (j->in >= 0)
		wait_for(j->in, POLLOUT, serve_job, i);
	return j->deadline ? left_until(j->deadline) : -1;
}

static void serve_conn(int c, const struct pollfd *found) {
	if ((found->events & POLLIN) && (found->revents & (POLLIN | POLLHUP | POLLERR)))
		read_conn(c);
	/* Gone, while what it asked for has no room. */
	else if (found->revents & (POLLHUP | POLLERR))
		close_conn(c);
}

static int64_t wait_for_conn(int c) {
	struct conn *conn = &conns[c];
	short in = conn->closing || conn_ready(c) ? POLLIN : 0;
	wait_for(conn->fd, in | (pending(&conn->out) ? POLLOUT : 0), serve_conn, c);
	return watch_due(c);
}

static void serve_listener(int number, const struct pollfd *found) {
	(void)number;
	accept_conn(found->fd);
}

static void serve_signals(int number, const struct pollfd *found) {
	(void)number;
	take_signals(found->fd);
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

/*
 * Waits until there is something to do, at most `most_ms` (-1: for ever), and does it, in the order of the waiters: only what
 * comes last opens descriptors or frees a place in our tables, so that each waiter is still what it was.
 */
void turn(int listener, int most_ms) {
	int64_t wait = most_ms;
	waiting = 0;
	for (int i = 0; i < SHELLS; i++)
		if (shells[i].used)
			wait = sooner(wait, wait_for_shell(i));
	for (int i = 0; i < JOBS; i++)
		if (jobs[i].used)
			wait = sooner(wait, wait_for_job(i));
	for (int i = 0; i < CONNS; i++)
		if (conns[i].used)
			wait = sooner(wait, wait_for_conn(i));
	wait_for(listener, POLLIN, serve_listener, 0);
	wait_for(signals, POLLIN, serve_signals, 0);
	if (poll(fds, waiting, wait > INT32_MAX ? INT32_MAX : wait) < 0 && errno != EINTR)
		die("lab-agent: poll");
	for (int i = 0; i < waiting; i++)
		if (fds[i].revents)
			waiters[i].serve(waiters[i].number, &fds[i]);
	settle_jobs();
	for (int i = 0; i < CONNS; i++)
		if (conns[i].used)
			settle_conn(i);
}

void begin_serving(void) {
	signals = begin_children();
}

void serve(int listener) {
	begin_serving();
	for (;;)
		turn(listener, -1);
}
