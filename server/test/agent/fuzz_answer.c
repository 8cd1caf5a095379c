/*
 * fuzz_answer FIRST COUNT: answers of a server by seed: right, mutated and noise. Read at once or in pieces, an answer says the
 * same; a right one says what it was made of, and ends where it ends.
 */
#define _GNU_SOURCE
#include "../../../images/node/load/answer.h"
#include "random.h"
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 96 << 10 };
struct text {
	char *data;
	size_t n;
};
struct said {
	enum part part;
	int status, keeps;
	size_t taken;
	char who[WHO];
};

static unsigned long long seed;

const char *__asan_default_options(void) {
	return "abort_on_error=1";
}
const char *__ubsan_default_options(void) {
	return "abort_on_error=1:print_stacktrace=1";
}

static void fail(const char *why) {
	printf("seed %llu: %s\n", seed, why);
	fflush(stdout);
	_exit(1);
}

static void told(int signal) {
	fail(signal == SIGALRM ? "hangs" : "a sanitizer's finding, see above");
}

static void add(struct text *t, const char *data, size_t n) {
	if (t->n + n > MOST)
		n = MOST - t->n;
	memcpy(t->data + t->n, data, n);
	t->n += n;
}

static void say(struct text *t, const char *format, ...) {
	char some[512];
	va_list rest;
	va_start(rest, format);
	int n = vsnprintf(some, sizeof some, format, rest);
	va_end(rest);
	add(t, some, n);
}

/* How lines end in this answer. */
static const char *end_of_line;

static void header(struct text *t, const char *name, const char *said) {
	static const char *const space[] = { "", " ", "\t", "   " };
	say(t, "%s:%s%s%s%s", name, ANY(space), said, ANY(space), end_of_line);
}

static void padding(struct text *t) {
	static const char *const names[] = { "Date", "Set-Cookie", "X-Server-Name", "Content-Lengths", "Server" };
	char some[3000];
	size_t n = random_below(20) ? random_below(60) : random_below(sizeof some);
	memset(some, 'v', n);
	say(t, "%s: ", ANY(names));
	add(t, some, n);
	say(t, "%s", end_of_line);
}

static void chunks(struct text *t, const char *body, size_t n) {
	static const char *const extensions[] = { "", "", ";a=b", " ; x=\"y\"", "  " };
	for (size_t at = 0; at < n;) {
		size_t part = 1 + random_below(n - at);
		say(t, random_below(2) ? "%zx%s%s" : "%04zX%s%s", part, ANY(extensions), end_of_line);
		add(t, body + at, part);
		say(t, "%s", end_of_line);
		at += part;
	}
	say(t, "0%s%s", ANY(extensions), end_of_line);
	for (int i = random_below(3); i; i--)
		padding(t);
	say(t, "%s", end_of_line);
}

/* Makes a right answer, and what is to be read of it. */
static struct said right(struct text *t) {
	static const char *const whos[] = { "rs1", "web server 2", "\xc3\xa9t\xc3\xa9", "x" };
	static const int statuses[] = { 200, 200, 200, 404, 500, 502, 204, 304, 301 };
	static char body[20000];
	struct said s = { .part = WHOLE, .status = ANY(statuses) };
	int version = random_below(4) != 0, how = random_below(3), named = random_below(2), connection = random_below(3);
	const char *who = ANY(whos);
	size_t n = random_below(10) ? random_below(300) : random_below(sizeof body);
	end_of_line = random_below(5) ? "\r\n" : "\n";
	for (size_t i = 0; i < n; i++)
		body[i] = random_word();
	if (n > strlen(who) + 1) {
		memcpy(body, who, strlen(who));
		body[strlen(who)] = '\n';
	} else
		n = 0;
	for (int i = random_below(3); i; i--)
		say(t, "HTTP/1.1 10%u Wait%s%s", i == 1 ? 0 : 3, end_of_line, end_of_line);
	say(t, "HTTP/1.%d %d%s%s", version, s.status, random_below(2) ? " Some words" : "", end_of_line);
	for (int i = random_below(4); i; i--)
		padding(t);
	if (named)
		header(t, random_below(2) ? "X-Server" : "x-server", who);
	if (connection == 1)
		header(t, "Connection", random_below(2) ? "close" : "upgrade, Close");
	if (connection == 2)
		header(t, "Connection", "keep-alive");
	if (how == 1)
		header(t, "Transfer-Encoding", random_below(2) ? "chunked" : "gzip, Chunked");
	if (how == 2) {
		char length[32];
		snprintf(length, sizeof length, "%zu", n);
		header(t, "Content-Length", length);
	}
	say(t, "%s", end_of_line);
	if (s.status == 204 || s.status == 304)
		n = 0;
	else if (how == 1)
		chunks(t, body, n);
	else
		add(t, body, n);
	/* Without a length it ends with its connection. */
	if (how == 0 && s.status != 204 && s.status != 304)
		s.part = UNTIL_CLOSE;
	s.keeps = connection != 1 && (version ? 1 : connection == 2 && how != 1);
	s.taken = t->n;
	strcpy(s.who, named || n ? who : "-");
	return s;
}

