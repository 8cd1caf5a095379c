/* An answer of a server (RFC 9112), read as it comes. Whatever comes takes no more room than this, and is never trusted. */
#ifndef ANSWER_H
#define ANSWER_H
#include <stddef.h>
#include <stdint.h>

enum {
	LINE = 1024,     /* bytes that are kept of a line; a longer one may not say how long the answer is */
	HEAD = 64 << 10, /* bytes of all lines before and after the body */
	WHO = 64
};

enum part { STATUS, HEADERS, BODY, UNTIL_CLOSE, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS, WHOLE, MALFORMED };

struct answer {
	enum part part;
	int status, version, closes, keeps, encoded, chunked, sized, cut, body_named;
	uint64_t size, left;
	size_t head, filled, named;
	char line[LINE], server[WHO], body[WHO];
};

/* Takes in what came; gives how much of it belongs to the answer. Afterwards `part` is WHOLE, MALFORMED, or what comes next. */
size_t answer_take(struct answer *a, const char *data, size_t n);
/* The connection has ended: whether that makes the answer whole. */
int answer_end(struct answer *a);
/* Whether the connection can be used once more after a whole answer. */
int answer_keeps(const struct answer *a);
/* Who answered: its X-Server, else its body's first line, else "-"; on one line. */
void answer_who(const struct answer *a, char who[WHO]);
#endif
