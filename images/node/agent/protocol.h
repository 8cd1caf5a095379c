/*
 * What lab-agent and the server say to each other. The server's copy is server/src/agent/protocol.ts; a test compares the two.
 *
 * Frames, both ways: 1 byte kind, 4 bytes length (big endian), payload. The first frame of a connection decides what it is for:
 *
 *   FRAME_OPEN_SHELL id NUL cols(2) rows(2)   attach to shell `id`, started if it does not run; an older attachment ends
 *     <- FRAME_SHELL_OPENED created(1); FRAME_REPLAY …; then FRAME_OUTPUT …; FRAME_SHELL_END status(4)
 *     -> FRAME_INPUT …; FRAME_RESIZE cols(2) rows(2); FRAME_HANG_UP
 *   FRAME_OPEN_CONTROL                        any number of jobs, told apart by a number
 *     -> FRAME_START_JOB job(4) timeout_ms(4) cap(4) script_length(4) script stdin
 *        FRAME_KILL_JOB job(4); FRAME_LIST_SHELLS job(4), answered as a job that prints ids, each with its NUL
 *        FRAME_WATCH every_ms(4) path NUL path NUL …    tell the node's state from now on; every_ms 0 ends it
 *     <- FRAME_STDOUT job(4) …; FRAME_STDERR job(4) …; FRAME_JOB_END job(4) status(4) timed_out(1)
 *        FRAME_STATE …                        whenever it has changed: see state.c
 *
 * A frame that is none of these, or has a length that its kind cannot have, closes the connection: see conn.c.
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

/* A kind's meaning depends on the connection and the direction: some letters stand for several. */
enum frame_kind {
	FRAME_OPEN_SHELL = 'S',
	FRAME_OPEN_CONTROL = 'C',

	FRAME_INPUT = 'd',
	FRAME_RESIZE = 'w',
	FRAME_HANG_UP = 'k',
	FRAME_SHELL_OPENED = 'n',
	FRAME_REPLAY = 'r',
	FRAME_OUTPUT = 'd',
	FRAME_SHELL_END = 'x',

	FRAME_START_JOB = 'j',
	FRAME_KILL_JOB = 'k',
	FRAME_LIST_SHELLS = 'l',
	FRAME_WATCH = 'W',
	FRAME_STDOUT = 'o',
	FRAME_STDERR = 'e',
	FRAME_JOB_END = 'x',
	FRAME_STATE = 'w',
};

enum {
	HEAD_BYTES = 5,
	PAYLOAD_BYTES = 1 << 20,  /* of any frame to the agent, at most */
	OUTPUT_BYTES = 16 << 10,  /* of output in one frame, at most */
	REPLAY_BYTES = 128 << 10, /* of a shell's last output, which a new attachment gets */
	STATE_BYTES = 512 << 10,  /* of a state, at most */
	FILE_BYTES = 64 << 10,    /* of one file's content in a state, at most */
};
#endif
