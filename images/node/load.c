/*
 * lab-load: visitors. Sends requests at a steady rate, whether they are answered or not, and tells of each on one line.
 *
 *   lab-load RATE keep|close TIMEOUT_MS http://ADDRESS[:PORT]/PATH      (https:// too; its certificate is not checked)
 *
 *   sent_ms latency_us ok WHO        WHO: the answer's X-Server, else its first line
 *   sent_ms latency_us lost REASON   refused, unreachable, timeout, reset, or a status such as 502
 *
 * sent_ms: milliseconds since 1970. Open loop: what is slow does not hold back what comes next (up to MOST at a time).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 256, ANSWER = 4096 };
enum state { FREE, CONNECTING, HANDSHAKE, SENDING, READING, IDLE };

struct visit { enum state state; int fd, reused; short wants; SSL *ssl; size_t sent, got; int64_t began_us, sent_ms; char answer[ANSWER]; };

static struct visit visits[MOST];
static struct sockaddr_in where;
static char request[1024], host[256], path[512] = "/";
static int keep, timeout_ms;
static SSL_CTX *tls;

static int64_t clock_us(clockid_t id) { struct timespec t; clock_gettime(id, &t); return t.tv_sec * 1000000LL + t.tv_nsec / 1000; }

static void drop(struct visit *v) {
	if (v->ssl) SSL_free(v->ssl);
	if (v->fd >= 0) close(v->fd);
	v->ssl = NULL; v->fd = -1; v->state = FREE;
}

static void tell(struct visit *v, const char *how, const char *what) {
	printf("%lld %lld %s %s\n", (long long)v->sent_ms, (long long)(clock_us(CLOCK_MONOTONIC) - v->began_us), how, what);
	fflush(stdout);
}

static void lost(struct visit *v, const char *reason) { tell(v, "lost", reason); drop(v); }

static const char *reason(int error) {
	if (error == ECONNREFUSED) return "refused";
	return error == EHOSTUNREACH || error == ENETUNREACH || error == ENETDOWN ? "unreachable" : "reset";
}

static void begin(struct visit *v) {
	int one = 1;
	v->sent = v->got = 0;
	v->began_us = clock_us(CLOCK_MONOTONIC);
	v->sent_ms = clock_us(CLOCK_REALTIME) / 1000;
	v->reused = v->state == IDLE;
	v->wants = POLLOUT;
	if (v->reused) { v->state = SENDING; return; }
	v->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	v->state = CONNECTING;
	if (v->fd < 0) { lost(v, "reset"); return; }
	setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(v->fd, (void *)&where, sizeof where) && errno != EINPROGRESS) lost(v, reason(errno));
}

/* A visitor for now: an open connection where they are kept, else a new one. */
static void visit(void) {
	struct visit *found = NULL;
	for (int i = 0; i < MOST; i++) {
		if (visits[i].state == IDLE) { found = &visits[i]; break; }
		if (visits[i].state == FREE && !found) found = &visits[i];
	}
	if (found) begin(found);
}

static const char *header(const char *answer, const char *name) {
	size_t n = strlen(name);
	for (const char *line = answer; (line = strstr(line, "\r\n")) && strncmp(line, "\r\n\r\n", 4); ) {
		line += 2;
		if (!strncasecmp(line, name, n) && line[n] == ':') return line + n + 1 + strspn(line + n + 1, " ");
	}
	return NULL;
}

static void answered(struct visit *v) {
	char who[64];
	int status = 0;
	const char *body = strstr(v->answer, "\r\n\r\n"), *server = header(v->answer, "X-Server");
	const char *from = server ? server : body ? body + 4 : "";
	if (sscanf(v->answer, "HTTP/%*s %d", &status) != 1) { lost(v, "reset"); return; }
	snprintf(who, sizeof who, "%.*s", (int)strcspn(from, "\r\n"), from);
	if (status >= 500) { char text[16]; snprintf(text, sizeof text, "%d", status); tell(v, "lost", text); }
	else tell(v, "ok", *who ? who : "-");
	const char *connection = header(v->answer, "Connection");
	if (keep && !(connection && !strncasecmp(connection, "close", 5))) { v->state = IDLE; v->wants = POLLIN; }
	else drop(v);
}

/* All of the answer is there, as far as its length is known before the connection closes. */
static int whole(struct visit *v) {
	const char *body = strstr(v->answer, "\r\n\r\n"), *length = header(v->answer, "Content-Length");
	return body && length && v->got >= (size_t)(body + 4 - v->answer) + atoi(length);
}

