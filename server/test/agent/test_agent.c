/* test_agent NAME: one thing that the agent must do, or must not; `test_agent` alone lists them. */
#define _GNU_SOURCE
#include "harness.h"
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STARTS = 1000, BATCH = 50 };

static const char *payload;
static size_t length;

static int control(void) {
	int fd = client();
	CHECK(!say(fd, FRAME_OPEN_CONTROL, NULL, 0));
	return fd;
}

static void kill_number(int fd, uint32_t number) {
	char p[4];
	put32(p, number);
	CHECK(!say(fd, FRAME_KILL_JOB, p, 4));
}

/* The output and the status of a script. */
static uint32_t outcome(int fd, char *into, size_t room) {
	size_t n = 0;
	for (char kind; (kind = hear(fd, &payload, &length)) != FRAME_JOB_END;) {
		CHECK(kind == FRAME_STDOUT || kind == FRAME_STDERR);
		CHECK(n + length - 4 < room);
		memcpy(into + n, payload + 4, length - 4);
		n += length - 4;
	}
	into[n] = 0;
	return get32(payload + 4);
}

static void a_job_killed_at_once_is_killed(void) {
	int fd = control();
	for (uint32_t i = 0; i < STARTS; i++) {
		say_job(fd, i, 0, 0, "exec sleep 1000", "");
		kill_number(fd, i);
		if (i % BATCH != BATCH - 1)
			continue;
		for (int ended = 0; ended < BATCH; ended++) {
			CHECK(hear(fd, &payload, &length) == FRAME_JOB_END);
			CHECK(get32(payload + 4) == 128 + SIGKILL);
		}
		CHECK(!living());
	}
	close(fd);
}

static void a_shell_hung_up_at_once_ends(void) {
	for (int i = 0; i < 100; i++) {
		int fd = client();
		say_shell(fd, "a");
		CHECK(!say(fd, FRAME_HANG_UP, NULL, 0));
		while (hear(fd, &payload, &length) != FRAME_SHELL_END)
			;
		CHECK(get32(payload) == 128 + SIGHUP);
		close(fd);
	}
}

/* A closed connection whose reader is slow, while its shell's place is taken by another. */
static void one_that_leaves_takes_no_other_shell_along(void) {
	static char *const flood[] = { "yes", NULL }, *const echo[] = { "cat", NULL };
	shell_argv = flood;
	int slow = client();
	say_shell(slow, "one");
	while (pending(&conns[0].out) <= HIGH)
		turn(listener, 5);
	CHECK(!say(slow, FRAME_HANG_UP, NULL, 0));
	while (shells[0].used)
		turn(listener, 5);
	CHECK(conns[0].used && conns[0].closing);
	shell_argv = echo;
	int other = client();
	say_shell(other, "other");
	CHECK(shells[0].used && shells[0].conn == 1);
	close(slow);
	while (conns[0].used)
		turn(listener, 5);
	CHECK(shells[0].conn == 1);
	CHECK(!say(other, FRAME_INPUT, "hello\n", 6));
	for (size_t heard = 0; heard < 6;)
		if (hear(other, &payload, &length) == FRAME_OUTPUT)
			heard += length;
	close(other);
}

/* Its process is gone and its number may be another's; what it left behind still holds its output. */
static void a_job_that_was_reaped_is_not_killed(void) {
	int fd = control();
	say_job(fd, 1, 0, 0, "sleep 2 & exit 5", "");
	while (living() || !jobs[0].exited)
		turn(listener, 5);
	kill_number(fd, 1);
	while (pending(&conns[0].in))
		turn(listener, 5);
	close(fd);
	while (conns[0].used)
		turn(listener, 5);
}

static void a_child_has_no_descriptor_of_the_agent(void) {
	char text[4096];
	int shell = client(), fd = control();
	say_shell(shell, "a");
	say_job(fd, 9, 0, 0, "sleep 1", "");
	/* 3 is the folder that ls reads. */
	say_job(fd, 1, 0, 0, "exec ls -m /proc/self/fd", "");
	CHECK(outcome(fd, text, sizeof text) == 0);
	if (strcmp(text, "0, 1, 2, 3\n"))
		fail("descriptors: %s", text);
	close(shell);
	close(fd);
}

