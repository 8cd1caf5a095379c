#define _GNU_SOURCE
#include "answer.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

/* What stands after `NAME:` without the spaces around it; NULL where the line is another's. Cuts the line. */
static char *value(char *line, const char *name) {
	size_t n = strlen(name);
	if (strncasecmp(line, name, n) || line[n] != ':')
		return NULL;
	char *from = line + n + 1, *end = line + strlen(line);
	while (*from == ' ' || *from == '\t')
		from++;
	while (end > from && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = 0;
	return from;
}

/* A list of words has this one; `last`: it ends with it. */
static int has(const char *list, const char *word, int last) {
	size_t n = strlen(word);
	int found = 0;
	while (*list) {
		list += strspn(list, " \t,");
		size_t length = strcspn(list, " \t,;");
		if (!length)
			break;
		int same = length == n && !strncasecmp(list, word, n);
		found = same || (found && !last);
		list += strcspn(list, ",");
	}
	return found;
}

/* A number of up to `most` digits, alone on its line; 0 and nothing else where it is none. */
static int number(const char *text, int base, int most, uint64_t *into) {
	int digits = 0;
	for (*into = 0; base == 16 ? isxdigit((unsigned char)*text) : isdigit((unsigned char)*text); text++) {
		if (++digits > most)
			return 0;
		int c = tolower((unsigned char)*text);
		*into = *into * base + (isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return digits > 0 && (!*text || (base == 16 && strchr("; \t", *text)));
}

static enum part status_line(struct answer *a) {
	const char *line = a->line;
	if (a->cut || strncmp(line, "HTTP/1.", 7) || !isdigit((unsigned char)line[7]) || line[8] != ' ')
		return MALFORMED;
	for (int i = 9; i < 12; i++)
		if (!isdigit((unsigned char)line[i]))
			return MALFORMED;
	if (line[12] && line[12] != ' ')
		return MALFORMED;
	a->version = line[7] - '0';
	a->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + line[11] - '0';
	a->closes = a->keeps = a->encoded = a->chunked = a->sized = 0;
	return HEADERS;
}

static enum part header_line(struct answer *a) {
	char *said;
	if ((said = value(a->line, "Content-Length"))) {
		uint64_t size;
		if (a->cut || !number(said, 10, 18, &size) || (a->sized && size != a->size))
			return MALFORMED;
		a->sized = 1;
		a->size = size;
	} else if ((said = value(a->line, "Transfer-Encoding"))) {
		if (a->cut)
			return MALFORMED;
		a->encoded = 1;
		a->chunked = has(said, "chunked", 1);
	} else if ((said = value(a->line, "Connection"))) {
		a->closes |= a->cut || has(said, "close", 0);
		a->keeps |= has(said, "keep-alive", 0);
	} else if (!*a->server && (said = value(a->line, "X-Server"))) {
		strncpy(a->server, said, WHO - 1);
	}
	return HEADERS;
}

/* The body that follows the headers: RFC 9112, 6.3. */
static enum part headers_end(struct answer *a) {
	if (a->status == 101)
		return MALFORMED;
	if (a->status < 200) {
		*a->server = 0;
		return STATUS;
	}
	if (a->status == 204 || a->status == 304)
		return WHOLE;
	if (a->encoded)
		return a->chunked ? CHUNK_SIZE : UNTIL_CLOSE;
	a->left = a->size;
	return a->sized ? a->left ? BODY : WHOLE : UNTIL_CLOSE;
}

static enum part size_line(struct answer *a) {
	if (a->cut || !number(a->line, 16, 15, &a->left))
		return MALFORMED;
	return a->left ? CHUNK : TRAILERS;
}

static enum part line_ends(struct answer *a) {
	if (a->part == STATUS)
		return status_line(a);
	if (a->part == HEADERS)
		return *a->line ? header_line(a) : headers_end(a);
	if (a->part == CHUNK_SIZE)
		return size_line(a);
	if (a->part == CHUNK_END)
		return *a->line || a->cut ? MALFORMED : CHUNK_SIZE;
	return *a->line ? TRAILERS : WHOLE;
}

/* Lines end with CR LF, or LF alone. */
static void line_byte(struct answer *a, char c) {
	int of_body = a->part == CHUNK_SIZE || a->part == CHUNK_END;
	if (!c || (!of_body && ++a->head > HEAD)) {
		a->part = MALFORMED;
		return;
	}
	if (c != '\n') {
		if (a->filled < LINE - 1)
			a->line[a->filled++] = c;
		else
			a->cut = 1;
		return;
	}
	if (a->filled && a->line[a->filled - 1] == '\r')
		a->filled--;
	a->line[a->filled] = 0;
	a->part = line_ends(a);
	a->filled = a->cut = 0;
}

static void body_bytes(struct answer *a, const char *data, size_t n) {
	for (size_t i = 0; i < n && !a->body_named; i++) {
		a->body_named = data[i] == '\r' || data[i] == '\n' || a->named == WHO - 1;
		if (!a->body_named)
			a->body[a->named++] = data[i] ? data[i] : '?';
	}
}

size_t answer_take(struct answer *a, const char *data, size_t n) {
	size_t at = 0;
	while (at < n && a->part != WHOLE && a->part != MALFORMED) {
		if (a->part != BODY && a->part != CHUNK && a->part != UNTIL_CLOSE) {
			line_byte(a, data[at++]);
			continue;
		}
		size_t part = n - at;
		if (a->part != UNTIL_CLOSE && part > a->left)
			part = a->left;
		body_bytes(a, data + at, part);
		at += part;
		if (a->part == UNTIL_CLOSE)
			continue;
		a->left -= part;
		if (!a->left)
			a->part = a->part == CHUNK ? CHUNK_END : WHOLE;
	}
	return at;
}

int answer_end(struct answer *a) {
	if (a->part == UNTIL_CLOSE)
		a->part = WHOLE;
	return a->part == WHOLE;
}

int answer_keeps(const struct answer *a) {
	/* Both lengths at once, or chunks from an old version: what comes next cannot be trusted to begin here (RFC 9112, 6.1). */
	if (a->closes || (a->encoded && (a->sized || !a->version)))
		return 0;
	return a->version ? 1 : a->keeps;
}

void answer_who(const struct answer *a, char who[WHO]) {
	const char *from = *a->server ? a->server : *a->body ? a->body : "-";
	size_t n = 0;
	for (; from[n] && n < WHO - 1; n++)
		who[n] = iscntrl((unsigned char)from[n]) ? '?' : from[n];
	who[n] = 0;
}
