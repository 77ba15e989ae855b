#ifndef VVS_TREE_H
#define VVS_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "match/criteria.h"
#include "match/software.h"

/*
 * The applicability of one advisory: configurations of nodes of matches,
 * as the NVD states it, judged over all software of one system in three
 * values.
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

#define TREE_MAX 200000 /* matches, nodes or configurations of one tree */

struct tree_match {
	struct criteria criteria;
	bool reported; /* vulnerable and not under a negation */
};

/* A node's members are matches, a configuration's are nodes. */
struct tree_group {
	size_t first, count;
	bool all; /* AND, else OR */
	bool negate;
};

struct tree {
	struct tree_match *match;
	struct tree_group *node, *config;
	size_t matches, nodes, configs, match_size, node_size, config_size;
};

void tree_init(struct tree *t);
void tree_free(struct tree *t);
void tree_clear(struct tree *t);

/*
 * In reading order: a match joins the newest node, a node the newest
 * configuration.  The texts of a match are the caller's and outlive the
 * tree.  -1 when the tree is full.
 */
int tree_add_config(struct tree *t, bool all, bool negate);
int tree_add_node(struct tree *t, bool all, bool negate);
int tree_add_match(struct tree *t, const struct criteria *c);

/* Can each reported match be judged alone, without the rest of the tree? */
bool tree_is_simple(const struct tree *t);

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
