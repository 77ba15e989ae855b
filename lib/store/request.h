#ifndef VVS_REQUEST_H
#define VVS_REQUEST_H

#include <stdint.h>

#include "store/store.h"

/*
 * Requests: what waits for the enterprise-manager, and what became of it.
 * A request's number is that of its event in the ledger.
 */

enum request_status {
	REQUEST_WAITING,
	REQUEST_APPROVED,
	REQUEST_DENIED,
	REQUEST_WITHDRAWN,
	REQUEST_REVOKED,
	REQUEST_EXPIRED
};
#define REQUEST_STATUSES 6
extern const char *const request_status_name[REQUEST_STATUSES];

struct request {
	int64_t id;
	const char
	    *kind; /* "waiver": no action is needed; "change": job/change.h */
	enum request_status status;
	const char *requester; /* id of an account, "" for the owner */
	int64_t asked_at;
	const char *reason;
	int64_t until;	  /* date asked for, days since 1970; 0: none */
	const char *body; /* JSON object: what it is about */

	const char *decided_by, *decision; /* NULL while it waits */
	int64_t decided_at;
	int64_t approved_until; /* date */
	int64_t seq;
};

/* Add one that waits; inside a write transaction. */
void request_add(struct store *st, const struct request *r);

/* Store status, decided_by, decision, decided_at and approved_until. */
void request_decide(struct store *st, const struct request *r);

/*
 * Call `fn` for each of `status` (or all, if -1), oldest first, until it
 * returns non-zero; returns that.  What it gets lives until it returns.
 */
int request_each(struct store *st, int status,
    int (*fn)(const struct request *r, void *arg), void *arg);

/* The same for approved ones whose date is before the day `today`. */
int request_over(struct store *st, int64_t today,
    int (*fn)(const struct request *r, void *arg), void *arg);

/* The one with this number: calls `fn` at most once. */
int request_find(struct store *st, int64_t id,
    int (*fn)(const struct request *r, void *arg), void *arg);

#endif
