/*
 * Children. Each begins as the leader of a session and process group of its own, with the signals as they are by default
 * and no descriptor of the agent's. All of that is so before spawn() returns: what is killed at once is killed.
 */
#define _GNU_SOURCE
#include "agent.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

static char *const environment[] = {
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"HOME=/root",
	"USER=root",
	"LOGNAME=root",
	"SHELL=/bin/bash",
	"LANG=C.UTF-8",
};
enum { COMMON = sizeof environment / sizeof *environment, MORE = 4 };

/* Starts bash on `terminal`, or on the `given` descriptors; `more` are up to MORE variables. Gives its pid, or -1 and errno. */
int spawn(char *const argv[], const int given[3], const char *terminal, char *const more[]) {
	char *variables[COMMON + MORE + 1] = { 0 };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t how;
	sigset_t none, all;
	pid_t pid;
	memcpy(variables, environment, sizeof environment);
	for (int i = 0; i < MORE && more[i]; i++)
		variables[COMMON + i] = more[i];
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &all);
	posix_spawn_file_actions_init(&actions);
	/* The leader of a new session that opens a terminal gets it as its own. */
	if (terminal)
		posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0);
	for (int i = terminal ? 1 : 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, terminal ? 0 : given[i], i);
	/* A removed home is the learner's own doing. */
	posix_spawn_file_actions_addchdir_np(&actions, access("/root", X_OK) ? "/" : "/root");
	int failed = posix_spawn(&pid, "/bin/bash", &actions, &how, argv, variables);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&how);
	errno = failed;
	return failed ? -1 : pid;
}
