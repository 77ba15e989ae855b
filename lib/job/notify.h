#ifndef VVS_JOB_NOTIFY_H
#define VVS_JOB_NOTIFY_H

#include <stdio.h>

#include "store/store.h"

/*
 * Tell whom it concerns, once (vvs-notify(1)).
 *
 * First, in one transaction (a further one for each account with a filter):
 * findings are noted for each account whose scope holds their system
 * (store/told.h), and what waits is put into mails in the outbox.  Then the
 * outbox is delivered (job/deliver.h).  Killed anywhere and run again,
 * everybody has been told once; only a mail that was on its way is sent
 * once more.
 */

enum notify_from {
	NOTIFY_INPUT,	/* finding records on standard input */
	NOTIFY_PENDING, /* findings changed since the last run */
	NOTIFY_ALL	/* all findings; no account hears of one twice */
};

struct notify {
	enum notify_from from;
	int backlog;	   /* also what is older than the registration */
	int immediate;	   /* one mail a CVE */
	int dry_run;	   /* only print who would get what */
	const char *dir;   /* write mails there; NULL: send them */
	const char *again; /* only send the mail with this id once more */
};

/* Print what is still, or for ever, in the outbox. */
void notify_unsent(struct store *st, FILE *out);

/* Reads `in` to its end if it is the source; prints notices on `out`. */
int notify(struct store *st, const struct notify *n, FILE *in, FILE *out);

#endif
