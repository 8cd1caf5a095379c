/*
 * lab-guest: PID 1 of an own-kernel node's guest, until it becomes the agent.
 * A program and not a script, because each process that a script starts costs User-Mode Linux some 50 ms.
 * From the kernel's command line: LAB_ADDRESS (with prefix length) and LAB_HOST.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what) {
	perror(what);
	exit(1);
}

static void file_systems(void) {
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mkdir("/dev/pts", 0755);
	mount("devpts", "/dev/pts", "devpts", 0, "gid=5,mode=620,ptmxmode=666");
	mount("tmpfs", "/run", "tmpfs", 0, "mode=755");
	mount("tmpfs", "/tmp", "tmpfs", 0, "mode=1777");
	mkdir("/run/lock", 01777);
	mkdir("/run/lab", 0755);
	if (symlink("/proc/self/fd", "/dev/fd") || symlink("fd/0", "/dev/stdin") || symlink("fd/1", "/dev/stdout") ||
		symlink("fd/2", "/dev/stderr"))
		perror("lab-guest: /dev/fd");
}

/* Runs several `ip` commands in one process. */
static void ip(const char *commands) {
	int in[2];
	if (pipe(in))
		die("lab-guest: pipe");
	pid_t pid = fork();
	if (!pid) {
		dup2(in[0], 0);
		close(in[0]);
		close(in[1]);
		execl("/sbin/ip", "ip", "-batch", "-", NULL);
		_exit(127);
	}
	if (pid < 0)
		die("lab-guest: fork");
	close(in[0]);
	if (write(in[1], commands, strlen(commands)) < 0)
		perror("lab-guest: ip");
	close(in[1]);
	waitpid(pid, NULL, 0);
}

/* Management lives in a network namespace without a name: the lab's firewall and cables do not touch it. */
static pid_t management(int made[2], int moved[2]) {
	pid_t holder = fork();
	if (holder)
		return holder;
	char byte = 0;
	if (unshare(CLONE_NEWNET))
		die("lab-guest: unshare");
	if (write(made[1], &byte, 1) != 1 || read(moved[0], &byte, 1) != 1)
		die("lab-guest: handshake");
	ip("address add 169.254.100.2/30 dev vec1\nlink set vec1 up\n");
	if (write(made[1], &byte, 1) != 1)
		die("lab-guest: handshake");
	/* Until the agent has opened its listening socket here. */
	sleep(60);
	_exit(0);
}

int main(void) {
	const char *address = getenv("LAB_ADDRESS"), *host = getenv("LAB_HOST");
	int made[2], moved[2];
	char byte = 0, commands[256], netns[64];
	if (!address || !host) {
		fprintf(stderr, "lab-guest: LAB_ADDRESS and LAB_HOST are missing\n");
		return 1;
	}
	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	file_systems();
	sethostname(host, strlen(host));
	if (pipe(made) || pipe(moved))
		die("lab-guest: pipe");
	pid_t holder = management(made, moved);
	if (holder < 0)
		die("lab-guest: fork");
	if (read(made[0], &byte, 1) != 1)
		die("lab-guest: handshake");
	snprintf(commands, sizeof commands,
		"link set lo up\nlink set vec0 name eth0\naddress add %s brd + dev eth0\nlink set eth0 up\nlink set vec1 netns "
		"%d\n",
		address, holder);
	ip(commands);
	if (write(moved[1], &byte, 1) != 1 || read(made[0], &byte, 1) != 1)
		die("lab-guest: handshake");
	close(made[0]);
	close(made[1]);
	close(moved[0]);
	close(moved[1]);
	unsetenv("LAB_ADDRESS");
	unsetenv("LAB_HOST");
	if (!fork()) {
		execl("/usr/local/lib/lab/services", "services", NULL);
		_exit(127);
	}
	snprintf(netns, sizeof netns, "/proc/%d/ns/net", holder);
	execl("/usr/local/bin/lab-agent", "lab-agent", "serve", "169.254.100.2:7", netns, NULL);
	die("lab-guest: lab-agent");
}
