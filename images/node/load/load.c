/*
 * lab-load: visitors. Sends requests at a steady rate, whether they are answered or not, and tells of each on one line.
 *
 *   lab-load RATE keep|close TIMEOUT_MS http://ADDRESS[:PORT]/PATH      (https:// too; its certificate is not checked)
 *
 *   sent_ms latency_us ok WHO        WHO: the answer's X-Server, else its body's first line
 *   sent_ms latency_us lost REASON   refused, unreachable, timeout, reset, malformed, or a status such as 502
 *
 * sent_ms: milliseconds since 1970. Open loop: what is slow does not hold back what comes next (up to MOST at a time).
 */
#define _GNU_SOURCE
#include "answer.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* READS: how often one connection is read before the others have their turn. */
enum { MOST = 256, READS = 16, PIECE = 4096 };
enum state { FREE, CONNECTING, HANDSHAKE, SENDING, READING, IDLE };

struct visit {
	enum state state;
	int fd, reused;
	short wants;
	SSL *ssl;
	size_t sent, got;
	int64_t began_us, sent_ms;
	struct answer answer;
};

static struct visit visits[MOST];
static struct sockaddr_in where;
static char request[1024], host[256], path[512] = "/";
static int keep, timeout_ms;
static SSL_CTX *tls;

