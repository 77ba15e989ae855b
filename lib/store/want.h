#ifndef VVS_STORE_WANT_H
#define VVS_STORE_WANT_H

#include "store/store.h"

/* Each account's own filter: simple wishes, a jq expression, or both. */

struct stored_want {
	const char *account;
	const char *simple;	/* workflow/want.h, JSON; NULL: none */
	const char *expression; /* jq; NULL: none */
};

/* Set it; with neither it is removed.  Inside a write transaction. */
void want_put(struct store *st, const struct stored_want *w);

/*
 * Call `fn` for the filter of `account`, or of all (NULL), by account,
 * until it returns non-zero; returns that.
 */
int want_each(struct store *st, const char *account,
    int (*fn)(const struct stored_want *w, void *arg), void *arg);

#endif