static void a_child_has_the_signals_as_they_are_by_default(void) {
	sigset_t some;
	char text[4096];
	int fd = control();
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigemptyset(&some);
	sigaddset(&some, SIGUSR1);
	sigprocmask(SIG_BLOCK, &some, NULL);
	say_job(fd, 1, 0, 0, "exec grep -E 'SigBlk|SigIgn' /proc/self/status", "");
	CHECK(outcome(fd, text, sizeof text) == 0);
	unsigned long long blocked, ignored;
	CHECK(sscanf(text, "SigBlk: %llx SigIgn: %llx", &blocked, &ignored) == 2);
	/* 32 and 33 are the C library's own. */
	if (blocked || ignored & ~(3ULL << 31))
		fail("%s", text);
	close(fd);
}

/* A flood of questions from one that reads no answer: they wait in its own socket, and none is lost. */
static void one_that_reads_nothing_is_asked_nothing_more(void) {
	char question[9] = { FRAME_LIST_SHELLS, 0, 0, 0, 4 };
	int fd = control(), asked = 0;
	for (;;) {
		ssize_t sent = send(fd, question, sizeof question, MSG_NOSIGNAL);
		if (sent < 0) {
			CHECK(errno == EAGAIN);
			for (int i = 0; i < 50; i++)
				turn(listener, 0);
			CHECK(pending(&conns[0].out) <= HIGH + CHUNK);
			if (send(fd, question, sizeof question, MSG_NOSIGNAL) < 0)
				break;
		}
		CHECK(asked++ < 1000000);
	}
	for (int heard = 0; heard < asked; heard++)
		CHECK(hear(fd, &payload, &length) == FRAME_JOB_END);
	close(fd);
}

/* Typed by one after the other to a shell that reads nothing. */
static void what_is_typed_to_a_shell_that_waits_is_bounded(void) {
	static char *const deaf[] = { "sleep", "1000", NULL };
	static char text[CHUNK - 100];
	shell_argv = deaf;
	memset(text, 'a', sizeof text);
	for (int i = 0; i < 200; i++) {
		struct {
			char start[5], p[6], typed[5];
		} head = { { FRAME_OPEN_SHELL, 0, 0, 0, 6 }, { 'a', 0, 0, 80, 0, 24 },
			{ FRAME_INPUT, 0, 0, sizeof text >> 8, sizeof text & 255 } };
		int fd = client();
		CHECK(send(fd, &head, sizeof head, MSG_NOSIGNAL) == sizeof head);
		CHECK(send(fd, text, sizeof text, MSG_NOSIGNAL) == sizeof text);
		for (int j = 0; j < 5; j++)
			turn(listener, 0);
		if (pending(&shells[0].in) > HIGH + CHUNK)
			fail("%zu bytes wait", pending(&shells[0].in));
		close(fd);
		while (conns[0].used || conns[1].used)
			turn(listener, 1);
	}
}

/* Each closes the connection, whatever follows is thrown away, and nothing was started. */
static void a_frame_that_cannot_be_closes_the_connection(void) {
	static const struct {
		const char *first, *bytes;
		size_t n;
	} bad[] = {
		{ "", "x\0\0\0\0", 5 },
		{ "", "d\0\0\0\0", 5 },
		{ "", "S\0\0\0\0", 5 },
		{ "", "S\0\0\0\6\0\0\0\0\0\0", 11 },
		{ "", "S\xff\xff\xff\xff", 5 },
		{ "", "C\0\0\0\1", 5 },
		{ "", "S\0\0\0\6abcdef", 11 },
		{ "", "S\0\0\0\x45", 5 },
		{ "C", "C\0\0\0\0", 5 },
		{ "C", "S\0\0\0\6", 5 },
		{ "C", "j\0\0\0\17", 5 },
		{ "C", "j\0\x10\0\1", 5 },
		{ "C", "k\0\0\0\0", 5 },
		{ "C", "l\0\0\0\5", 5 },
		{ "C", "W\0\0\0\3", 5 },
		{ "C", "W\0\1\0\0", 5 },
		{ "C", "W\0\0\0\6\0\0\1\0a\n", 11 },
		{ "C", "j\0\0\0\20\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\1", 21 },
		{ "C", "j\0\0\0\20\0\0\0\1\0\0\0\0\0\0\0\0\xff\xff\xff\xff", 21 },
		{ "S", "S\0\0\0\6b\0\0\1\0\1", 11 },
		{ "S", "j\0\0\0\20", 5 },
		{ "S", "w\0\0\0\3", 5 },
		{ "S", "w\0\0\0\5", 5 },
		{ "S", "k\0\0\0\1", 5 },
		{ "S", "d\xff\xff\xff\xff", 5 },
	};
	static char more[64 << 10];
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int fd = bad[i].first[0] == 'C' ? control() : client(), count = 0;
		if (bad[i].first[0] == 'S')
			say_shell(fd, "a");
		snprintf(at_work, sizeof at_work, "bad frame %zu", i);
		CHECK(send(fd, bad[i].bytes, bad[i].n, MSG_NOSIGNAL) == (ssize_t)bad[i].n);
		for (int j = 0; j < 100 && send(fd, more, sizeof more, MSG_NOSIGNAL) > 0; j++) {
			turn(listener, 0);
			check_tables();
			for (int c = 0; c < CONNS; c++)
				CHECK(!conns[c].used || !pending(&conns[c].in));
		}
		for (char kind; (kind = hear(fd, &payload, &length));)
			CHECK(kind == FRAME_SHELL_OPENED || kind == FRAME_OUTPUT);
		close(fd);
		for (int j = 0; j < SHELLS; j++)
			count += shells[j].used;
		CHECK(count <= 1);
		for (int j = 0; j < JOBS; j++)
			CHECK(!jobs[j].used);
		for (int c = 0; c < CONNS; c++)
			CHECK(!conns[c].used);
	}
}

