#include "match/judge.h"

#include <stdlib.h>

#include "base/mem.h"

void
tree_result_init(struct tree_result *r)
{
	*r = (struct tree_result){ 0 };
}

void
tree_result_free(struct tree_result *r)
{
	free(r->match);
	free(r->node);
	free(r->config);
	free(r->hit);
	free(r->hit_of);
	tree_result_init(r);
}

static bool
part_is_known(const struct software_set *s, const char *part)
{
	return !(*part == 'o' && !s->has_os) &&
	       !(*part == 'h' && !s->has_hardware);
}

static enum truth
judge_match(const struct tree_match *m, const struct software_set *s)
{
	const struct criteria *c = &m->criteria;
	enum truth max = TRUTH_FALSE;
	struct software_walk w;
	struct judgement j;
	long i;

	if (!part_is_known(s, c->cpe.attr[CPE_PART]))
		max = TRUTH_UNKNOWN;
	software_find(&w, s, &c->cpe, m->hash);
	while (max < TRUTH_TRUE && (i = software_next(&w)) >= 0) {
		j = criteria_judge(c, s->item[i].cpe);
		if (j.truth > max)
			max = j.truth;
	}
	return max;
}

/* The truth of a node or configuration from that of its members. */
static enum truth
judge_group(const struct tree_group *g, const enum truth *member)
{
	enum truth t = g->all && g->count > 0 ? TRUTH_TRUE : TRUTH_FALSE;

	for (size_t i = g->first; i < g->first + g->count; i++)
		if (g->all ? member[i] < t : member[i] > t)
			t = member[i];
	return g->negate ? (enum truth)(TRUTH_TRUE - t) : t;
}

/* Is `a` a better reason than `b`? */
static bool
is_better(const struct tree_hit *a, const struct tree_hit *b)
{
	if (a->truth != b->truth)
		return a->truth > b->truth;
	if (a->fit.weaker != b->fit.weaker)
		return b->fit.weaker;
	return a->fit.fit < b->fit.fit;
}

static void
add_hit(struct tree_result *r, const struct tree_hit *hit)
{
	uint32_t *of = &r->hit_of[hit->software];

	if (*of > 0) {
		if (is_better(hit, &r->hit[*of - 1]))
			r->hit[*of - 1] = *hit;
		return;
	}
	r->hit = xgrow(r->hit, &r->hit_size, r->hits + 1, sizeof(*r->hit));
	r->hit[r->hits++] = *hit;
	*of = (uint32_t)r->hits;
}

/* All software that match `m` fits, as certain as `limit` allows. */
static void
find_hits(const struct tree *t, const struct software_set *s, size_t m,
    enum truth limit, struct tree_result *r)
{
	const struct criteria *c = &t->match[m].criteria;
	struct tree_hit hit = { .match = (uint32_t)m };
	struct software_walk w;
	long i;

	if (limit == TRUTH_FALSE || r->match[m] == TRUTH_FALSE ||
	    !t->match[m].reported)
		return;
	software_find(&w, s, &c->cpe, t->match[m].hash);
	while ((i = software_next(&w)) >= 0) {
		hit.fit = criteria_judge(c, s->item[i].cpe);
		if (hit.fit.truth == TRUTH_FALSE)
			continue;
		hit.software = (uint32_t)i;
		hit.truth = hit.fit.truth < limit ? hit.fit.truth : limit;
		add_hit(r, &hit);
	}
}

static void
prepare(struct tree_result *r, const struct tree *t, size_t software)
{
	for (size_t i = 0; i < r->hits; i++)
		r->hit_of[r->hit[i].software] = 0;
	r->hits = 0;
	r->match =
	    xgrow(r->match, &r->match_size, t->matches, sizeof(*r->match));
	r->node = xgrow(r->node, &r->node_size, t->nodes, sizeof(*r->node));
	r->config =
	    xgrow(r->config, &r->config_size, t->configs, sizeof(*r->config));
	r->hit_of =
	    xgrow(r->hit_of, &r->hit_of_size, software, sizeof(*r->hit_of));
}

void
tree_judge(
    const struct tree *t, const struct software_set *s, struct tree_result *r)
{
	const struct tree_group *config, *node;
	enum truth limit;

	prepare(r, t, s->count);
	for (size_t m = 0; m < t->matches; m++)
		r->match[m] = judge_match(&t->match[m], s);
	for (size_t n = 0; n < t->nodes; n++)
		r->node[n] = judge_group(&t->node[n], r->match);
	for (size_t c = 0; c < t->configs; c++) {
		config = &t->config[c];
		r->config[c] = judge_group(config, r->node);
		for (size_t n = config->first;
		     n < config->first + config->count; n++) {
			node = &t->node[n];
			limit = config->all ? r->config[c] : r->node[n];
			for (size_t m = node->first;
			     m < node->first + node->count; m++)
				find_hits(t, s, m, limit, r);
		}
	}
}
