#ifndef VVS_STORE_FINDING_H
#define VVS_STORE_FINDING_H

#include "rec/finding.h"
#include "store/store.h"

/*
 * Findings and their history.  A finding is never deleted; each state,
 * level and evidence it had is kept with valid from and to.
 */

enum finding_change { FINDING_SAME, FINDING_NEW, FINDING_CHANGED };

/*
 * Store what a match found; inside a write transaction.  One that had ended
 * is open again, a decision of people stays.  Sets state, first_at,
 * changed_at and seq of `f` to what is stored.
 */
enum finding_change finding_put(struct store *st, struct finding *f);

/*
 * The same for a system that has no findings, some at a time:
 * finding_add_end() writes the rest, before anything else reads findings.
 * A zeroed batch is empty; arena_free() its texts at the end.
 */
#define FINDING_BATCH 32
struct finding_batch {
	struct finding finding[FINDING_BATCH];
	int64_t software[FINDING_BATCH]; /* where the text of each is */
	int count;
	struct arena texts;
};
int finding_any(struct store *st, const char *system);
void finding_add(struct store *st, struct finding_batch *b, struct finding *f);
void finding_add_end(struct store *st, struct finding_batch *b);

/* It no longer holds: 1 if that is new.  Programs call waiver_close(). */
int finding_close(struct store *st, const char *id, const char *state);
/* Store what people decided of `f`.  Sets changed_at and seq. */
void finding_update(struct store *st, struct finding *f);

/* Call `fn` for each thing it was, oldest first, and since when. */
void finding_history(struct store *st, const char *id,
    void (*fn)(int64_t since, const char *state, const char *level, void *arg),
    void *arg);

/* How many of the system are neither resolved nor retracted. */
int64_t finding_count_live(struct store *st, const char *system);
/* CVEs with findings whose vulnerability has a change number above `after`. */
void finding_rated_anew(struct store *st, int64_t after,
    void (*fn)(int64_t cve, void *arg), void *arg);

/* Which findings; zero means all. */
struct finding_query {
	const char *id;	      /* this one */
	const char *system;   /* of this system */
	int64_t cve;	      /* of this CVE */
	int64_t request;      /* waived, or to be, by this request */
	int64_t after_seq;    /* changed since */
	const char *assignee; /* assigned to this account */
	int64_t plan_until;   /* planned for this date or earlier */
	int open_only;	      /* see finding_is_open() */
};

/*
 * Call `fn` for each, by system and CVE (after_seq: by change number), with
 * the scores of now, until it returns non-zero; returns that.  `f` lives
 * until fn returns or asks the same way itself.
 */
int finding_each(struct store *st, const struct finding_query *q,
    int (*fn)(const struct finding *f, void *arg), void *arg);

#endif