/* A shell that lives on without its terminal: no turn may find it ready again and again. */
static void a_terminal_that_nobody_has_open_is_left_alone(void) {
	static char *const away[] = { "sh", "-c", "exec sleep 1000 </dev/null >/dev/null 2>&1", NULL };
	int fd = client();
	shell_argv = away;
	say_shell(fd, "a");
	struct pollfd gone = { shells[0].pty, POLLIN, 0 };
	while (!(gone.revents & POLLHUP))
		CHECK(poll(&gone, 1, 10000) == 1);
	counted_fd = shells[0].pty;
	counted = 0;
	for (int i = 0; i < 50; i++)
		turn(listener, 1);
	if (counted > 2)
		fail("read %d times in 50 turns", counted);
	CHECK(!say(fd, FRAME_HANG_UP, NULL, 0));
	while (hear(fd, &payload, &length) != FRAME_SHELL_END)
		;
	close(fd);
}

/* `connect`, whose own output nobody reads: what is typed still gets through. */
static void one_direction_that_waits_does_not_hold_up_the_other(void) {
	int in[2], out[2], link[2];
	char byte = 0, flood[4096] = { 0 };
	CHECK(!pipe(in) && !pipe(out) && !socketpair(AF_UNIX, SOCK_STREAM, 0, link));
	pid_t pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		alarm(30);
		dup2(in[0], 0);
		dup2(out[1], 1);
		for (int i = 0; i < 2; i++) {
			close(in[i]);
			close(out[i]);
		}
		close(link[0]);
		join(link[1]);
		_exit(9);
	}
	close(link[1]);
	close(in[0]);
	close(out[1]);
	nonblocking(link[0]);
	struct pollfd room = { link[0], POLLOUT, 0 };
	/* Until nothing has gone on for a while: all that lies between is full. */
	while (poll(&room, 1, 300) == 1)
		CHECK(write(link[0], flood, sizeof flood) > 0 || errno == EAGAIN);
	CHECK(write(in[1], "\3", 1) == 1);
	struct pollfd typed = { link[0], POLLIN, 0 };
	CHECK(poll(&typed, 1, 10000) == 1);
	CHECK(read(link[0], &byte, 1) == 1 && byte == 3);
	/* What was said before the end is passed on. */
	size_t total = 0;
	shutdown(link[0], SHUT_WR);
	for (ssize_t n; (n = read(out[0], flood, sizeof flood)) > 0;)
		total += n;
	CHECK(total > 64 << 10);
	close(link[0]);
	int status;
	extern pid_t __real_waitpid(pid_t, int *, int);
	CHECK(__real_waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

const struct test tests[] = {
	TEST(a_job_killed_at_once_is_killed),
	TEST(a_shell_hung_up_at_once_ends),
	TEST(one_that_leaves_takes_no_other_shell_along),
	TEST(a_job_that_was_reaped_is_not_killed),
	TEST(a_child_has_no_descriptor_of_the_agent),
	TEST(a_child_has_the_signals_as_they_are_by_default),
	TEST(one_that_reads_nothing_is_asked_nothing_more),
	TEST(what_is_typed_to_a_shell_that_waits_is_bounded),
	TEST(a_frame_that_cannot_be_closes_the_connection),
	TEST(a_terminal_that_nobody_has_open_is_left_alone),
	TEST(one_direction_that_waits_does_not_hold_up_the_other),
	{ 0 },
};
