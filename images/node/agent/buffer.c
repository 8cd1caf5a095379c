/* Buffers and frames. */
#define _GNU_SOURCE
#include "agent.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

int64_t now_ms(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}
void die(const char *what) {
	perror(what);
	exit(1);
}
size_t pending(const struct buffer *b) {
	return b->to - b->from;
}
uint32_t get32(const char *p) {
	uint32_t v;
	memcpy(&v, p, 4);
	return ntohl(v);
}
uint16_t get16(const char *p) {
	uint16_t v;
	memcpy(&v, p, 2);
	return ntohs(v);
}
void put32(char *p, uint32_t v) {
	v = htonl(v);
	memcpy(p, &v, 4);
}

/* Whoever appends sees to it that a buffer stays small: by HIGH, PAYLOAD_BYTES or STATE_BYTES. */
void append(struct buffer *b, const void *data, size_t n) {
	if (!n)
		return;
	if (b->from == b->to)
		b->from = b->to = 0;
	if (b->to + n > b->size) {
		if (b->from) {
			memmove(b->data, b->data + b->from, pending(b));
			b->to -= b->from;
			b->from = 0;
		}
		if (b->to + n > b->size) {
			b->size = (b->to + n) * 2;
			b->data = realloc(b->data, b->size);
			if (!b->data)
				die("lab-agent: memory");
		}
	}
	memcpy(b->data + b->to, data, n);
	b->to += n;
}

void release(struct buffer *b) {
	free(b->data);
	memset(b, 0, sizeof *b);
}

/* Write what the descriptor takes now. Returns -1 when it is broken. */
int drain(struct buffer *b, int fd) {
	while (pending(b)) {
		ssize_t n = write(fd, b->data + b->from, pending(b));
		if (n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -1;
		b->from += n;
	}
	if (b->size > HIGH * 4)
		release(b);
	return 0;
}

void frame(int conn, char kind, const void *head, size_t head_size, const void *body, size_t body_size) {
	char start[HEAD_BYTES] = { kind };
	if (conn < 0 || !conns[conn].used)
		return;
	put32(start + 1, head_size + body_size);
	append(&conns[conn].out, start, sizeof start);
	append(&conns[conn].out, head, head_size);
	append(&conns[conn].out, body, body_size);
}

void nonblocking(int fd) {
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}
