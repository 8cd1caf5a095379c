/* Joins stdin and stdout to a connection. One direction that waits does not hold up the other. */
#include "agent.h"
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

struct way {
	int from, to, ended;
	size_t at, n;
	char data[CHUNK];
};

static int connection;

/* Killed, it leaves nothing behind that would keep its node's network alive; leaving by itself, it lets the last bytes arrive. */
static void lingers(int on) {
	struct linger how = { .l_onoff = !on, .l_linger = 0 };
	setsockopt(connection, SOL_SOCKET, SO_LINGER, &how, sizeof how);
}

static void leave(void) {
	lingers(1);
	exit(0);
}

static int again(void) {
	return errno == EAGAIN || errno == EINTR;
}

static void move(struct way *w) {
	if (!w->n && !w->ended) {
		ssize_t n = read(w->from, w->data, sizeof w->data);
		if (n == 0 || (n < 0 && !again()))
			w->ended = 1;
		if (n > 0) {
			w->at = 0;
			w->n = n;
		}
	}
	while (w->n) {
		ssize_t n = write(w->to, w->data + w->at, w->n);
		if (n < 0 && again())
			return;
		if (n < 0)
			leave();
		w->at += n;
		w->n -= n;
	}
	if (w->ended)
		leave();
}

/* Until one end is done and all it said has been passed on. */
void join(int fd) {
	static struct way ways[2];
	connection = fd;
	lingers(0);
	ways[0].from = 0;
	ways[0].to = ways[1].from = fd;
	ways[1].to = 1;
	nonblocking(0);
	nonblocking(1);
	nonblocking(fd);
	for (;;) {
		struct pollfd fds[2];
		for (int i = 0; i < 2; i++) {
			struct way *w = &ways[i];
			fds[i] = w->n ? (struct pollfd){ w->to, POLLOUT, 0 } : (struct pollfd){ w->from, POLLIN, 0 };
		}
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			exit(1);
		for (int i = 0; i < 2; i++)
			if (fds[i].revents)
				move(&ways[i]);
	}
}
