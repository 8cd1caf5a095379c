/* test_state NAME: what the agent tells of a node's state. */
#include "../../../images/node/agent/state.c"
#include "harness.h"

static size_t told_of(const char *path, const char *expected) {
	struct buffer state = { 0 };
	file(&state, path);
	size_t n = pending(&state);
	if (expected)
		CHECK(n == strlen(expected) && (!n || !memcmp(state.data, expected, n)));
	release(&state);
	return n;
}

/* Opening some of them would wait, or do something. */
static void only_regular_files_are_read(void) {
	char into[64];
	int plain = open("plain", O_CREAT | O_WRONLY, 0600), large = open("large", O_CREAT | O_WRONLY, 0600);
	CHECK(write(plain, "content", 7) == 7 && !ftruncate(large, 1LL << 40));
	close(plain);
	close(large);
	CHECK(!mkfifo("fifo", 0600) && !symlink("/dev/zero", "zero") && !symlink("plain", "link") &&
		!symlink("loop", "loop") && !symlink("/dev/ptmx", "ptmx"));
	told_of("plain", "file plain 7\ncontent\n");
	told_of("link", "file link 7\ncontent\n");
	CHECK(told_of("large", NULL) == strlen("file large 65536\n") + FILE_BYTES + 1);
	told_of("fifo", "");
	told_of("zero", "");
	told_of("ptmx", "");
	told_of("loop", "");
	told_of("none", "");
	told_of(".", "");
	large = open("large", O_TRUNC | O_RDWR);
	CHECK(large >= 0 && write(large, "0123456789", 10) == 10);
	CHECK(read_part(large, into, 4, 1) == 4 && !memcmp(into, "6789", 4));
	close(large);
}

static void make_file(const char *name, off_t size) {
	int fd = open(name, O_CREAT | O_RDWR, 0600);
	CHECK(fd >= 0 && !ftruncate(fd, size));
	close(fd);
}

static void add_paths(struct buffer *paths, const char *name, int count) {
	for (int i = 0; i < count; i++)
		append(paths, name, strlen(name) + 1);
}

static void a_state_is_bounded(void) {
	struct buffer state = { 0 }, names = { 0 };
	make_file("large", 1 << 30);
	add_paths(&names, "large", 7);
	read_state(&state, &names);
	CHECK(pending(&state) < STATE_BYTES && pending(&state) > STATE_BYTES / 2);
	/* It would fit, with no room for what is said of those that come after it. */
	make_file("rest", STATE_BYTES - pending(&state) - 60);
	add_paths(&names, "rest", 1);
	add_paths(&names, "large", 600);
	release(&state);
	read_state(&state, &names);
	if (pending(&state) > STATE_BYTES)
		fail("%zu bytes", pending(&state));
	append(&state, "", 1);
	CHECK(strstr(state.data, "address lo 127.0.0.1/8 up\n"));
	CHECK(memmem(state.data, pending(&state), "cut file\n", 9));
	release(&state);
	release(&names);
}

static void names_of_programs_stand_on_their_line(void) {
	static const struct {
		const char *stat, *name;
		char state;
	} known[] = {
		{ "12 (nginx) S 1 12", "nginx", 'S' },
		{ "12 (a b) R 1", "a_b", 'S' },
		{ "12 (a\nb\x1b[2J) D 1", "a_b_[2J", 'S' },
		{ "12 () Z 1", "_", 'Z' },
		{ "12 (x) S 1) T 1", "x)_S_1", 'T' },
		{ "12 (\x7f\t\v) S 7", "___", 'S' },
		{ "12 (123456789012345) S 1", "123456789012345", 'S' },
		{ "12 (kworker/0:1) S 2", NULL, 0 },
		{ "12 (1234567890123456) S 1", NULL, 0 },
		{ "12 )x( S 1", NULL, 0 },
		{ "", NULL, 0 },
		{ "12 (x)", NULL, 0 },
		{ "12 (x) S", NULL, 0 },
	};
	struct program found, all[PROGRAMS];
	int count = 0;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		char text[256];
		strcpy(text, known[i].stat);
		int there = read_stat(text, &found);
		CHECK(there == (known[i].name != NULL));
		if (there && (strcmp(found.name, known[i].name) || found.state != known[i].state))
			fail("%s: %s %c", known[i].stat, found.name, found.state);
	}
	for (int i = 0; i < PROGRAMS + 5; i++) {
		snprintf(found.name, sizeof found.name, "p%d", i);
		CHECK(count_program(all, &count, &found) == (i < PROGRAMS));
	}
	CHECK(count == PROGRAMS && !!count_program(all, &count, &all[3]) && all[3].count == 2);
}

const struct test tests[] = {
	TEST(only_regular_files_are_read),
	TEST(a_state_is_bounded),
	TEST(names_of_programs_stand_on_their_line),
	{ 0 },
};
