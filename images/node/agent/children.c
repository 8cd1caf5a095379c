/* The end of children, and of the node: signals, which the loop takes from a pipe. */
#define _GNU_SOURCE
#include "agent.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* The most that is read of a shell's last words: what a terminal holds. */
enum { LAST_CHUNKS = 16 };

static int signal_pipe[2];

static void on_signal(int number) {
	char byte = number;
	int saved = errno;
	/* A pipe that is full has one that was not taken yet. */
	(void)!write(signal_pipe[1], &byte, 1);
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
void take_signals(int fd) {
	char numbers[64];
	ssize_t got = read(fd, numbers, sizeof numbers);
	for (ssize_t i = 0; i < got; i++) {
		if (numbers[i] != SIGTERM)
			continue;
		if (getpid() == 1)
			kill(-1, SIGTERM);
		exit(0);
	}
	reap();
}

/* From now on signals are taken; gives the descriptor where they come. */
int begin_children(void) {
	if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK))
		die("lab-agent: pipe");
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, on_signal);
	signal(SIGTERM, on_signal);
	reap();
	return signal_pipe[0];
}
