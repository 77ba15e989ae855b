#ifndef VVS_MEM_H
#define VVS_MEM_H

#include <stddef.h>

#include "base/msg.h"

/*
 * Memory.  Our programs are short-lived filters: when memory is out they
 * end with CMD_IO and a message, so these functions never return NULL.
 */

void *xmalloc(size_t n);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t n);
/* Room for `count` items of `size` bytes; overflow ends the program. */
void *xreallocarray(void *p, size_t count, size_t size);
/*
 * An array that grows: at least `count` items of `size` bytes; `*room` is
 * how many there is room for.  New ones are zero.
 */
void *xgrow(void *p, size_t *room, size_t count, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * An arena: many small things that die together, for example all that
 * was read of one record.  Zero-initialise it, or use ARENA_INIT.
 */
struct arena {
	struct arena_block *block; /* the one being filled */
	size_t used;		   /* bytes handed out since the last reset */
};
#define ARENA_INIT      \
	{               \
		NULL, 0 \
	}

/* `n` bytes aligned for any type; not zeroed. */
void *arena_alloc(struct arena *a, size_t n);
char *arena_strndup(struct arena *a, const char *s, size_t n);
/* Forget everything but keep one block for reuse. */
void arena_reset(struct arena *a);
/* Give everything back. */
void arena_free(struct arena *a);

#endif
