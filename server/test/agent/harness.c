#define _GNU_SOURCE
#include "harness.h"
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 256 };

static pid_t children[CHILDREN];
static int64_t clock_ms = 1000;
static const char *as_asked(const char *script) {
	return script;
}
static char *const cat[] = { "cat", NULL };

char at_work[64];
const char *(*script_for)(const char *asked) = as_asked;
char *const *shell_argv = cat;
int counted_fd = -1, counted;
int listener;

void fail(const char *format, ...) {
	va_list rest;
	va_start(rest, format);
	fflush(stderr);
	printf("%s: ", at_work);
	vprintf(format, rest);
	printf("\n");
	fflush(stdout);
	_exit(1);
}

const char *__asan_default_options(void) {
	return "abort_on_error=1:detect_stack_use_after_return=1";
}
const char *__ubsan_default_options(void) {
	return "abort_on_error=1:print_stacktrace=1";
}

static void told_by_sanitizer(int signal) {
	(void)signal;
	fail("a sanitizer's finding, see above");
}

static void told_by_alarm(int signal) {
	(void)signal;
	fail("hangs");
}

int living(void) {
	int n = 0;
	for (int i = 0; i < CHILDREN; i++)
		n += children[i] != 0;
	return n;
}

static pid_t *child(pid_t pid) {
	for (int i = 0; i < CHILDREN; i++)
		if (children[i] == pid)
			return &children[i];
	return NULL;
}

int __real_kill(pid_t pid, int signal);
int __wrap_kill(pid_t pid, int signal) {
	if (pid >= -1 || !child(-pid))
		fail("kill(%d, %d): no group of a living child", pid, signal);
	if (__real_kill(pid, signal))
		fail("kill(%d, %d): nobody was there", pid, signal);
	return 0;
}

pid_t __real_waitpid(pid_t pid, int *status, int options);
pid_t __wrap_waitpid(pid_t pid, int *status, int options) {
	pid_t got = __real_waitpid(pid, status, options);
	if (got > 0) {
		pid_t *known = child(got);
		if (!known)
			fail("waitpid: %d was not started by the agent", got);
		*known = 0;
	}
	return got;
}

int __real_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *how, char *const argv[], char *const envp[]);
int __wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *how, char *const argv[], char *const envp[]) {
	CHECK(!strcmp(path, "/bin/bash"));
	pid_t *free = child(0);
	int shell = strcmp(argv[0], "bash");
	char *const script[] = { "sh", "-c", shell ? NULL : (char *)script_for(argv[2]), NULL };
	char *const *instead = shell ? shell_argv : script;
	char program[32];
	snprintf(program, sizeof program, "/bin/%s", instead[0]);
	CHECK(free);
	int failed = __real_posix_spawn(pid, program, actions, how, instead, envp);
	if (!failed)
		*free = *pid;
	return failed;
}

int64_t __wrap_now_ms(void) {
	return clock_ms;
}
void skip_ms(int64_t ms) {
	clock_ms += ms;
}

ssize_t __real_read(int fd, void *into, size_t n);
ssize_t __wrap_read(int fd, void *into, size_t n) {
	counted += fd == counted_fd;
	return __real_read(fd, into, n);
}

int open_descriptors(void) {
	int n = 0;
	DIR *all = opendir("/proc/self/fd");
	CHECK(all);
	while (readdir(all))
		n++;
	closedir(all);
	return n;
}

static socklen_t address(struct sockaddr_un *a) {
	memset(a, 0, sizeof *a);
	a->sun_family = AF_UNIX;
	/* Abstract: nothing is left of it. */
	return offsetof(struct sockaddr_un, sun_path) + 1 +
		snprintf(a->sun_path + 1, sizeof a->sun_path - 1, "lab-agent-test-%d", getpid());
}

void begin(int seconds) {
	struct sockaddr_un a;
	socklen_t size = address(&a);
	/* What a test's own parent left open is none of the agent's. */
	close_range(3, ~0U, 0);
	signal(SIGABRT, told_by_sanitizer);
	signal(SIGALRM, told_by_alarm);
	alarm(seconds);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	CHECK(listener >= 0 && !bind(listener, (void *)&a, size) && !listen(listener, 128));
	begin_serving();
}

static void check_buffer(const struct buffer *b, size_t most) {
	CHECK(b->from <= b->to && b->to <= b->size);
	if (pending(b) > most)
		fail("a buffer holds %zu bytes, more than %zu", pending(b), most);
}

