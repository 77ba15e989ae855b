#ifndef VVS_JOB_MATCH_WORK_H
#define VVS_JOB_MATCH_WORK_H

#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "job/actor.h"
#include "job/match.h"
#include "job/match_ware.h"
#include "match/judge.h"
#include "store/finding.h"
#include "store/match.h"

/*
 * What the files lib/job/match*.c share.  One system at a time: its software
 * becomes wares, the wares are judged, hits become findings.
 */

/* Findings of this run, to know which stored ones hold no longer. */
struct id_set {
	uint64_t *slot;
	size_t count, size;
};

struct match {
	struct store *st;
	struct match_options o;
	struct actor who;
	FILE *out;
	struct buf lines; /* printed with the next commit */
	struct buf evidence, name;
	long found;
	long nameless; /* records of the stream that cannot be judged */
	int any_registered, explaining; /* hits are told in words */
	int64_t commit_after;		/* milliseconds of clock_ms() */

	const char *system; /* the one at hand */
	int registered;	    /* as far as who acts may know */
	int fresh;	    /* no finding of it is stored */
	int once;	    /* print no finding twice in the whole run */
	struct arena arena; /* dies with it */
	struct ware *ware;
	size_t wares, ware_size, ware_of_size;
	struct software_set set; /* of wares with a name */
	uint32_t *ware_of;	 /* by place in the set */
	struct id_set seen;
	struct finding_batch batch; /* of a fresh system, not yet stored */

	struct tree_result result;
	struct match_cache *cache;
	int resolving;	       /* names given without a CPE name */
	struct naming *naming; /* made when first needed */
	struct match_judging *judging;
};

/* match.c: may who acts know of the system? */
int match_sees(const struct match *m, const char *system);

/* match_judge.c: all wares against all advisories. */
struct match_judging *match_judging_new(struct match *m);
void match_judging_free(struct match_judging *j);
void match_judge(struct match *m);
/* Against one tree. */
void match_judge_tree(
    struct match *m, const struct match_advisory *a, const struct tree *t);

/* match_cve.c: one CVE, or one advisory record, against all software. */
void match_cve(struct match *m, int64_t cve);
const char *match_record(struct match *m, const struct json *record);

#endif