static int64_t clock_us(clockid_t id) {
	struct timespec t;
	clock_gettime(id, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static void drop(struct visit *v) {
	if (v->ssl)
		SSL_free(v->ssl);
	if (v->fd >= 0)
		close(v->fd);
	v->ssl = NULL;
	v->fd = -1;
	v->state = FREE;
}

static void tell(struct visit *v, const char *how, const char *what) {
	printf("%lld %lld %s %s\n", (long long)v->sent_ms, (long long)(clock_us(CLOCK_MONOTONIC) - v->began_us), how, what);
	/* Nobody reads any more. */
	if (fflush(stdout))
		exit(1);
}

static void lost(struct visit *v, const char *reason) {
	tell(v, "lost", reason);
	drop(v);
}

static const char *reason(int error) {
	if (error == ECONNREFUSED)
		return "refused";
	return error == EHOSTUNREACH || error == ENETUNREACH || error == ENETDOWN ? "unreachable" : "reset";
}

static void begin(struct visit *v) {
	int one = 1;
	v->sent = v->got = 0;
	memset(&v->answer, 0, sizeof v->answer);
	v->began_us = clock_us(CLOCK_MONOTONIC);
	v->sent_ms = clock_us(CLOCK_REALTIME) / 1000;
	v->reused = v->state == IDLE;
	v->wants = POLLOUT;
	if (v->reused) {
		v->state = SENDING;
		return;
	}
	v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	v->state = CONNECTING;
	if (v->fd < 0) {
		lost(v, "reset");
		return;
	}
	setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(v->fd, (void *)&where, sizeof where) && errno != EINPROGRESS)
		lost(v, reason(errno));
}

/* The connection broke. One that was kept may have been closed by the other end meanwhile: no visitor notices that. */
static void broken(struct visit *v, const char *why) {
	if (!v->reused || v->got) {
		lost(v, why);
		return;
	}
	drop(v);
	begin(v);
}

/* A visitor for now: an open connection where they are kept, else a new one. */
static void visit(void) {
	struct visit *found = NULL;
	for (int i = 0; i < MOST; i++) {
		if (visits[i].state == IDLE) {
			found = &visits[i];
			break;
		}
		if (visits[i].state == FREE && !found)
			found = &visits[i];
	}
	if (found)
		begin(found);
}

/* `again`: the connection is there for another request. */
static void answered(struct visit *v, int again) {
	char text[WHO];
	if (v->answer.status >= 500) {
		snprintf(text, sizeof text, "%d", v->answer.status);
		tell(v, "lost", text);
	} else {
		answer_who(&v->answer, text);
		tell(v, "ok", text);
	}
	if (keep && again) {
		v->state = IDLE;
		v->wants = POLLIN;
	} else
		drop(v);
}

/* What TLS waits for, after an operation that gave `result`; 0: it is broken. */
static short tls_wants(struct visit *v, int result) {
	int error = SSL_get_error(v->ssl, result);
	return error == SSL_ERROR_WANT_READ ? POLLIN : error == SSL_ERROR_WANT_WRITE ? POLLOUT : 0;
}

static void begin_tls(struct visit *v) {
	v->ssl = SSL_new(tls);
	if (!v->ssl || !SSL_set_fd(v->ssl, v->fd)) {
		lost(v, "reset");
		return;
	}
	SSL_set_tlsext_host_name(v->ssl, host);
	SSL_set_connect_state(v->ssl);
	v->state = HANDSHAKE;
}

static void shake_hands(struct visit *v) {
	int done = SSL_do_handshake(v->ssl);
	if (done == 1) {
		v->state = SENDING;
		return;
	}
	v->wants = tls_wants(v, done);
	if (!v->wants)
		lost(v, "reset");
}

static void send_request(struct visit *v) {
	size_t left = strlen(request) - v->sent;
	ssize_t n = v->ssl ? SSL_write(v->ssl, request + v->sent, left) : write(v->fd, request + v->sent, left);
	if (n > 0) {
		v->sent += n;
		v->wants = v->sent < strlen(request) ? POLLOUT : POLLIN;
		if (v->wants == POLLIN)
			v->state = READING;
		return;
	}
	v->wants = v->ssl ? tls_wants(v, n) : errno == EAGAIN || errno == EINTR ? POLLOUT : 0;
	if (!v->wants)
		broken(v, reason(v->ssl ? 0 : errno));
}

/* Reads once; gives whether there may be more. */
static int read_piece(struct visit *v) {
	char piece[PIECE];
	ssize_t n = v->ssl ? SSL_read(v->ssl, piece, sizeof piece) : read(v->fd, piece, sizeof piece);
	if (n > 0) {
		size_t taken = answer_take(&v->answer, piece, n);
		v->got += n;
		if (v->answer.part == MALFORMED)
			lost(v, "malformed");
		/* What comes after an answer is none to any request. */
		else if (v->answer.part == WHOLE)
			answered(v, answer_keeps(&v->answer) && taken == (size_t)n);
		return v->state == READING;
	}
	v->wants = v->ssl ? tls_wants(v, n) : n < 0 && (errno == EAGAIN || errno == EINTR) ? POLLIN : 0;
	if (v->wants)
		return 0;
	if (n == 0 && v->got && answer_end(&v->answer))
		answered(v, 0);
	else
		broken(v, "reset");
	return 0;
}

/* An answer without end takes its turns like the others, until its time is up. All of a TLS record is read, as no poll tells of its rest. */
static void read_answer(struct visit *v) {
	for (int reads = 0; reads < READS || (v->ssl && SSL_pending(v->ssl) > 0); reads++)
		if (!read_piece(v))
			return;
}

static void step(struct visit *v) {
	ERR_clear_error();
	if (v->state == IDLE) {
		/* Closed by the other end, or chatter. */
		drop(v);
		return;
	}
	if (v->state == CONNECTING) {
		int error = 0;
		socklen_t size = sizeof error;
		getsockopt(v->fd, SOL_SOCKET, SO_ERROR, &error, &size);
		if (error) {
			lost(v, reason(error));
			return;
		}
		v->state = SENDING;
		if (tls)
			begin_tls(v);
	}
	if (v->state == HANDSHAKE)
		shake_hands(v);
	if (v->state == SENDING)
		send_request(v);
	else if (v->state == READING)
		read_answer(v);
}

static void usage(void) {
	fprintf(stderr, "usage: lab-load RATE keep|close TIMEOUT_MS http[s]://ADDRESS[:PORT]/PATH\n");
	exit(2);
}

int main(int argc, char **argv) {
	char scheme[8] = "", address[128] = "";
	if (argc != 5 || sscanf(argv[4], "%7[a-z]://%127[^/]%511[^\n]", scheme, address, path) < 2)
		usage();
	double rate = atof(argv[1]);
	keep = !strcmp(argv[2], "keep");
	timeout_ms = atoi(argv[3]);
	int secure = !strcmp(scheme, "https"), port = secure ? 443 : 80;
	if ((!secure && strcmp(scheme, "http")) || !(rate >= 0.01 && rate <= 10000) || timeout_ms <= 0)
		usage();
	snprintf(host, sizeof host, "%s", address);
	char *colon = strchr(host, ':');
	if (colon) {
		*colon = 0;
		port = atoi(colon + 1);
	}
	if (port < 1 || port > 65535)
		usage();
	where.sin_family = AF_INET;
	where.sin_port = htons(port);
	if (inet_pton(AF_INET, host, &where.sin_addr) != 1) {
		fprintf(stderr, "lab-load: '%s' is no address\n", host);
		return 2;
	}
	if (secure) {
		tls = SSL_CTX_new(TLS_client_method());
		if (!tls)
			return 1;
		SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, NULL);
		/* Not every server says goodbye before it closes. */
		SSL_CTX_set_options(tls, SSL_OP_IGNORE_UNEXPECTED_EOF);
	}
	snprintf(request, sizeof request,
		"GET %.511s HTTP/1.1\r\nHost: %.127s\r\nUser-Agent: lab-load\r\nConnection: %s\r\n\r\n", path, address,
		keep ? "keep-alive" : "close");
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < MOST; i++)
		visits[i].fd = -1;
	int64_t every = 1000000 / rate, next = clock_us(CLOCK_MONOTONIC);
	for (;;) {
		struct pollfd fds[MOST];
		int at[MOST], n = 0;
		int64_t now = clock_us(CLOCK_MONOTONIC), wait = next - now;
		if (wait <= 0) {
			visit();
			next += every;
			if (next < now - 1000000)
				next = now;
			continue;
		}
		for (int i = 0; i < MOST; i++) {
			struct visit *v = &visits[i];
			if (v->state == FREE)
				continue;
			int64_t left = v->began_us + timeout_ms * 1000LL - now;
			if (v->state != IDLE && left <= 0) {
				lost(v, "timeout");
				continue;
			}
			if (v->state != IDLE && left < wait)
				wait = left;
			at[n] = i;
			fds[n++] = (struct pollfd){ v->fd, v->wants, 0 };
		}
		struct timespec pause = { wait / 1000000, wait % 1000000 * 1000 };
		if (ppoll(fds, n, &pause, NULL) < 0 && errno != EINTR)
			return 1;
		for (int i = 0; i < n; i++)
			if (fds[i].revents)
				step(&visits[at[i]]);
	}
}
