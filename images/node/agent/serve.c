/* The loop: waits for connections, shells, jobs and children, and serves them. */
#define _GNU_SOURCE
#include "agent.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static int signal_pipe[2];

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

void serve(int listener) {
	static struct pollfd fds[2 + CONNS + SHELLS + 3 * JOBS];
	if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK)) die("lab-agent: pipe");
	signal(SIGPIPE, SIG_IGN); signal(SIGCHLD, on_signal); signal(SIGTERM, on_signal);
	reap();
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
			int64_t due = watch_due(i);
			if (due >= 0 && (wait < 0 || due < wait)) wait = due;
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
			if (watch_due(i) == 0) watch_now(i);
			if (drain(&conns[i].out, conns[i].fd) < 0) close_conn(i);
			else if (conns[i].closing && !pending(&conns[i].out)) close_conn(i);
		}
	}
}
