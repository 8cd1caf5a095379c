/*
 * The node's state, told whenever it has changed. Read in this process, because each process that a script starts costs
 * a guest some 50 ms. A state is text, one item after the other:
 *   address DEVICE ADDRESS/PREFIX up|down     one line for each IPv4 address; down: no carrier, or switched off
 *   process NAME STATE COUNT                  programs by name, and how many of them; STATE as in proc(5), R and D count as S
 *   file PATH LENGTH NEWLINE content NEWLINE  what each watched path holds; one that is not there is left out;
 *                                             of a log (/var/log/…) the last TAIL bytes
 */
#define _GNU_SOURCE
#include "agent.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <unistd.h>

enum { TAIL = 16 << 10, WHOLE = 64 << 10, NAMES = 64 };

static void line(struct buffer *b, const char *text) { append(b, text, strlen(text)); }

static void addresses(struct buffer *b) {
	struct ifaddrs *all, *a;
	char text[160], address[INET_ADDRSTRLEN];
	if (getifaddrs(&all)) return;
	for (a = all; a; a = a->ifa_next) {
		if (!a->ifa_addr || a->ifa_addr->sa_family != AF_INET || !a->ifa_netmask) continue;
		inet_ntop(AF_INET, &((struct sockaddr_in *)a->ifa_addr)->sin_addr, address, sizeof address);
		uint32_t mask = ntohl(((struct sockaddr_in *)a->ifa_netmask)->sin_addr.s_addr);
		/* A label such as eth0:0 is the device's. */
		int name = strcspn(a->ifa_name, ":");
		unsigned on = IFF_UP | IFF_RUNNING;
		snprintf(text, sizeof text, "address %.*s %s/%d %s\n", name, a->ifa_name, address, __builtin_popcount(mask), (a->ifa_flags & on) == on ? "up" : "down");
		line(b, text);
	}
	freeifaddrs(all);
}

/* "12 (name) S …" of /proc/12/stat. Kernel threads have no memory and are left out by their parent, kthreadd (2). */
static int process(const char *pid, char name[16], char *state) {
	char path[32], text[256];
	snprintf(path, sizeof path, "/proc/%.10s/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC), parent;
	if (fd < 0) return 0;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0) return 0;
	text[n] = 0;
	char *open = strchr(text, '('), *close = strrchr(text, ')');
	if (!open || !close || close - open > 16 || sscanf(close + 1, " %c %d", state, &parent) != 2 || parent == 2) return 0;
	snprintf(name, 16, "%.*s", (int)(close - open - 1), open + 1);
	for (char *c = name; *c; c++) if (isspace((unsigned char)*c)) *c = '_';
	if (*state == 'R' || *state == 'D') *state = 'S';
	return 1;
}

static int by_name(const void *a, const void *b) { return strcmp(a, b); }

static void processes(struct buffer *b) {
	static char found[256][20];
	int count = 0;
	DIR *proc = opendir("/proc");
	if (!proc) return;
	for (struct dirent *entry; (entry = readdir(proc)) && count < 256; ) {
		char name[16], state;
		if (isdigit((unsigned char)entry->d_name[0]) && process(entry->d_name, name, &state)) snprintf(found[count++], sizeof found[0], "%s %c", name, state);
	}
	closedir(proc);
	qsort(found, count, sizeof found[0], by_name);
	for (int i = 0, same; i < count; i += same) {
		char text[64];
		for (same = 1; i + same < count && !strcmp(found[i], found[i + same]); same++) ;
		snprintf(text, sizeof text, "process %s %d\n", found[i], same);
		line(b, text);
	}
}

static void file(struct buffer *b, const char *path) {
	static char content[WHOLE];
	char head[160];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) return;
	if (!strncmp(path, "/var/log/", 9)) {
		off_t end = lseek(fd, 0, SEEK_END);
		lseek(fd, end > TAIL ? end - TAIL : 0, SEEK_SET);
	}
	size_t n = 0;
	for (ssize_t got; n < sizeof content && (got = read(fd, content + n, sizeof content - n)) > 0; ) n += got;
	close(fd);
	snprintf(head, sizeof head, "file %.120s %zu\n", path, n);
	line(b, head);
	append(b, content, n);
	line(b, "\n");
}

void watch_frame(int c, const char *p, size_t n) {
	struct watch *w = &conns[c].watch;
	if (n < 4) { conns[c].closing = 1; return; }
	release(&w->paths); release(&w->last);
	w->every = get32(p);
	if (w->every && w->every < 100) w->every = 100;
	append(&w->paths, p + 4, n - 4);
	append(&w->paths, "", 1);
	w->due = now_ms();
}

/* Milliseconds until the state must be looked at; -1: nobody watches. One who has not read the last one yet gets no other. */
int64_t watch_due(int c) {
	struct conn *conn = &conns[c];
	if (!conn->used || !conn->watch.every || pending(&conn->out)) return -1;
	int64_t left = conn->watch.due - now_ms();
	return left < 0 ? 0 : left;
}

void watch_now(int c) {
	struct watch *w = &conns[c].watch;
	struct buffer state = { 0 };
	addresses(&state);
	processes(&state);
	for (char *path = w->paths.data; path < w->paths.data + w->paths.to; path += strlen(path) + 1)
		if (*path) file(&state, path);
	w->due = now_ms() + w->every;
	if (pending(&state) == pending(&w->last) && !memcmp(state.data, w->last.data, pending(&state))) { release(&state); return; }
	frame(c, 'w', NULL, 0, state.data, pending(&state));
	release(&w->last);
	w->last = state;
}
