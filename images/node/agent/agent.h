/*
 * lab-agent: the one process through which the server reaches a node.
 *
 *   lab-agent serve ADDRESS [NETNS]   PID 1 of a node: reaps orphans, keeps shells, runs jobs.
 *                                     ADDRESS is a socket path or IPV4:PORT; NETNS (a /proc/PID/ns/net)
 *                                     is where the listening socket lives, everything else stays here.
 *   lab-agent connect ADDRESS SECONDS joins stdin and stdout to a serving agent, waiting for it to come up.
 *
 * protocol.h says what the two say to each other.
 * A shell's last REPLAY_BYTES bytes of output are kept, so that a new attachment sees the same screen.
 * Nobody attached: output goes to the ring alone. Somebody slow attached: the shell waits (back-pressure).
 */
#ifndef AGENT_H
#define AGENT_H
#include "protocol.h"
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CONNS = 64,
	SHELLS = 32,
	JOBS = 64,
	CHUNK = 16 << 10,
	HIGH = 32 << 10, /* bytes that wait for a reader, from which on no more is made for it */
	REST_MS = 100,   /* for which a terminal that nobody has open is not asked again */
	PATHS = 4 << 10, /* bytes of all the paths that one connection watches */
};

struct buffer {
	char *data;
	size_t from, to, size;
};
/*
 * `conn` is the one attached, or -1. Nothing points the other way: a slot that is used anew is nobody's.
 * `rest_until`: see shell_output.
 */
struct shell {
	int used, pty, pid, conn;
	char id[64];
	char *ring;
	size_t filled, at;
	struct buffer in;
	int64_t rest_until;
};
struct job {
	int used, pid, in, out, err, conn, exited, status, timed_out;
	uint32_t number;
	int64_t deadline;
	size_t cap;
	struct buffer stdin_data;
};
struct watch {
	uint32_t every;
	int64_t due;
	struct buffer paths, last;
};
struct conn {
	int used, fd, kind, closing;
	struct buffer in, out;
	struct watch watch;
};

extern struct shell shells[SHELLS];
extern struct job jobs[JOBS];
extern struct conn conns[CONNS];

/* buffer.c */
int64_t now_ms(void);
void die(const char *what);
size_t pending(const struct buffer *b);
uint32_t get32(const char *p);
uint16_t get16(const char *p);
void put32(char *p, uint32_t v);
void append(struct buffer *b, const void *data, size_t n);
void release(struct buffer *b);
int drain(struct buffer *b, int fd);
void frame(int conn, char kind, const void *head, size_t head_size, const void *body, size_t body_size);
void nonblocking(int fd);

/* spawn.c */
int spawn(char *const argv[], const int given[3], const char *terminal, char *const more[]);

/* shell.c */
struct shell *shell_of(int c);
void open_shell(int c, const char *p, size_t n);
void shell_input(int c, const char *p, size_t n);
void resize_shell(int c, const char *p, size_t n);
void hang_up_shell(int c, const char *p, size_t n);
void list_shells(int c, const char *p, size_t n);
int shell_output(struct shell *s);
void type_input(struct shell *s);
void end_shell(struct shell *s, int status);

/* job.c */
void start_job(int c, const char *p, size_t n);
void stop_job(const struct job *j);
void kill_job(int c, const char *p, size_t n);
void job_output(struct job *j, int *fd, char kind);
void job_input(struct job *j);
void settle_jobs(void);

/* watch.c */
void start_watch(int c, const char *p, size_t n);
int64_t watch_due(int c);
void watch_now(int c);

/* state.c */
void read_state(struct buffer *state, const struct buffer *paths);

/* conn.c */
void accept_conn(int listener);
int conn_ready(int c);
void read_conn(int c);
void take_frames(int c);
void close_conn(int c);

/* children.c */
int begin_children(void);
void take_signals(int fd);

/* serve.c */
void serve(int listener);
void begin_serving(void);
void turn(int listener, int most_ms);

/* net.c */
int listen_at(const char *where, const char *netns);
int dial(const char *where, int seconds);

/* join.c */
void join(int fd);
#endif
