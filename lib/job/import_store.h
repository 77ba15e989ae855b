#ifndef VVS_JOB_IMPORT_STORE_H
#define VVS_JOB_IMPORT_STORE_H

#include "job/actor.h"
#include "store/request.h"
#include "store/software.h"

/*
 * What becomes of an inventory that was spooled (store/software.h): it
 * replaces what its source said before, which is one event of the ledger,
 * or it waits for approval as a whole (job/change.h).
 *
 * The request of one that waits says what software would be gone (old) and
 * what would be there (new), the first of each, and how many; the
 * inventory itself is kept until it is decided.  One that would change
 * nothing does not wait.  A newer one of the same source by the same
 * person takes the place of one that waits: that is withdrawn.
 *
 * All of this belongs into a write transaction.
 */
struct import_spooled {
	struct store *st;
	const struct actor *who;
	const char *source; /* which inventory */
	const char *system; /* that it is about whatever it says, or NULL */
	int complete;	    /* nothing was rejected */
	const char *files;  /* what was read: a JSON array */
};

/*
 * Store it and count, or ask; then 1 and the request is in `out` as a
 * line, unless the very same waits already.
 */
int import_store(
    const struct import_spooled *s, struct software_counts *n, struct buf *out);

/* Of a request for a change: is it an inventory? */
int import_waits(const struct json *body);

/* Can it be approved?  0, or -1 with the reason in `why`. */
int import_check(struct store *st, const struct request *r,
    const struct json *body, char why[], size_t size);

/* Approve it after import_check(); changed software goes to `out`. */
void import_apply(struct store *st, const struct request *r,
    const struct json *body, const char *by, struct buf *out);

#endif
