/* applicability: random small trees against a naive evaluator */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "match/judge.h"

/*
 * The naive world: values are small numbers, nothing is indexed, and the
 * rules are written down as they are told.  0 is ANY, 1 is NA; a version
 * 9 is a word that no number can be compared with.
 */
enum { ANY, NA, WORD = 9 };

struct name {
	int part, product, version, update;
};

struct nmatch {
	struct name name;
	int from, to; /* 0: none; both including */
	int vulnerable;
};

struct nnode {
	int all, negate, count;
	struct nmatch match[3];
};

struct nconfig {
	int all, negate, count;
	struct nnode node[3];
};

struct ntree {
	int count;
	struct nconfig config[2];
};

static int
pick(int n)
{
	return (int)(random() % n);
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

static int
most(int a, int b)
{
	return a > b ? a : b;
}

/* 0 false, 1 unknown, 2 true */
static int
naive_fits(const struct nmatch *m, const struct name *x)
{
	int low, high;

	if (m->name.part != x->part || m->name.product != x->product)
		return 0;
	if (m->name.update != ANY && x->update != ANY &&
	    m->name.update != x->update)
		return 0;
	if (m->name.version == NA)
		return x->version == NA || x->version == ANY ? 2 : 0;
	if (m->name.version != ANY) {
		if (x->version == ANY)
			return 1;
		return m->name.version == x->version ? 2 : 0;
	}
	if (m->from == 0 && m->to == 0)
		return 2;
	if (x->version == NA)
		return 0;
	if (x->version == ANY)
		return 1;
	low = m->from == 0	      ? 2
	      : x->version == WORD    ? 1
	      : x->version >= m->from ? 2
				      : 0;
	high = m->to == 0	     ? 2
	       : x->version == WORD  ? 1
	       : x->version <= m->to ? 2
				     : 0;
	return least(low, high);
}

static int
naive_match(const struct nmatch *m, const struct name *x, int count)
{
	int truth = 0, part_seen = 0;

	for (int i = 0; i < count; i++) {
		truth = most(truth, naive_fits(m, &x[i]));
		part_seen |= x[i].part == m->name.part;
	}
	return !part_seen && m->name.part != 'a' ? 1 : truth;
}

static int
naive_node(const struct nnode *n, const struct name *x, int count)
{
	int truth = n->all && n->count > 0 ? 2 : 0;

	for (int i = 0; i < n->count; i++) {
		int t = naive_match(&n->match[i], x, count);

		truth = n->all ? least(truth, t) : most(truth, t);
	}
	return n->negate ? 2 - truth : truth;
}

static int
naive_config(const struct nconfig *c, const struct name *x, int count)
{
	int truth = c->all && c->count > 0 ? 2 : 0;

	for (int i = 0; i < c->count; i++) {
		int t = naive_node(&c->node[i], x, count);

		truth = c->all ? least(truth, t) : most(truth, t);
	}
	return c->negate ? 2 - truth : truth;
}

/* What the whole tree says of software number `which`. */
static int
naive_tree(const struct ntree *t, const struct name *x, int count, int which)
{
	int best = 0;

	for (int c = 0; c < t->count; c++)
		for (int n = 0; n < t->config[c].count; n++)
			for (int m = 0; m < t->config[c].node[n].count; m++) {
				const struct nconfig *config = &t->config[c];
				const struct nnode *node = &config->node[n];

				if (config->negate || node->negate ||
				    !node->match[m].vulnerable)
					continue;
				best = most(best,
				    least(
					naive_fits(&node->match[m], &x[which]),
					config->all
					    ? naive_config(config, x, count)
					    : naive_node(node, x, count)));
			}
	return best;
}

static struct name
random_name(void)
{
	static const int versions[] = { ANY, NA, 2, 3, 4, 5, WORD };

	return (struct name){ "aaoh"[pick(4)], pick(4) == 0, versions[pick(7)],
		pick(4) > 0 ? ANY : pick(3) };
}

static struct ntree
random_tree(void)
{
	struct ntree t = { .count = 1 + pick(2) };

	for (int c = 0; c < t.count; c++) {
		struct nconfig *config = &t.config[c];

		*config = (struct nconfig){ pick(2), pick(6) == 0, pick(4),
			{ { 0 } } };
		for (int n = 0; n < config->count; n++) {
			struct nnode *node = &config->node[n];

			*node = (struct nnode){ pick(3) == 0, pick(4) == 0,
				pick(4), { { { 0 }, 0, 0, 0 } } };
			for (int m = 0; m < node->count; m++) {
				struct nmatch *match = &node->match[m];

				match->name = random_name();
				if (match->name.version == WORD)
					match->name.version = ANY;
				match->from = pick(2) * (2 + pick(4));
				match->to = pick(2) * (2 + pick(4));
				match->vulnerable = pick(3) > 0;
			}
		}
	}
	return t;
}

/* The same in the forms of the library. */
static const char *const number[] = { "*", "-", "2", "3", "4", "5", "", "", "",
	"trunk" };

static struct cpe
real_name(const struct name *n, struct arena *a)
{
	char text[100];
	struct cpe c = { 0 };

	snprintf(text, sizeof(text), "cpe:2.3:%c:v:p%d:%s:%s", n->part,
	    n->product, number[n->version], number[n->update]);
	CHECK_ROW(cpe_parse(&c, a, text) == 0, text);
	return c;
}

static void
real_tree(const struct ntree *t, struct tree *to, struct arena *a)
{
	tree_clear(to);
	for (int c = 0; c < t->count; c++) {
		const struct nconfig *config = &t->config[c];

		tree_add_config(to, config->all, config->negate);
		for (int n = 0; n < config->count; n++) {
			const struct nnode *node = &config->node[n];

			tree_add_node(to, node->all, node->negate);
			for (int m = 0; m < node->count; m++) {
				const struct nmatch *from = &node->match[m];
				struct criteria criteria = {
					.vulnerable = from->vulnerable,
				};

				criteria.cpe = real_name(&from->name, a);
				if (from->from > 0)
					criteria.start_including =
					    number[from->from];
				if (from->to > 0)
					criteria.end_including =
					    number[from->to];
				tree_add_match(to, &criteria);
			}
		}
	}
}

int
main(void)
{
	struct tree tree;
	struct software_set set;
	struct tree_result result;
	struct arena arena = ARENA_INIT;
	long seen[3] = { 0 };

	tree_init(&tree);
	software_init(&set);
	tree_result_init(&result);
	srandom(20240501);
	for (int round = 0; round < 100000; round++) {
		struct ntree t = random_tree();
		struct name x[4];
		struct cpe cpe[4];
		int count = pick(5);

		arena_reset(&arena);
		software_clear(&set);
		real_tree(&t, &tree, &arena);
		for (int i = 0; i < count; i++) {
			x[i] = random_name();
			cpe[i] = real_name(&x[i], &arena);
			software_add(&set, &cpe[i]);
		}
		tree_judge(&tree, &set, &result);
		for (int i = 0; i < count; i++) {
			uint32_t of = result.hit_of[i];
			int got = of > 0 ? (int)result.hit[of - 1].truth : 0;
			int want = naive_tree(&t, x, count, i);

			seen[want]++;
			CHECK(got == want);
		}
	}
	printf("brute force: %ld nothing, %ld possible, %ld met\n", seen[0],
	    seen[1], seen[2]);
	CHECK(seen[1] > 5000 && seen[2] > 5000);
	tree_free(&tree);
	software_free(&set);
	tree_result_free(&result);
	arena_free(&arena);
	return done();
}
