#ifndef VVS_FRAME_H
#define VVS_FRAME_H

#include <stdint.h>

#include "base/buf.h"

/*
 * What the parser tells the writer, through a pipe: frames of a kind and
 * a length, numbers as the machine has them (both ends are one program),
 * text with its length and a NUL.
 *
 * The writer trusts nobody: a frame is at most FRAME_MAX bytes, every
 * read stays inside it, text ends where it says and has no other NUL.
 * Reading beyond gives 0 and "" and marks the frame as bad.
 */
#define FRAME_MAX (48u * 1024 * 1024) /* bytes; a record takes a third */

enum frame_kind {
	FRAME_BEGIN = 1, /* it was recognised: when it was made, or 0 */
	FRAME_ADVISORY,
	FRAME_KEV,
	FRAME_EPSS,
	FRAME_REJECT, /* a record that was skipped: why */
	FRAME_REFUSE, /* the document as a whole: why */
	FRAME_OTHER,  /* it is of another source */
	FRAME_END     /* it was good to the end: the envelope */
};

/*
 * Writing: open, add, close.  While the pipe is full, frames collect here,
 * up to FRAME_AHEAD bytes: the parser goes on while the writer writes.
 */
#define FRAME_AHEAD (16u * 1024 * 1024)
struct frame_out {
	struct buf out;
	size_t sent;  /* bytes of it that are in the pipe */
	size_t tried; /* its length when that was last tried */
	size_t start; /* of the open frame */
	int fd;
};

void frame_out_init(struct frame_out *f, int fd);
void frame_out_free(struct frame_out *f);
void frame_open(struct frame_out *f, enum frame_kind kind);
void frame_add_int(struct frame_out *f, int64_t n);
void frame_add_text(struct frame_out *f, const char *s); /* NULL is kept */
void frame_add_bytes(struct frame_out *f, const void *data, size_t n);
/* Sends what the pipe takes.  -1 if the other end is gone. */
int frame_close(struct frame_out *f);
/* Sends all, and waits for that. */
int frame_flush(struct frame_out *f);

/* Reading. */
struct frame_in {
	enum frame_kind kind;
	int bad;
	const char *p, *end;
	char *data;
	size_t size;
};

void frame_in_init(struct frame_in *f);
void frame_in_free(struct frame_in *f);
/* 1 for a frame, 0 at the end, -1 if the pipe or the frame is broken. */
int frame_read(struct frame_in *f, int fd);
int64_t frame_int(struct frame_in *f);
const char *frame_text(struct frame_in *f); /* NULL if it was NULL */
const char *frame_bytes(struct frame_in *f, size_t *n);
/* 1 if all was read and nothing beyond. */
int frame_done(const struct frame_in *f);

#endif
