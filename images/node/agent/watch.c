/* Watching: the node's state (state.c), told whenever it has changed. */
#include "agent.h"

enum { SOONEST = 100, NAME = 120 };

/* A path stands on a line of the state, so it is made of plain characters. */
static int plain(const char *path) {
	size_t n = strlen(path);
	if (n > NAME)
		return 0;
	for (const char *c = path; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return 0;
	return 1;
}

void start_watch(int c, const char *p, size_t n) {
	struct watch *w = &conns[c].watch;
	release(&w->paths);
	release(&w->last);
	w->every = get32(p);
	if (w->every && w->every < SOONEST)
		w->every = SOONEST;
	w->due = now_ms();
	append(&w->paths, p + 4, n - 4);
	append(&w->paths, "", 1);
	for (const char *path = w->paths.data; path < w->paths.data + w->paths.to; path += strlen(path) + 1)
		if (!plain(path))
			conns[c].closing = 1;
}

/* Milliseconds until the state must be looked at; -1: nobody watches. One who has not read the last one yet gets no other. */
int64_t watch_due(int c) {
	const struct conn *conn = &conns[c];
	if (!conn->used || conn->closing || !conn->watch.every || pending(&conn->out))
		return -1;
	int64_t left = conn->watch.due - now_ms();
	return left < 0 ? 0 : left;
}

void watch_now(int c) {
	struct watch *w = &conns[c].watch;
	struct buffer state = { 0 };
	read_state(&state, &w->paths);
	w->due = now_ms() + w->every;
	if (pending(&state) == pending(&w->last) &&
		(!pending(&state) || !memcmp(state.data, w->last.data, pending(&state)))) {
		release(&state);
		return;
	}
	frame(c, FRAME_STATE, NULL, 0, state.data, pending(&state));
	release(&w->last);
	w->last = state;
}
