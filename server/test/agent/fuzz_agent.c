/*
 * fuzz_agent FIRST COUNT: cases by seed, in an empty folder. In each, several clients connect, send frames that are right, mutated or noise, cut
 * anywhere; attach to shells of others, read or do not, and go away; jobs and shells run, end and are killed meanwhile.
 */
#define _GNU_SOURCE
#include "harness.h"
#include "random.h"
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CLIENTS = 6, QUEUE = 3 << 20 };
struct talker {
	int fd;
	char kind;
	char *queue;
	size_t from, to;
};

static struct talker talkers[CLIENTS];

static const char *const scripts[] = {
	"",
	"exit 3",
	"echo some words",
	"cat",
	"cat >&2; exit 200",
	"yes",
	"kill -9 $$",
	"sleep 20",
	"exec >&- 2>&-; sleep 20",
	"sleep 0.05 & exit 1",
	"sleep 1 & echo $!",
	"head -c 300000 /dev/zero",
};
static const char *const ids[] = { "a", "b", "c", "a name\nwith\x1b[2J",
	"123456789012345678901234567890123456789012345678901234567890123" };
static const char *const paths[] = { "plain", "large", "fifo", "zero", "folder", "none", "tty" };

/* Of a mutated script nothing runs but what stands above. */
static const char *known(const char *asked) {
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		if (!strcmp(scripts[i], asked))
			return scripts[i];
	return "exit 7";
}

static void queue(struct talker *t, const void *data, size_t n) {
	if (t->to + n > QUEUE)
		return;
	memcpy(t->queue + t->to, data, n);
	t->to += n;
}

static size_t a_length(void) {
	static const size_t lengths[] = { 0, 1, 3, 4, 5, 100, CHUNK - 1, CHUNK, CHUNK + 1, HIGH, 3 * HIGH,
		PAYLOAD_BYTES - 1, PAYLOAD_BYTES, PAYLOAD_BYTES + 1 };
	return random_below(8) ? random_below(300) : ANY(lengths);
}

static size_t fill(char *p, size_t n) {
	for (size_t i = 0; i < n; i++)
		p[i] = i % 7 ? 'a' + i % 26 : random_below(4) ? '\n' : random_word();
	return n;
}

static const char openings[] = { FRAME_OPEN_SHELL, FRAME_OPEN_CONTROL };
static const char to_shells[] = { FRAME_INPUT, FRAME_INPUT, FRAME_INPUT, FRAME_RESIZE, FRAME_HANG_UP };
static const char to_control[] = { FRAME_START_JOB, FRAME_KILL_JOB, FRAME_KILL_JOB, FRAME_LIST_SHELLS,
	FRAME_LIST_SHELLS, FRAME_WATCH, FRAME_LIST_SHELLS, FRAME_WATCH };
static const char any_kind[] = { FRAME_OPEN_SHELL, FRAME_OPEN_CONTROL, FRAME_INPUT, FRAME_RESIZE, FRAME_HANG_UP,
	FRAME_START_JOB, FRAME_LIST_SHELLS, FRAME_WATCH, FRAME_SHELL_OPENED, FRAME_REPLAY, FRAME_JOB_END };

/* A kind of frame that is right for what the connection is. */
static char right_kind(const struct talker *t) {
	if (!t->kind)
		return ANY(openings);
	return t->kind == FRAME_OPEN_CONTROL ? ANY(to_control) : ANY(to_shells);
}

/* A right frame's kind and payload, for what the connection is. */
static char right(struct talker *t, char *p, size_t *n) {
	const char *text;
	char kind = right_kind(t);
	*n = 0;
	if (kind == FRAME_OPEN_SHELL) {
		text = ANY(ids);
		strcpy(p, text);
		put32(p + strlen(text) + 1, random_word());
		*n = strlen(text) + 5;
	}
	if (kind == FRAME_INPUT)
		*n = fill(p, a_length());
	if (kind == FRAME_RESIZE || (kind == FRAME_KILL_JOB && t->kind == FRAME_OPEN_CONTROL) ||
		kind == FRAME_LIST_SHELLS) {
		put32(p, random_below(5));
		*n = 4;
	}
	if (kind == FRAME_START_JOB) {
		text = ANY(scripts);
		put32(p, random_below(5));
		put32(p + 4, random_below(2) ? 0 : random_below(500));
		put32(p + 8, random_below(2) ? 0 : random_below(70000));
		put32(p + 12, strlen(text));
		strcpy(p + 16, text);
		*n = 16 + strlen(text);
		*n += fill(p + *n, random_below(2) ? 0 : a_length() / 2);
	}
	if (kind == FRAME_WATCH) {
		put32(p, random_below(3) ? 100 : random_word());
		*n = 4;
		for (int i = random_below(5); i; i--)
			*n += sprintf(p + *n, "%s", ANY(paths)) + 1;
	}
	if (kind == FRAME_OPEN_SHELL || kind == FRAME_OPEN_CONTROL)
		t->kind = kind;
	return kind;
}

