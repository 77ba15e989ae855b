#ifndef VVS_LEDGER_H
#define VVS_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "io/digest.h"
#include "store/store.h"

/*
 * The ledger: every registration, decision, approval, delivery and
 * erasure, in an append-only chain (vvs-event(5)).
 *
 * The chained row of an event holds its number, time, kind, the ids of
 * who acted and what it is about, and a commitment to its content:
 * SHA-256(salt, content).  Its link is SHA-256 over the link before it and
 * all of this, each part preceded by its length.  Content and its random
 * salt are kept apart and can be erased: the chain still verifies, if an
 * event of kind "erased" says so.  Nothing personal stands in the chain.
 */

#define LEDGER_CONTENT_MAX 1048576 /* bytes of one event's content */

struct ledger_event {
	int64_t n, at;
	const char *kind;    /* "registered", "decided" ... */
	const char *actor;   /* id of an account, or "" */
	const char *object;  /* "system:web1" */
	const char *content; /* JSON; NULL: erased */
	unsigned char link[DIGEST_LEN];
};

/*
 * From now on the content of every event has the key `by` with this JSON:
 * who was at the keyboard, where `actor` does not say it.
 */
#define LEDGER_BY_MAX 400 /* bytes */
void ledger_by(struct store *st, const char *json);

/* Append, inside a transaction; its number.  Says if the clock went back. */
int64_t ledger_add(struct store *st, const char *kind, const char *actor,
    const char *object, const char *content);

/*
 * Erase the content of events `from` to `to`, and append the event that
 * says so.  How many there were to erase; with 0 nothing is appended.
 */
int64_t ledger_erase(
    struct store *st, int64_t from, int64_t to, const char *actor);

/* Which events; NULL and 0 mean all. */
struct ledger_query {
	const char *kind, *actor, *object;
	const char *system;   /* about it, or about a finding of it */
	int64_t since, until; /* times; until is included */
	int64_t n, after;     /* this one alone; only those after it */
};

/* Call `fn` for each, oldest first, until it returns non-zero. */
int ledger_each(struct store *st, const struct ledger_query *q,
    int (*fn)(const struct ledger_event *e, void *arg), void *arg);

/* The last event: 0 if there is none.  What to keep elsewhere as anchor. */
int64_t ledger_head(struct store *st, unsigned char link[DIGEST_LEN]);

struct ledger_verdict {
	int64_t events; /* that were looked at */
	int64_t erased; /* of which the content is gone, as stated */
	int64_t broken; /* number of the first broken event; 0: none */
	const char *why;
};

/*
 * Compute the whole chain again.  `anchor` and its link, kept elsewhere,
 * prove that nothing up to there was changed or cut off; 0 for none.
 */
void ledger_verify(struct store *st, int64_t anchor,
    const unsigned char link[DIGEST_LEN], struct ledger_verdict *v);

#endif
