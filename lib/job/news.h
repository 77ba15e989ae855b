#ifndef VVS_JOB_NEWS_H
#define VVS_JOB_NEWS_H

#include "job/letter.h"
#include "job/sieve.h"
#include "rec/finding.h"

/*
 * What is new about findings, to whom.  A finding is noted for everybody
 * in whose scope its system is (store/told.h); when a letter is written,
 * what waits is looked at again as it is then, if it has passed the
 * person's own filter (job/sieve.h).
 *
 * New is what was published or changed after the system was registered,
 * or anything with `backlog`; then each change of level, of KEV, and of
 * being open at all.  What people have decided is not told.
 */

struct news {
	struct store *st;
	struct audience *audience;
	int backlog;

	/* of the person in hand */
	struct letter_item *item;
	size_t items, room;

	struct arena arena;   /* texts of the items */
	struct arena scratch; /* of one item */
};

void news_init(
    struct news *n, struct store *st, struct audience *a, int backlog);
void news_free(struct news *n);

/* Note a finding for everybody it concerns: a finding_fn, `arg` is us. */
int news_note(const struct finding *f, void *arg);

/* Find the items for a person, sorted; all in a write transaction. */
void news_collect(
    struct news *n, const struct person *p, const struct sieve *sieve);

/* Is one of them urgent, and open? */
int news_is_urgent(const struct news *n);

#endif