static void step(struct visit *v) {
	if (v->state == IDLE) { drop(v); return; } /* closed by the other end, or chatter */
	if (v->state == CONNECTING) {
		int error = 0; socklen_t size = sizeof error;
		getsockopt(v->fd, SOL_SOCKET, SO_ERROR, &error, &size);
		if (error) { lost(v, reason(error)); return; }
		v->state = tls ? HANDSHAKE : SENDING;
		if (tls) { v->ssl = SSL_new(tls); SSL_set_fd(v->ssl, v->fd); SSL_set_tlsext_host_name(v->ssl, host); SSL_set_connect_state(v->ssl); }
	}
	if (v->state == HANDSHAKE) {
		int done = SSL_do_handshake(v->ssl), error = SSL_get_error(v->ssl, done);
		if (done != 1) {
			if (error == SSL_ERROR_WANT_READ) v->wants = POLLIN;
			else if (error == SSL_ERROR_WANT_WRITE) v->wants = POLLOUT;
			else lost(v, "reset");
			return;
		}
		v->state = SENDING;
	}
	if (v->state == SENDING) {
		size_t left = strlen(request) - v->sent;
		ssize_t n = v->ssl ? SSL_write(v->ssl, request + v->sent, left) : write(v->fd, request + v->sent, left);
		if (n <= 0 && !v->ssl && errno != EAGAIN) { lost(v, reason(errno)); return; }
		if (n > 0) v->sent += n;
		if (v->sent < strlen(request)) { v->wants = POLLOUT; return; }
		v->state = READING; v->wants = POLLIN;
		return;
	}
	for (;;) {
		char beyond[ANSWER];
		size_t room = ANSWER - 1 - (v->got < ANSWER - 1 ? v->got : ANSWER - 1);
		char *to = room ? v->answer + v->got : beyond;
		size_t size = room ? room : sizeof beyond;
		ssize_t n = v->ssl ? SSL_read(v->ssl, to, size) : read(v->fd, to, size);
		if (n > 0) {
			v->got += n;
			v->answer[v->got < ANSWER - 1 ? v->got : ANSWER - 1] = 0;
			if (whole(v)) { answered(v); return; }
			continue;
		}
		int more = v->ssl ? SSL_get_error(v->ssl, n) == SSL_ERROR_WANT_READ : n < 0 && errno == EAGAIN;
		if (more) return;
		if (v->got) answered(v);
		else if (v->reused) { drop(v); begin(v); } /* the other end closed a kept connection: no visitor notices */
		else lost(v, "reset");
		return;
	}
}

static void usage(void) { fprintf(stderr, "usage: lab-load RATE keep|close TIMEOUT_MS http[s]://ADDRESS[:PORT]/PATH\n"); exit(2); }

int main(int argc, char **argv) {
	char scheme[8] = "", address[128] = "";
	if (argc != 5 || sscanf(argv[4], "%7[a-z]://%127[^/]%511[^\n]", scheme, address, path) < 2) usage();
	double rate = atof(argv[1]);
	keep = !strcmp(argv[2], "keep"); timeout_ms = atoi(argv[3]);
	int secure = !strcmp(scheme, "https"), port = secure ? 443 : 80;
	if ((!secure && strcmp(scheme, "http")) || rate <= 0 || timeout_ms <= 0) usage();
	snprintf(host, sizeof host, "%s", address);
	char *colon = strchr(host, ':');
	if (colon) { *colon = 0; port = atoi(colon + 1); }
	where.sin_family = AF_INET; where.sin_port = htons(port);
	if (inet_pton(AF_INET, host, &where.sin_addr) != 1) { fprintf(stderr, "lab-load: '%s' is no address\n", host); return 2; }
	if (secure) { tls = SSL_CTX_new(TLS_client_method()); if (!tls) return 1; SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, NULL); }
	snprintf(request, sizeof request, "GET %.511s HTTP/1.1\r\nHost: %.127s\r\nUser-Agent: lab-load\r\nConnection: %s\r\n\r\n", path, address, keep ? "keep-alive" : "close");
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < MOST; i++) visits[i].fd = -1;
	int64_t every = 1000000 / rate, next = clock_us(CLOCK_MONOTONIC);
	for (;;) {
		struct pollfd fds[MOST];
		int at[MOST], n = 0;
		int64_t now = clock_us(CLOCK_MONOTONIC), wait = next - now;
		if (wait <= 0) { visit(); next += every; if (next < now - 1000000) next = now; continue; }
		for (int i = 0; i < MOST; i++) {
			struct visit *v = &visits[i];
			if (v->state == FREE) continue;
			int64_t left = v->began_us + timeout_ms * 1000LL - now;
			if (v->state != IDLE && left <= 0) { lost(v, "timeout"); continue; }
			if (v->state != IDLE && left < wait) wait = left;
			at[n] = i; fds[n++] = (struct pollfd){ v->fd, v->wants, 0 };
		}
		struct timespec pause = { wait / 1000000, wait % 1000000 * 1000 };
		if (ppoll(fds, n, &pause, NULL) < 0 && errno != EINTR) return 1;
		for (int i = 0; i < n; i++) if (fds[i].revents) step(&visits[at[i]]);
	}
}
