#ifndef VVS_STORE_PURGE_H
#define VVS_STORE_PURGE_H

#include <stdint.h>

#include "store/store.h"

/*
 * Erasing what the customer registered (vvs-purge(1)): records, software,
 * findings, requests, filters, mail, and the content of events.  Ids stay
 * in the ledger, which alone knows that they were used (store/registry.h).
 *
 * Whoever adds a table with content of the customer adds it to purge.c.
 */

/*
 * Begin a transaction, that only reads if `dry`, and choose what was
 * registered before `t`, or everything if `all`; what belongs to it, and
 * the content of the events about it.  What earlier erasures left in the
 * ledger goes when it is from before `t`.  The caller commits.
 */
void purge_begin(struct store *st, int64_t t, int all, int dry);

/* Where to say what goes: a class, and the names of its members. */
struct purge_report {
	void (*each)(const char *what, const char *name, void *arg);
	void (*sum)(const char *what, int64_t n, void *arg);
	void *arg;
};

/* Name everything that was chosen, and how many there are of each class. */
void purge_list(struct store *st, const struct purge_report *to);

/*
 * Erase it; only the sums are said.  Each registered record leaves an event
 * with `reason` (JSON).  Returns how many there were.
 */
int64_t purge_erase(struct store *st, const char *actor, const char *reason,
    const struct purge_report *to);

/* Something was erased: the file has to be written anew. */
void purge_note(struct store *st);

/* Is something erased that may still be found in the file? */
int purge_pending(struct store *st);

/*
 * Write the file anew and empty its log, so that nothing erased is left
 * in either.  0, or -1 if a reader prevents it.
 */
int purge_compact(struct store *st);

#endif
