#ifndef VVS_JOB_CHANGE_H
#define VVS_JOB_CHANGE_H

#include "job/actor.h"
#include "store/request.h"

/*
 * Changes of system information that wait for approval.
 *
 * If approve_system_changes of the configuration says yes, what others
 * than an enterprise-manager change of a system becomes a request of kind
 * "change", which says of each key what it was and what it is to be; an
 * inventory waits as a whole (job/import_store.h).  Approved, exactly that
 * is changed; if one of these keys has become something else meanwhile, it
 * cannot be approved any more, only denied or withdrawn.
 *
 * All of this belongs into a write transaction.
 */
#define CHANGE_WHY 300 /* bytes for a reason */

int change_is(const struct request *r);

/* Must what this person changes wait? */
int change_waits(const struct actor *who);

/*
 * Ask that the system record `old` becomes `rec`; the request goes to
 * `out` as a line.  Nothing happens if the same request waits already.
 */
void change_ask(struct store *st, const struct actor *who,
    const struct json *old, const struct json *rec, struct buf *out);

/* Its keys of the record of a request: the system, and old and new. */
void change_write(struct jsonw *w, const struct request *r);

/* In one line for a mail: "web1: exposure internal → internet". */
void change_describe(struct buf *out, const struct request *r);

/* Can it be approved?  0, or -1 with the reason in `why`. */
int change_check(
    struct store *st, const struct request *r, char why[CHANGE_WHY]);

/*
 * Do it, on behalf of `by`, after change_check(); what was changed goes to
 * `out` as a line.
 */
void change_apply(
    struct store *st, const struct request *r, const char *by, struct buf *out);

/* It was decided: what was kept for it is not needed any more. */
void change_end(struct store *st, const struct request *r);

/* Withdraw one that waits, on behalf of who asked, and say why. */
void change_withdraw(
    struct store *st, const struct request *r, const char *by, const char *why);

#endif
