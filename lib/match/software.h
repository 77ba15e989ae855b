#ifndef VVS_MATCH_SOFTWARE_H
#define VVS_MATCH_SOFTWARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/cpe.h"

/*
 * The software of one system, found by vendor and product.  Made to be
 * filled, searched and emptied many thousand times: emptying costs what
 * was in it, and memory is kept.
 */

struct software_item {
	const struct cpe *cpe; /* the caller's */
	uint32_t hash, next;   /* next in the chain, +1; 0 ends it */
};

struct software_set {
	struct software_item *item;
	size_t count, size;
	uint32_t *chain; /* first item +1 */
	size_t chains;	 /* a power of two */
	uint32_t open;	 /* chain of those without a certain product */
	bool has_os, has_hardware;
};

void software_init(struct software_set *s);
void software_free(struct software_set *s);
void software_clear(struct software_set *s);

/* Adds a name, which must outlive its place here; returns its index. */
size_t software_add(struct software_set *s, const struct cpe *cpe);

/* Of vendor and product: what items are found by. */
uint32_t software_hash(const struct cpe *cpe);

/*
 * Goes through all that may have the vendor and product of `criteria`,
 * whose hash is given (more than do: the caller compares).
 */
struct software_walk {
	const struct software_set *set;
	uint32_t hash, at;
	bool all;     /* the criteria name no certain product */
	bool in_open; /* now at those that could be any product */
};
void software_find(struct software_walk *w, const struct software_set *s,
    const struct cpe *criteria, uint32_t hash);
/* The next index, or -1. */
long software_next(struct software_walk *w);

#endif