static void mutate(struct text *t) {
	static const char *const hostile[] = {
		"Content-Length: -1\r\n",
		"Content-Length: 99999999999999999999\r\n",
		"Content-Length: 999999999999999999\r\n",
		"Transfer-Encoding: chunked\r\n",
		"\r\n\r\n",
		"\0\0\0",
		"ffffffffffffffff\r\n",
		"7fffffffffffffff\r\n",
		"-1\r\n",
		"0\r\n\r\n",
		"HTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 100 \r\n\r\n",
		"X-Server: \x1b[2J\x07\r\n",
	};
	for (int i = 1 + random_below(4); i && t->n; i--) {
		size_t at = random_below(random_below(2) ? t->n : t->n < 100 ? t->n : 100);
		uint32_t what = random_below(4);
		if (what == 0)
			t->data[at] ^= 1 << random_below(8);
		if (what == 1)
			t->n = at;
		if (what == 2) {
			const char *some = ANY(hostile);
			size_t n = strlen(some) ? strlen(some) : 3;
			if (t->n + n > MOST)
				continue;
			memmove(t->data + at + n, t->data + at, t->n - at);
			memcpy(t->data + at, some, n);
			t->n += n;
		}
		if (what == 3 && random_below(8) == 0) {
			/* A line, a header or a chunk without end. */
			memset(t->data + at, random_below(2) ? 'a' : '0', MOST - at);
			t->n = MOST;
		}
	}
}

/* `most`: the bytes of the longest piece; 0: all at once. */
static struct said read_in(const struct text *t, size_t most) {
	/* Of its own size, so that a byte read beyond is found. */
	struct answer *a = calloc(1, sizeof *a);
	struct said s = { 0 };
	while (s.taken < t->n && a->part != WHOLE && a->part != MALFORMED) {
		size_t left = t->n - s.taken, n = most && left > most ? 1 + random_below(most) : left;
		char *piece = malloc(n);
		memcpy(piece, t->data + s.taken, n);
		size_t taken = answer_take(a, piece, n);
		if (taken > n || (taken < n && a->part != WHOLE && a->part != MALFORMED))
			fail("bytes are left over");
		s.taken += taken;
		free(piece);
	}
	if (a->head > HEAD + 1 || a->filled >= LINE || a->named >= WHO)
		fail("more is kept than there is room for");
	s.part = a->part;
	s.status = a->status;
	s.keeps = answer_keeps(a);
	answer_who(a, s.who);
	for (const char *c = s.who; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			fail("a name that does not stand on its line");
	int whole = answer_end(a);
	if (whole != (s.part == WHOLE || s.part == UNTIL_CLOSE))
		fail("an end that makes it whole, or does not");
	free(a);
	return s;
}

static void same(const struct said *one, const struct said *other, const char *why) {
	if (one->part == other->part && one->status == other->status && one->keeps == other->keeps &&
		one->taken == other->taken && !strcmp(one->who, other->who))
		return;
	printf("%d %d %d %zu %s, and %d %d %d %zu %s\n", one->part, one->status, one->keeps, one->taken, one->who,
		other->part, other->status, other->keeps, other->taken, other->who);
	fail(why);
}

static void one_case(struct text *t) {
	random_state = seed;
	t->n = 0;
	struct said made = right(t), whole;
	int mutated = random_below(3) != 0, noise = random_below(30) == 0;
	if (mutated)
		mutate(t);
	if (noise)
		for (t->n = 0; t->n < 2000;)
			t->data[t->n++] = random_word();
	/* The next answer on the same connection. */
	if (made.part == WHOLE)
		add(t, "HTTP/1.1 200 OK\r\n", random_below(18));
	whole = read_in(t, 0);
	if (!mutated && !noise)
		same(&made, &whole, "a right answer is read wrongly");
	for (size_t most = 1; most < 5000; most = most * 7 + 1) {
		struct said pieces = read_in(t, most);
		same(&whole, &pieces, "in pieces it says something else");
	}
}

int main(int argc, char **argv) {
	if (argc != 3)
		return 2;
	struct text t = { malloc(MOST), 0 };
	unsigned long long first = strtoull(argv[1], NULL, 10), count = strtoull(argv[2], NULL, 10);
	signal(SIGABRT, told);
	signal(SIGALRM, told);
	alarm(300);
	for (seed = first; seed < first + count; seed++)
		one_case(&t);
	free(t.data);
	printf("%llu cases\n", count);
	return 0;
}
