#ifndef VVS_JOB_MANAGERS_H
#define VVS_JOB_MANAGERS_H

#include "job/audience.h"
#include "job/notice.h"

/*
 * Contact persons of the contract hear of each change of who is
 * enterprise-manager: granted, changed, taken away, removed.
 *
 * What there is to tell is read from the ledger, once: the cursor moves
 * with it, so this belongs into the write transaction that queues the
 * mails.
 */
struct managers {
	struct arena arena;
	struct notice_item *item; /* what is new, oldest first */
	size_t count, room;
	struct person *contact;
	size_t contacts;
};

void managers_load(struct managers *m, struct store *st);
void managers_free(struct managers *m);

#endif
