#ifndef VVS_JOB_WANT_H
#define VVS_JOB_WANT_H

#include <stdio.h>

#include "base/buf.h"
#include "io/filter.h"
#include "store/store.h"

/*
 * Accounts' filters: the work of vvs-filter, and what vvs-notify asks.
 *
 * A record goes through if both the simple wishes and the expression let
 * it.  An expression that fails on a record lets it through, and is named
 * once: nobody must miss news because of a slip.
 */

struct want;

/* Has the account one? */
int want_exists(struct store *st, const char *account);
/*
 * The filter of an account; never NULL.  Its jq child is started here,
 * which takes some 30 ms: not in a write transaction.
 */
struct want *want_open(struct store *st, const char *account);
/* The same for what was typed: `simple` JSON or NULL, `expression` or NULL.
 * NULL if it is no good, with the reason in `why`. */
struct want *want_try(
    const char *simple, const char *expression, char why[FILTER_WHY]);
/* 1 if the record, JSON of `n` bytes, goes through. */
int want_keeps(struct want *w, const char *record, size_t n);
/* It counts as failed from now on: everything goes through. */
void want_fail(struct want *w, const char *why);
/* Why its expression failed, or NULL: to be told its owner. */
const char *want_failure(const struct want *w);
void want_close(struct want *w);

/* One wish as an option says it: "min_cvss", "kev", or an entry of a list. */
struct wish {
	const char *key, *value;
};
/* Append `count` of them as one JSON object of simple wishes. */
void want_write(struct buf *b, const struct wish *wish, int count);

/* Set the filter of who acts; both NULL clears it.  enum cmd_exit. */
int want_set(struct store *st, const char *simple, const char *expression);
/* Print filters: one's own, or all for an enterprise-manager. */
int want_list(struct store *st, FILE *out);
/*
 * Print the findings in the scope of who acts that changed in the last
 * WANT_TEST_DAYS and go through `w` (NULL: their own filter).
 */
#define WANT_TEST_DAYS 30
int want_test(struct store *st, struct want *w, FILE *out);

#endif
