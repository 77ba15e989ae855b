#ifndef VVS_BUF_H
#define VVS_BUF_H

#include <stddef.h>

#include "base/msg.h"

/*
 * A growing byte buffer with a ceiling.  Adding beyond `max` bytes adds
 * nothing and sets `overflow`, which stays set until buf_clear(): look at
 * it once, where the result is used.  `data` always ends with a NUL that
 * is not counted in `len`; after buf_init() and before the first addition
 * it is "".
 */
struct buf {
	char *data;
	size_t len, size, max;
	int overflow;
};

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b); /* afterwards like new, same ceiling */
void buf_clear(struct buf *b);

void buf_add(struct buf *b, const void *data, size_t n);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Append all that `fd` gives until its end.  0, or -1 with errno, which is
 * EFBIG when there is more than fits.
 */
int buf_read(struct buf *b, int fd);

/* Make room for `n` more bytes; NULL if that is over the ceiling. */
char *buf_room(struct buf *b, size_t n);

#endif