void check_tables(void) {
	int attached[CONNS] = { 0 };
	for (int i = 0; i < SHELLS; i++) {
		const struct shell *s = &shells[i];
		if (!s->used)
			continue;
		CHECK(s->pid > 1 && child(s->pid));
		check_buffer(&s->in, HIGH + PAYLOAD_BYTES);
		if (s->conn < 0)
			continue;
		CHECK(conns[s->conn].used && conns[s->conn].kind == FRAME_OPEN_SHELL);
		CHECK(!attached[s->conn]++);
	}
	for (int i = 0; i < CONNS; i++) {
		const struct conn *conn = &conns[i];
		if (!conn->used)
			continue;
		check_buffer(&conn->in, HEAD_BYTES + PAYLOAD_BYTES + CHUNK);
		check_buffer(&conn->out, STATE_BYTES + REPLAY_BYTES + 4 * HIGH + JOBS * 2 * (OUTPUT_BYTES + 9));
		if (conn->kind == FRAME_OPEN_SHELL && !conn->closing && !attached[i])
			fail("a connection lost its shell to nobody");
	}
	for (int i = 0; i < JOBS; i++)
		if (jobs[i].used) {
			CHECK(jobs[i].pid > 1 && (jobs[i].exited || child(jobs[i].pid)));
			CHECK(jobs[i].conn < 0 || (conns[jobs[i].conn].used && conns[jobs[i].conn].kind == FRAME_OPEN_CONTROL));
			check_buffer(&jobs[i].stdin_data, PAYLOAD_BYTES);
		}
}

static int left(void) {
	int n = living();
	for (int i = 0; i < CONNS; i++)
		n += conns[i].used;
	for (int i = 0; i < SHELLS; i++)
		n += shells[i].used;
	for (int i = 0; i < JOBS; i++)
		n += jobs[i].used;
	return n;
}

void settle(void) {
	for (int turns = 0; left(); turns++) {
		if (turns > 2000)
			fail("something stays: %d living", living());
		for (int i = 0; i < CHILDREN; i++)
			if (children[i] && turns % 20 == 1)
				__real_kill(-children[i], SIGKILL);
		turn(listener, 2);
		skip_ms(50);
		check_tables();
	}
}

int client(void) {
	struct sockaddr_un a;
	socklen_t size = address(&a);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(fd >= 0 && !connect(fd, (void *)&a, size));
	nonblocking(fd);
	turn(listener, 0);
	return fd;
}

static int send_all(int fd, const void *data, size_t n) {
	for (size_t done = 0; done < n;) {
		ssize_t wrote = send(fd, (const char *)data + done, n - done, MSG_NOSIGNAL);
		if (wrote < 0 && errno != EAGAIN)
			return -1;
		if (wrote > 0)
			done += wrote;
		turn(listener, 0);
		check_tables();
	}
	return 0;
}

int say(int fd, char kind, const void *payload, size_t n) {
	char head[HEAD_BYTES] = { kind };
	put32(head + 1, n);
	if (send_all(fd, head, sizeof head))
		return -1;
	return send_all(fd, payload, n);
}

void say_job(int fd, uint32_t number, uint32_t timeout_ms, uint32_t cap, const char *script, const char *input) {
	size_t length = strlen(script), more = strlen(input);
	char *p = malloc(16 + length + more);
	put32(p, number);
	put32(p + 4, timeout_ms);
	put32(p + 8, cap);
	put32(p + 12, length);
	memcpy(p + 16, script, length);
	memcpy(p + 16 + length, input, more);
	CHECK(!say(fd, FRAME_START_JOB, p, 16 + length + more));
	free(p);
}

void say_shell(int fd, const char *id) {
	char p[80] = { 0 };
	size_t n = strlen(id) + 1;
	memcpy(p, id, n);
	p[n + 1] = 80;
	p[n + 3] = 24;
	CHECK(!say(fd, FRAME_OPEN_SHELL, p, n + 4));
}

static int hear_bytes(int fd, char *into, size_t n) {
	for (size_t done = 0; done < n;) {
		ssize_t got = __real_read(fd, into + done, n - done);
		if (got == 0 || (got < 0 && errno != EAGAIN))
			return 0;
		if (got > 0)
			done += got;
		else {
			turn(listener, 5);
			check_tables();
		}
	}
	return 1;
}

char hear(int fd, const char **payload, size_t *n) {
	static char kept[STATE_BYTES];
	char head[HEAD_BYTES];
	if (!hear_bytes(fd, head, sizeof head))
		return 0;
	*n = get32(head + 1);
	if (*n > STATE_BYTES)
		fail("a frame of %zu bytes", *n);
	if (!hear_bytes(fd, kept, *n))
		return 0;
	*payload = kept;
	return head[0];
}
