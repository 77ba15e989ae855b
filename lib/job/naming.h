#ifndef VVS_JOB_NAMING_H
#define VVS_JOB_NAMING_H

#include "match/resolve.h"
#include "store/store.h"

/*
 * Names to CPE with the aliases of a file and the products of the state
 * file: what match/resolve.h needs, joined.
 */
struct naming;

/*
 * A file that cannot be read ends the program with CMD_NOINPUT, a bad
 * line in it with CMD_CONF.  Both may be NULL: no products, no aliases.
 */
struct naming *naming_new(struct store *st, const char *aliases);
void naming_free(struct naming *n);

/*
 * Resolve `s` (match/resolve.h); all texts live in `a`.  A name or version
 * that is missing is taken from the product or the given CPE name.  Then
 * append its record to `body` and set what to look it up by, NULL if
 * unknown.
 */
struct naming_result {
	const char *vendor, *product;
	const char *why; /* the CPE name given was none, and is dropped */
};
void naming_resolve(struct naming *n, struct arena *a, struct software *s,
    struct buf *body, struct naming_result *r);

/*
 * Try again the names that nothing fitted when they were imported, once
 * sources have brought new products.  What is resolved now is stored with
 * a new change number, so that a matcher sees it; nothing is printed.
 * Costs one look-up when nothing is new.  Opens its own transaction.
 */
void naming_again(struct store *st);

#endif
