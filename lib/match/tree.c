#include "match/tree.h"

#include <stdlib.h>

#include "base/mem.h"
#include "match/software.h"

void
tree_init(struct tree *t)
{
	*t = (struct tree){ 0 };
}

void
tree_free(struct tree *t)
{
	free(t->match);
	free(t->node);
	free(t->config);
	tree_init(t);
}

void
tree_clear(struct tree *t)
{
	t->matches = t->nodes = t->configs = 0;
}

int
tree_add_config(struct tree *t, bool all, bool negate)
{
	if (t->configs == TREE_MAX)
		return -1;
	t->config = xgrow(
	    t->config, &t->config_size, t->configs + 1, sizeof(*t->config));
	t->config[t->configs++] =
	    (struct tree_group){ t->nodes, 0, all, negate };
	return 0;
}

int
tree_add_node(struct tree *t, bool all, bool negate)
{
	if (t->configs == 0 || t->nodes == TREE_MAX)
		return -1;
	t->node = xgrow(t->node, &t->node_size, t->nodes + 1, sizeof(*t->node));
	t->node[t->nodes++] = (struct tree_group){ t->matches, 0, all, negate };
	t->config[t->configs - 1].count++;
	return 0;
}

int
tree_add_match(struct tree *t, const struct criteria *c)
{
	const struct tree_group *config;
	struct tree_group *node;

	if (t->nodes == 0 || t->matches == TREE_MAX)
		return -1;
	config = &t->config[t->configs - 1];
	node = &t->node[t->nodes - 1];
	t->match =
	    xgrow(t->match, &t->match_size, t->matches + 1, sizeof(*t->match));
	t->match[t->matches++] =
	    (struct tree_match){ *c, software_hash(&c->cpe),
		    c->vulnerable && !node->negate && !config->negate };
	node->count++;
	return 0;
}

static bool
is_plain_or(const struct tree_group *g)
{
	return !g->negate && (!g->all || g->count == 1);
}

bool
tree_is_simple(const struct tree *t)
{
	for (size_t i = 0; i < t->configs; i++)
		if (!is_plain_or(&t->config[i]))
			return false;
	for (size_t i = 0; i < t->nodes; i++)
		if (!is_plain_or(&t->node[i]))
			return false;
	return true;
}
