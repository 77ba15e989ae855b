#ifndef VVS_JOB_REMIND_H
#define VVS_JOB_REMIND_H

#include "base/clock.h"
#include "job/audience.h"
#include "store/store.h"

/*
 * Of what people are reminded, apart from news: plans that are due,
 * requests that wait for them, what became of their own, and approvals
 * that end soon.  Each reminder has a key, which is remembered in the
 * transaction that queues its mail (store/told.h), so it comes once;
 * overdue plans and waiting requests get another key every week.
 *
 * A plan concerns its assignee or, without one who may see the system,
 * all in whose scope the system is.  Security-readers are never reminded.
 */

#define REMIND_DAYS 7	/* a plan is nearly due, an approval ends */
#define REMIND_EARLY 30 /* days before an approval ends: the first warning */

enum remind_kind {
	REMIND_OVERDUE,
	REMIND_NEARLY,
	REMIND_WAITING,
	REMIND_APPROVED,
	REMIND_DENIED,
	REMIND_REVOKED,
	REMIND_EXPIRED,
	REMIND_ENDS
};

struct remind_item {
	enum remind_kind kind;
	size_t person; /* of the audience */
	const char *key;
	const char *what;
	const char *date; /* until when, or NULL */
	/* people, with their ids, and what was written, or NULL */
	const char *assignee, *requester, *approver, *reason;
};

struct remind {
	struct store *st;
	struct audience *audience;
	struct arena arena;	  /* all texts */
	int64_t now, today;	  /* a time, and the date in Japan */
	struct remind_item *item; /* by person, kind and date */
	size_t count, room;
};

/* Find all that nobody was told yet; inside the write transaction. */
void remind_load(struct remind *r, struct store *st, struct audience *a);
void remind_free(struct remind *r);

/* Those for a person, one after the other; how many. */
size_t remind_of(
    const struct remind *r, size_t person, const struct remind_item **first);

#endif
