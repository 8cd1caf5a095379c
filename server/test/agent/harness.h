/*
 * The agent's code in a program of its own, which stands for the loop, the clock and what the agent starts:
 *   kill, waitpid   only groups of children that live may be signalled; anything else fails, and is not done
 *   posix_spawn     starts /bin/sh or cat in place of bash, which reads its user's profile
 *   now_ms          a clock that goes on when skip_ms() says so
 *   read            counts what is read from one descriptor
 */
#ifndef HARNESS_H
#define HARNESS_H
#include "../../../images/node/agent/agent.h"
#include <stdarg.h>
#include <sys/types.h>

/* What is told of with a failure: the seed, or the test's name. */
extern char at_work[64];
/* Gives the script to run in place of what was asked for. */
extern const char *(*script_for)(const char *asked);
/* What a shell is; argv[0] is its program. */
extern char *const *shell_argv;
extern int counted_fd, counted;
extern int listener;

void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
#define CHECK(holds) \
	do { \
		if (!(holds)) \
			fail("%s:%d: %s", __FILE__, __LINE__, #holds); \
	} while (0)

/* Begins: a listening socket, the agent's signals, and an end after `seconds` without one. */
void begin(int seconds);
void skip_ms(int64_t ms);
/* Children that have not been reaped. */
int living(void);
int open_descriptors(void);
/* What must be true of the agent's tables between two turns. */
void check_tables(void);
/* Turns, closes what is open and ends what runs, until nothing is left; fails where something stays. */
void settle(void);

/* A client: a connected socket that does not wait. */
int client(void);
/* Sends whole frames, turning as long as the agent takes them; -1 when the connection is closed. */
int say(int fd, char kind, const void *payload, size_t n);
void say_job(int fd, uint32_t number, uint32_t timeout_ms, uint32_t cap, const char *script, const char *input);
void say_shell(int fd, const char *id);
/* Reads the next frame, turning until it is there; gives its kind, 0 when the connection is closed. The payload is kept until the next one. */
char hear(int fd, const char **payload, size_t *n);

/* The tests of a program, up to one without a name: see tests.c. */
struct test {
	const char *name;
	void (*run)(void);
};
#define TEST(name) { #name, name }
extern const struct test tests[];
#endif
