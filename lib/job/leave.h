#ifndef VVS_JOB_LEAVE_H
#define VVS_JOB_LEAVE_H

#include "base/buf.h"
#include "store/store.h"

/*
 * Somebody leaves: what becomes of the work of an account that is removed.
 *
 *	its requests that wait	are withdrawn, each finding is as before
 *	what is assigned to it,	goes to the successor, who must have all of
 *	and not finished	these systems in scope, or to nobody
 *	its filter		is removed
 *	mail that is queued	is dropped, its text erased
 *
 * What it decided, approved and finished stays as it is.  Each of these is
 * an event of the ledger.  Inside a write transaction.
 */
#define LEAVE_WHY 300 /* bytes for a reason */

struct leave {
	struct store *st;
	const char *account;   /* who leaves */
	const char *successor; /* NULL: nobody */
	const char *by;	       /* who acts */
	struct buf *out;       /* findings that changed, as lines */
};

/*
 * Before the account is removed: 0, or -1 with the reason in `why` and
 * nothing changed, if the successor cannot take all of it over.
 */
int leave_check(const struct leave *l, char why[LEAVE_WHY]);

/*
 * Hand all of it over, or say each open plan that nobody has any more;
 * how many of these there are.  After the account was removed.
 */
long leave_apply(const struct leave *l);

#endif
