/*
 * The node's state. Read in this process, because each process that a script starts costs a guest some 50 ms.
 * A state is text of at most STATE_BYTES, one item after the other:
 *   address DEVICE ADDRESS/PREFIX up|down     one line for each IPv4 address; down: no carrier, or switched off
 *   process NAME STATE COUNT                  programs by name, and how many of them; STATE as in proc(5), R and D count as S
 *   file PATH LENGTH NEWLINE content NEWLINE  what each watched path holds; one that is no regular file is left out;
 *                                             the first FILE_BYTES, of a log (/var/log/…) the last TAIL bytes
 *   cut KIND                                  there is more of a kind than is told
 * In a name, what would not stand on a line is '_'.
 */
#define _GNU_SOURCE
#include "agent.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/stat.h>
#include <unistd.h>

/* CUTS: bytes of "cut file" for every path that can be watched. */
enum { TAIL = 16 << 10, ADDRESSES = 256, PROCESSES = 4096, PROGRAMS = 256, COMM = 16, CUTS = PATHS / 2 * 10 };

struct program {
	char name[COMM], state;
	int count;
};

static void line(struct buffer *b, const char *text) {
	append(b, text, strlen(text));
}

static void clean(char *name) {
	if (!*name)
		strcpy(name, "_");
	for (; *name; name++)
		if (isspace((unsigned char)*name) || iscntrl((unsigned char)*name))
			*name = '_';
}

static void addresses(struct buffer *b) {
	struct ifaddrs *all, *a;
	char text[160], address[INET_ADDRSTRLEN], device[IF_NAMESIZE];
	int count = 0;
	if (getifaddrs(&all))
		return;
	for (a = all; a; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET || !a->ifa_netmask)
			continue;
		if (count++ == ADDRESSES) {
			line(b, "cut address\n");
			break;
		}
		inet_ntop(AF_INET, &((struct sockaddr_in *)a->ifa_addr)->sin_addr, address, sizeof address);
		uint32_t mask = ntohl(((struct sockaddr_in *)a->ifa_netmask)->sin_addr.s_addr);
		/* A label such as eth0:0 is the device's. */
		snprintf(device, sizeof device, "%.*s", (int)strcspn(a->ifa_name, ":"), a->ifa_name);
		clean(device);
		unsigned on = IFF_UP | IFF_RUNNING;
		snprintf(text, sizeof text, "address %s %s/%d %s\n", device, address, __builtin_popcount(mask),
			(a->ifa_flags & on) == on ? "up" : "down");
		line(b, text);
	}
	freeifaddrs(all);
}

/* "12 (name) S …" of /proc/12/stat. Kernel threads have no memory and are left out by their parent, kthreadd (2). */
static int read_stat(char *text, struct program *found) {
	char *open = strchr(text, '('), *close = strrchr(text, ')');
	int parent;
	if (!open || !close || close < open || close - open > COMM)
		return 0;
	if (sscanf(close + 1, " %c %d", &found->state, &parent) != 2 || parent == 2)
		return 0;
	snprintf(found->name, COMM, "%.*s", (int)(close - open - 1), open + 1);
	clean(found->name);
	if (found->state == 'R' || found->state == 'D')
		found->state = 'S';
	found->count = 1;
	return 1;
}

static int process(const char *pid, struct program *found) {
	char path[32], text[256];
	snprintf(path, sizeof path, "/proc/%.10s/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0)
		return 0;
	text[n] = 0;
	return read_stat(text, found);
}

/* Adds it to those of the same name and state. Returns 0 when there is no room for another name. */
static int count_program(struct program *all, int *count, const struct program *found) {
	for (int i = 0; i < *count; i++) {
		if (strcmp(all[i].name, found->name) || all[i].state != found->state)
			continue;
		all[i].count++;
		return 1;
	}
	if (*count == PROGRAMS)
		return 0;
	all[(*count)++] = *found;
	return 1;
}

static int by_name(const void *a, const void *b) {
	const struct program *one = a, *other = b;
	int names = strcmp(one->name, other->name);
	return names ? names : one->state - other->state;
}

static void processes(struct buffer *b) {
	static struct program all[PROGRAMS];
	struct program found;
	char text[64];
	int count = 0, cut = 0, seen = 0;
	DIR *proc = opendir("/proc");
	if (!proc)
		return;
	for (struct dirent *entry; !cut && (entry = readdir(proc));) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		cut = ++seen > PROCESSES || (process(entry->d_name, &found) && !count_program(all, &count, &found));
	}
	closedir(proc);
	qsort(all, count, sizeof all[0], by_name);
	for (int i = 0; i < count; i++) {
		snprintf(text, sizeof text, "process %.15s %c %d\n", all[i].name, all[i].state, all[i].count);
		line(b, text);
	}
	if (cut)
		line(b, "cut process\n");
}

/* Opens a regular file. Nothing else is opened, not even for a moment: a terminal, a device or a FIFO could do something then. */
static int open_regular(const char *path) {
	struct stat is;
	char again[32];
	int fd = -1, place = open(path, O_PATH | O_CLOEXEC);
	if (place < 0)
		return -1;
	snprintf(again, sizeof again, "/proc/self/fd/%d", place);
	if (!fstat(place, &is) && S_ISREG(is.st_mode))
		fd = open(again, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	close(place);
	return fd;
}

/* Its last `most` bytes, or its first. */
static size_t read_part(int fd, char *into, size_t most, int last) {
	size_t n = 0;
	if (last) {
		off_t end = lseek(fd, 0, SEEK_END);
		lseek(fd, end > (off_t)most ? end - (off_t)most : 0, SEEK_SET);
	}
	for (ssize_t got; n < most && (got = read(fd, into + n, most - n)) > 0;)
		n += got;
	return n;
}

static void file(struct buffer *b, const char *path) {
	static char content[FILE_BYTES];
	char head[160];
	int fd = open_regular(path), log = !strncmp(path, "/var/log/", 9);
	if (fd < 0)
		return;
	size_t n = read_part(fd, content, log ? TAIL : FILE_BYTES, log);
	close(fd);
	snprintf(head, sizeof head, "file %.120s %zu\n", path, n);
	if (pending(b) + strlen(head) + n + 1 + CUTS > STATE_BYTES) {
		line(b, "cut file\n");
		return;
	}
	line(b, head);
	append(b, content, n);
	line(b, "\n");
}

/* What the node does now, with the content of `paths`, one after the other, each with its NUL. */
void read_state(struct buffer *state, const struct buffer *paths) {
	addresses(state);
	processes(state);
	for (const char *path = paths->data; path < paths->data + paths->to; path += strlen(path) + 1)
		if (*path)
			file(state, path);
}
