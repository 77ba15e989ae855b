#ifndef VVS_JUDGE_H
#define VVS_JUDGE_H

#include <stddef.h>
#include <stdint.h>

#include "match/software.h"
#include "match/tree.h"

/*
 * A tree judged over all software of one system, in three values.
 *
 * A match is true if some software fits; unknown if none does but a
 * version could not be compared, or if nothing at all is known of the
 * part (o or h) that it names; else false.  AND is the least of its
 * members, OR the greatest, an empty one is false, `negate` swaps true
 * and false.  Configurations are OR-ed.
 *
 * Found are vulnerable matches, outside all that is negated, that fit
 * some software: as certain as the less certain of the fit and of what it
 * depends on, the configuration if that is an AND, else the node.
 */

/* The best reason for one piece of software; `truth` is never FALSE. */
struct tree_hit {
	uint32_t software; /* index in the set */
	uint32_t match;	   /* index in the tree */
	enum truth truth;  /* TRUE: met, UNKNOWN: possible */
	struct judgement fit;
};

struct tree_result {
	enum truth *match, *node, *config; /* for explanations */
	struct tree_hit *hit;
	uint32_t *hit_of; /* by software, index of its hit +1 */
	size_t hits, hit_size, hit_of_size;
	size_t match_size, node_size, config_size;
};

void tree_result_init(struct tree_result *r);
void tree_result_free(struct tree_result *r);

/* Judges; the result is reused from call to call and keeps its memory. */
void tree_judge(
    const struct tree *t, const struct software_set *s, struct tree_result *r);

#endif
