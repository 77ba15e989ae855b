#ifndef VVS_JOB_COMPOSE_H
#define VVS_JOB_COMPOSE_H

#include "job/audience.h"
#include "job/letter.h"
#include "job/news.h"
#include "job/sieve.h"
#include "store/store.h"

/*
 * From what waits for people to mails in the outbox: to each one mail, with
 * news, reminders and announcements, when it is time for it.  A mail and
 * the note that its contents are told belong into one write transaction.
 */

struct compose {
	/* the caller's */
	struct store *st;
	struct audience *audience;
	struct news *news;
	const char *from;    /* the sender, a checked address */
	int immediate;	     /* news one mail a CVE, to everybody */
	int eight_bit;	     /* the text may be: it is for a file */
	struct buf *preview; /* print notices of the mails here, or NULL */

	/* ours */
	struct letter letter;
	struct remind remind;
	struct notices notices;
	const struct sieve *sieve;  /* of the person in hand */
	struct notice_item *notice; /* likewise */
	int rc;
};

/* `sieve`: one for each person.  CMD_OK; CMD_DATA, said, if one failed. */
int compose_all(struct compose *c, const struct sieve *sieve);

#endif
