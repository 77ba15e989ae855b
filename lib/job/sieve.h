#ifndef VVS_JOB_SIEVE_H
#define VVS_JOB_SIEVE_H

#include "io/filter.h"
#include "job/audience.h"
#include "rec/finding.h"
#include "store/store.h"

/*
 * A person's own filter (job/want.h), asked about all that waits for him
 * before his mail is written.  It may take its time, and others have to
 * write meanwhile: so what waits is listed in one transaction, judged in
 * one that only reads, and told by these verdicts in a third.
 *
 * What a filter that fails cannot judge passes.  One that has taken SIEVE_MS
 * has failed: nobody else waits longer for his mail.
 */

#define SIEVE_MS 20000
#define SIEVE_SLOW "the filter took too long for all"

struct sieve {
	int exists;	       /* 0: there is nothing to ask */
	struct sieve_row *row; /* by CVE and id; after judging what passed */
	size_t rows, room;
	char failure[FILTER_WHY]; /* empty: none */
};

/* List what waits for a person who has a filter. */
void sieve_load(struct sieve *s, struct store *st, const struct person *p);
/* Ask the filter, in a transaction that reads. */
void sieve_judge(struct sieve *s, struct store *st, const struct person *p);
void sieve_free(struct sieve *s);

/* Did this finding pass? */
int sieve_passes(const struct sieve *s, const struct finding *f);

#endif
