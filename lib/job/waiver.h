#ifndef VVS_JOB_WAIVER_H
#define VVS_JOB_WAIVER_H

#include "base/buf.h"
#include "job/actor.h"
#include "store/finding.h"
#include "store/request.h"
#include "store/store.h"

/*
 * Waivers: findings for which no action is needed, as long as somebody
 * approved it and the facts are as they were then.  All of these belong
 * into a write transaction.
 */

/*
 * Approve: findings that wait for this request are waived until its
 * approved_until.  Each changed one goes to `out` as a line.
 */
void waiver_grant(
    struct store *st, const struct request *r, const char *by, struct buf *out);

/*
 * End: every finding of the request is exactly as before it.  `what` is
 * the event: "denied", "withdrawn", "revoked" or "expired".  To `out` goes
 * what `reader`, if there is one, has in scope: maybe less than when it was
 * asked for.
 */
void waiver_end(struct store *st, const struct request *r, const char *what,
    const char *by, const struct actor *reader, struct buf *out);

/* End those whose date has passed; programs that write do this first. */
void waiver_expire(struct store *st);

/*
 * `f` was just judged and stored anew.  If it is waived and what was
 * approved is no longer so (a higher level, exploited, EPSS over the limit,
 * covered by other criteria), it is as before the request, and the ledger
 * says why; with the last finding of a request, that is revoked, too.
 * 1 if that happened; then `f` has its new state.
 */
int waiver_review(struct store *st, struct finding *f);

/*
 * finding_close(), and the request that nothing waits for or rests on any
 * more has expired.
 */
int waiver_close(struct store *st, const char *id, const char *state);

/* The same for all findings of a system that is no more: resolved. */
void waiver_close_system(struct store *st, const char *system);

#endif
