#ifndef VVS_MEMO_H
#define VVS_MEMO_H

#include <stddef.h>

#include "base/mem.h"

/* Small answers remembered by name: 0, 1, or -1 for not known yet. */

struct memo_slot;

struct memo {
	struct memo_slot *slot;
	size_t count, size;
	struct arena arena; /* the names */
};

/* All zero is an empty one. */
void memo_free(struct memo *m);

/* Where the answer for `name` is; good until the next call. */
signed char *memo_at(struct memo *m, const char *name);

#endif
