#ifndef VVS_JOB_MATCH_WORK_H
#define VVS_JOB_MATCH_WORK_H

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "job/match.h"
#include "match/tree.h"
#include "rec/finding.h"
#include "rec/software.h"
#include "store/match.h"

/*
 * What the files lib/job/match*.c share; nobody else includes this.
 *
 * One system at a time: its software becomes wares, the wares are judged,
 * hits become findings.
 */

/* One piece of software of the system at hand. */
struct ware {
	const char *json; /* as a finding shows it */
	const char *ecosystem;
	const char *resolved; /* the name, if the inventory gave none */
	enum software_how how;
	int has_name; /* `cpe` is set */
	struct cpe cpe;
	char identity[SOFTWARE_ID];
};

/* An advisory as the matcher wants it; see match_cache.c. */
struct match_cache;

/* Findings of this run, to know which stored ones hold no longer. */
struct id_set {
	uint64_t *slot;
	size_t count, size;
};

struct match {
	struct store *st;
	struct match_options o;
	FILE *out;
	struct buf lines; /* printed with the next commit */
	struct buf evidence, name;
	long found;
	int any_registered;   /* there are registered systems */
	int64_t commit_after; /* milliseconds of clock_ms() */

	const char *system; /* the one at hand */
	int registered;
	struct arena arena; /* dies with it */
	struct ware *ware;
	size_t wares, ware_size;
	struct software_set set; /* of wares with a name */
	uint32_t *ware_of;	 /* by place in the set */
	size_t ware_of_size;
	struct id_set seen;

	struct tree_result result;
	struct match_cache *cache;
	struct match_judging *judging;
};

/* match_ware.c: start a system; add a record of its software, or say why not. */
void match_start(struct match *m, const char *system);
const char *match_add(struct match *m, const struct json *record);
void match_add_line(struct match *m, const char *line);
/* After the last one, before judging. */
void match_index(struct match *m);

/* match_judge.c: judge all wares against all advisories. */
struct match_judging *match_judging_new(struct match *m);
void match_judging_free(struct match_judging *j);
void match_judge(struct match *m);
/* Judge them against one tree. */
void match_judge_tree(
    struct match *m, const struct match_advisory *a, const struct tree *t);

/* match_finding.c: a hit becomes a finding. */
struct match_hit {
	const struct ware *ware;
	const struct match_advisory *advisory;
	const struct criteria *criteria;
	enum truth applicability;
	struct judgement fit;
};
void match_emit(struct match *m, const struct match_hit *hit);
void match_print(struct match *m, const struct finding *f);
/* Start to collect the findings that hold. */
void match_forget(struct match *m);
/* Close stored findings that were not seen: of the system, or of the CVE. */
void match_close_system(struct match *m, int given_only);
void match_close_cve(struct match *m, int64_t cve);
/* Begin and commit around what is stored, and print what was committed. */
void match_begin(struct match *m);
void match_commit(struct match *m, int only_if_due);

/* match_cve.c: one CVE, or one advisory record, against all software. */
void match_cve(struct match *m, int64_t cve);
const char *match_record(struct match *m, const struct json *record);

/* match_cache.c */
struct match_cache *match_cache_new(struct store *st);
void match_cache_free(struct match_cache *c);
/* Both live until the next call of the same function; NULL: there is none. */
const struct match_advisory *match_cache_advisory(
    struct match_cache *c, int64_t key);
const struct tree *match_cache_tree(struct match_cache *c, int64_t key);
/* Rows of products with wildcards; lives as long as the cache. */
const struct match_row *match_cache_wild(struct match_cache *c, size_t *n);

#endif