static void add_frame(struct talker *t) {
	static char frame[HEAD_BYTES + PAYLOAD_BYTES + 4096];
	size_t n;
	frame[0] = right(t, frame + HEAD_BYTES, &n);
	put32(frame + 1, n);
	if (random_below(6) == 0) {
		if (random_below(2))
			frame[0] = ANY(any_kind);
		if (random_below(3) == 0)
			put32(frame + 1, a_length());
		if (random_below(6) == 0)
			put32(frame + 1, random_word());
		for (int i = random_below(4); i; i--)
			frame[random_below(HEAD_BYTES + (n < 30 ? n : 30))] ^= 1 << random_below(8);
		if (random_below(3) == 0)
			n = random_below(n + 1);
	}
	queue(t, frame, HEAD_BYTES + n);
	if (random_below(60) == 0)
		queue(t, frame, fill(frame, random_below(2000)));
}

static void hang_up(struct talker *t) {
	close(t->fd);
	t->fd = -1;
	t->kind = 0;
	t->from = t->to = 0;
}

static void talk(struct talker *t) {
	static char taken[CHUNK];
	uint32_t what = random_below(10);
	if (t->fd < 0) {
		t->fd = client();
		return;
	}
	if (what < 4)
		add_frame(t);
	if (what < 7 && t->to > t->from) {
		size_t most = t->to - t->from, n = random_below(3) ? most : 1 + random_below(most);
		ssize_t sent = send(t->fd, t->queue + t->from, n, MSG_NOSIGNAL);
		if (sent > 0)
			t->from += sent;
		else if (errno != EAGAIN)
			hang_up(t);
		if (t->from == t->to)
			t->from = t->to = 0;
	}
	if (what == 7 || what == 8)
		for (int i = random_below(8); i && read(t->fd, taken, sizeof taken) > 0; i--)
			;
	if (what == 9 && !random_below(3))
		hang_up(t);
}

static void one_case(uint64_t seed) {
	int before = open_descriptors();
	snprintf(at_work, sizeof at_work, "seed %llu", (unsigned long long)seed);
	random_state = seed;
	for (int steps = 15 + random_below(45); steps; steps--) {
		/* Few of them, so that they meet; and now and then one that is forgotten. */
		talk(&talkers[random_below(random_below(3) ? 2 : CLIENTS)]);
		if (random_below(4) == 0)
			skip_ms(random_below(10) ? random_below(60) : 2000);
		turn(listener, random_below(20) ? 0 : 1);
		check_tables();
	}
	for (int i = 0; i < CLIENTS; i++)
		if (talkers[i].fd >= 0)
			hang_up(&talkers[i]);
	settle();
	if (open_descriptors() != before)
		fail("%d descriptors were open, and now %d", before, open_descriptors());
}

/* In the current folder; `none` is not there. */
static void make_files(void) {
	FILE *plain = fopen("plain", "w");
	CHECK(plain && fputs("content\n", plain) > 0 && !fclose(plain));
	CHECK(!mkfifo("fifo", 0600) && !symlink("/dev/zero", "zero") && !mkdir("folder", 0700) &&
		!symlink("/dev/tty", "tty"));
	FILE *large = fopen("large", "w");
	CHECK(large && !fclose(large) && !truncate("large", 1 << 30));
}

int main(int argc, char **argv) {
	CHECK(argc == 3);
	uint64_t first = strtoull(argv[1], NULL, 10), count = strtoull(argv[2], NULL, 10);
	script_for = known;
	for (int i = 0; i < CLIENTS; i++) {
		talkers[i].fd = -1;
		talkers[i].queue = malloc(QUEUE);
	}
	begin(300);
	make_files();
	for (uint64_t i = 0; i < count; i++)
		one_case(first + i);
	for (int i = 0; i < CLIENTS; i++)
		free(talkers[i].queue);
	printf("%llu cases\n", (unsigned long long)count);
	return 0;
}
