#ifndef VVS_STORE_SOFTWARE_H
#define VVS_STORE_SOFTWARE_H

#include "rec/software.h"
#include "store/store.h"

/*
 * The software of systems, as each inventory said it last.
 *
 * An import is spooled to a temporary table first, so that nothing waits
 * for a parser inside the write transaction; then it replaces what the
 * same source said before.
 */

/* Begin an import: an empty spool. */
void software_spool(struct store *st);

/*
 * Spool one: its system and `body`, the record without "gone".  `vendor`
 * and `product` are those of the CPE name it is matched by, as they stand
 * in a formatted string, or NULL.  Of two that are the same software of
 * the same system the first counts.
 */
void software_spool_add(struct store *st, const struct software *s,
    const char *vendor, const char *product, const char *body);

/* Take out what is of systems that are not registered; how much it was. */
long software_spool_known(struct store *st);

struct software_counts {
	long added, changed, gone, same;
};

/*
 * Make the spool what `source` says of its systems and of `also` (NULL:
 * of no other); inside a write transaction.  What is not in it any more
 * is marked gone, but only if the spool is `complete`.  Rows that stay
 * the same keep their change number.  Adds to `n`.
 */
void software_replace(struct store *st, const char *source, const char *also,
    int complete, struct software_counts *n);

/* Replace the record of one, found by its key; inside a transaction. */
void software_update(struct store *st, int64_t key, const char *vendor,
    const char *product, const char *body);

/* Which software; zero means all that is not gone. */
struct software_query {
	const char *system, *source;
	int64_t after_key; /* rows come by key */
	int64_t after_seq; /* changed since */
	int64_t to_seq;	   /* and not later than this; 0: no end */
	int with_gone;	   /* those that are gone too */
};

/* Call `fn` for each until it returns non-zero; returns that. */
int software_each(struct store *st, const struct software_query *q,
    int (*fn)(int64_t key, const char *body, int gone, void *arg), void *arg);

/* How many there are that are not gone; `nameless` as above. */
int64_t software_count(struct store *st, int nameless);

/*
 * Software without a product to look it up by: call `fn` with one of each
 * identity, and with the others of that identity only if it returns
 * non-zero.  Rows must not be changed meanwhile.
 */
void software_nameless(struct store *st,
    int (*fn)(int64_t key, const char *body, void *arg), void *arg);

#endif
