/* Where an agent listens, and how it is reached. */
#define _GNU_SOURCE
#include "agent.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static socklen_t address(const char *text, struct sockaddr_storage *a) {
	memset(a, 0, sizeof *a);
	const char *colon = strchr(text, ':');
	if (text[0] == '/' || !colon) {
		struct sockaddr_un *u = (void *)a;
		u->sun_family = AF_UNIX;
		snprintf(u->sun_path, sizeof u->sun_path, "%s", text);
		return sizeof *u;
	}
	struct sockaddr_in *in = (void *)a;
	char host[32];
	snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
	in->sin_family = AF_INET;
	in->sin_port = htons(atoi(colon + 1));
	if (inet_pton(AF_INET, host, &in->sin_addr) != 1) {
		fprintf(stderr, "lab-agent: '%s' is no address\n", text);
		exit(2);
	}
	return sizeof *in;
}

int listen_at(const char *where, const char *netns) {
	struct sockaddr_storage a;
	socklen_t size = address(where, &a);
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), one = 1;
	if (netns) {
		int away = open(netns, O_RDONLY | O_CLOEXEC);
		if (away < 0 || setns(away, CLONE_NEWNET))
			die("lab-agent: management network");
		close(away);
	}
	int fd = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (netns && setns(home, CLONE_NEWNET))
		die("lab-agent: home network");
	close(home);
	if (a.ss_family == AF_UNIX)
		unlink(where);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	umask(077);
	if (fd < 0 || bind(fd, (void *)&a, size) || listen(fd, 16))
		die("lab-agent: listen");
	umask(022);
	return fd;
}

int dial(const char *where, int seconds) {
	struct sockaddr_storage a;
	socklen_t size = address(where, &a);
	int64_t end = now_ms() + seconds * 1000LL;
	int one = 1, room = HIGH * 2;
	for (;;) {
		int fd = socket(a.ss_family, SOCK_STREAM, 0);
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
		fcntl(fd, F_SETFL, O_NONBLOCK);
		int done = !connect(fd, (void *)&a, size);
		if (!done && errno == EINPROGRESS) {
			struct pollfd p = { fd, POLLOUT, 0 };
			int error = 0;
			socklen_t error_size = sizeof error;
			if (poll(&p, 1, 250) == 1)
				done = !getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_size) && !error;
		}
		if (done) {
			fcntl(fd, F_SETFL, 0);
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
			return fd;
		}
		close(fd);
		if (now_ms() >= end) {
			fprintf(stderr, "lab-agent: nothing answers at %s\n", where);
			exit(3);
		}
		struct timespec pause = { 0, 20000000 };
		nanosleep(&pause, NULL);
	}
}
