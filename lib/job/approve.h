#ifndef VVS_JOB_APPROVE_H
#define VVS_JOB_APPROVE_H

#include <stdio.h>

#include "store/store.h"

/*
 * The work of vvs-approve: requests (vvs-request(5)) and what is decided
 * about them.
 *
 * An approval lasts until a date: the one that was asked for unless
 * another is given, at most waiver.max-months (12) from today.  Nobody
 * decides about a request of their own but to withdraw it.  Denied,
 * withdrawn, revoked and expired ones leave each finding exactly as it
 * was before.  A change of system information (job/change.h) is made or
 * not: it has no end.
 */

/*
 * Decide as the records of `in` say (vvs-approval(5)): {"type":"approval",
 * "request":N,"decision":"approve","until":DATE,"reason":TEXT}.  Each is
 * done as a whole or rejected by its line.  The findings, or what else
 * was changed, as they are then go to `out`.  Returns the exit code.
 */
int approve_stream(struct store *st, FILE *in, const char *name, FILE *out);

/*
 * Print requests, oldest first: those that wait, or all.  What waits for
 * longer than approve.max-wait (7) days is overdue.
 */
int approve_list(struct store *st, int all, FILE *out);

#endif
