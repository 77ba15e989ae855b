#ifndef VVS_PACK_H
#define VVS_PACK_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Stored records, small: zstd level 3 with a dictionary of what our
 * records have in common.  Owner of libzstd.
 *
 * Dictionaries are built in by number and never change; what was packed
 * with one can always be opened.  A new one gets the next number.
 */
#define PACK_DICTIONARY 1	     /* what pack_seal() uses */
#define PACK_MAX (16u * 1024 * 1024) /* bytes of a record */

/* Its bytes, or NULL if there is none of that number. */
const char *pack_dictionary(int number, size_t *n);

struct pack;

struct pack *pack_new(void);
void pack_free(struct pack *p); /* NULL is fine */

/* Replaces what is in `out`, which overflows if that is too much. */
void pack_seal(struct pack *p, const char *data, size_t n, struct buf *out);

/* Replaces what is in `out`; -1 if it is damaged, or larger than PACK_MAX. */
int pack_open(struct pack *p, int dictionary, const void *data, size_t n,
    struct buf *out);

#endif
