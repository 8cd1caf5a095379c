#include "agent.h"
#include <poll.h>

int main(int argc, char **argv) {
	if (argc >= 3 && !strcmp(argv[1], "serve")) {
		int listener = listen_at(argv[2], argc > 3 ? argv[3] : NULL);
		serve(listener);
	}
	if (argc == 4 && !strcmp(argv[1], "connect")) {
		int fd = dial(argv[2], atoi(argv[3]));
		struct pollfd fds[2] = { { 0, POLLIN, 0 }, { fd, POLLIN, 0 } };
		for (;;) {
			if (poll(fds, 2, -1) < 0 && errno != EINTR) return 1;
			if (fds[0].revents) copy(0, fd);
			if (fds[1].revents) copy(fd, 1);
		}
	}
	fprintf(stderr, "usage: lab-agent serve ADDRESS [NETNS] | connect ADDRESS SECONDS\n");
	return 2;
}
