#ifndef VVS_TREE_H
#define VVS_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "match/criteria.h"

/*
 * The applicability of one advisory: configurations of nodes of matches,
 * as the NVD states it.  match/judge.h judges it.
 */

#define TREE_MAX 200000 /* matches, nodes or configurations of one tree */

struct tree_match {
	struct criteria criteria;
	uint32_t hash; /* software_hash() of its name */
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

#endif
