#include <stdlib.h>
#include <string.h>

#include "job/match_cache.h"
#include "job/match_finding.h"
#include "job/match_work.h"

/* A row of the index that fits a ware, its texts in the arena. */
struct row_hit {
	struct match_row row;
	struct judgement fit;
};

struct match_judging {
	struct match *m;
	const struct ware *ware;
	struct arena arena;   /* of the ware at hand */
	struct criteria ours; /* that name its vendor and product */
	struct buf detail;    /* cut in pieces by criteria_from_row() */
	struct row_hit *hit;
	size_t hits, hit_size;
	int64_t *tree; /* advisories that have to be judged as a whole */
	size_t trees, tree_size;
};

struct match_judging *
match_judging_new(struct match *m)
{
	struct match_judging *j = xcalloc(1, sizeof(*j));

	j->m = m;
	buf_init(&j->detail, JSON_ELEMENT);
	return j;
}

void
match_judging_free(struct match_judging *j)
{
	arena_free(&j->arena);
	buf_free(&j->detail);
	free(j->hit);
	free(j->tree);
	free(j);
}

static char *
keep(struct match_judging *j, const char *s)
{
	return s == NULL ? NULL : arena_strndup(&j->arena, s, strlen(s));
}

/* The criteria of a row, until the next one; -1 if it makes no sense. */
static int
row_criteria(
    struct match_judging *j, const struct match_row *row, struct criteria *c)
{
	char *detail = NULL;

	*c = j->ours;
	if (row->part != c->cpe.attr[CPE_PART])
		cpe_set(&c->cpe, CPE_PART, row->part);
	if (row->vendor != c->cpe.attr[CPE_VENDOR])
		cpe_set(&c->cpe, CPE_VENDOR, row->vendor);
	if (row->product != c->cpe.attr[CPE_PRODUCT])
		cpe_set(&c->cpe, CPE_PRODUCT, row->product);
	if (row->detail != NULL) {
		buf_clear(&j->detail);
		buf_adds(&j->detail, row->detail);
		detail = j->detail.data;
	}
	return criteria_from_row(c, row->version, detail);
}

/*
 * Most rows of a product say a version and nothing else, and it is ours.
 * Only for names that say their product plainly.
 */
static bool
is_plain_hit(const struct match_row *row, const struct cpe *name)
{
	return row->detail == NULL &&
	       !(name->any & (1u << CPE_PART | 1u << CPE_VENDOR)) &&
	       name->wild == 0 &&
	       (*row->version == '\0' ||
		   strcmp(row->version, name->attr[CPE_VERSION]) == 0);
}

static void
add_hit(struct match_judging *j, const struct row_hit *hit)
{
	j->hit = xgrow(j->hit, &j->hit_size, j->hits + 1, sizeof *j->hit);
	j->hit[j->hits++] = *hit;
}

/* Texts of the name at hand need no copy. */
static const char *
share(struct match_judging *j, enum cpe_attr i, const char *text)
{
	const char *own = j->ware->cpe.attr[i];

	return strcmp(text, own) == 0 ? own : keep(j, text);
}

/* `ours`: the row was looked up by the vendor and product of the ware. */
static void
judge_row(struct match_judging *j, const struct match_row *row, bool ours)
{
	const struct cpe *name = &j->ware->cpe;
	struct row_hit hit = { .row = *row };
	struct criteria c;

	if (ours && is_plain_hit(row, name)) {
		hit.fit = (struct judgement){ TRUTH_TRUE,
			*row->version == '\0' ? FIT_ALL : FIT_EXACT, false };
	} else {
		if (row_criteria(j, row, &c) < 0)
			return;
		hit.fit = criteria_judge(&c, name);
	}
	if (hit.fit.truth == TRUTH_FALSE)
		return;
	hit.row.part = share(j, CPE_PART, row->part);
	hit.row.vendor = share(j, CPE_VENDOR, row->vendor);
	hit.row.product = share(j, CPE_PRODUCT, row->product);
	hit.row.version =
	    *row->version == '\0' ? "" : share(j, CPE_VERSION, row->version);
	hit.row.detail = keep(j, row->detail);
	add_hit(j, &hit);
}

static void
see_row(const struct match_row *row, void *arg)
{
	judge_row(arg, row, true);
}

/* Rows of names with wildcards: few, all are tried. */
static void
see_wild_rows(struct match_judging *j)
{
	size_t n;
	const struct match_row *row = match_cache_wild(j->m->cache, &n);

	for (size_t i = 0; i < n; i++)
		judge_row(j, &row[i], false);
}

static int
is_better(const struct judgement *a, const struct judgement *b)
{
	if (a->truth != b->truth)
		return a->truth > b->truth;
	if (a->weaker != b->weaker)
		return b->weaker;
	return a->fit < b->fit;
}

/* Of reasons that are as good the first counts, as in a tree. */
static int
by_advisory(const void *a, const void *b)
{
	const struct row_hit *x = a, *y = b;

	if (x->row.advisory != y->row.advisory)
		return x->row.advisory < y->row.advisory ? -1 : 1;
	if (is_better(&x->fit, &y->fit))
		return -1;
	if (is_better(&y->fit, &x->fit))
		return 1;
	return (x->row.number > y->row.number) -
	       (x->row.number < y->row.number);
}

static void
add_tree(struct match_judging *j, int64_t key)
{
	j->tree = xgrow(j->tree, &j->tree_size, j->trees + 1, sizeof *j->tree);
	j->tree[j->trees++] = key;
}

/* The best row of each advisory decides, or the tree will. */
static void
take_hits(struct match_judging *j)
{
	const struct match_advisory *a;
	struct criteria c;

	if (j->hits > 0)
		qsort(j->hit, j->hits, sizeof(*j->hit), by_advisory);
	for (size_t i = 0; i < j->hits; i++) {
		const struct row_hit *h = &j->hit[i];

		if (i > 0 && h->row.advisory == h[-1].row.advisory)
			continue;
		a = match_cache_advisory(j->m->cache, h->row.advisory);
		if (a == NULL || a->rejected || a->cve == 0)
			continue;
		if (!a->simple) {
			add_tree(j, a->key);
			continue;
		}
		row_criteria(j, &h->row, &c);
		match_emit(j->m, &(struct match_hit){
				     j->ware, a, &c, h->fit.truth, h->fit });
	}
}

static void
judge_ware(struct match_judging *j, const struct ware *w)
{
	const struct cpe *c = &w->cpe;
	unsigned open = c->any | c->wild;

	j->ware = w;
	j->ours = (struct criteria){ .cpe = *c };
	j->hits = 0;
	arena_reset(&j->arena);
	match_rows(j->m->st, open & 1u << CPE_PART ? NULL : c->attr[CPE_PART],
	    open & 1u << CPE_VENDOR ? NULL : c->attr[CPE_VENDOR],
	    c->attr[CPE_PRODUCT],
	    open & 1u << CPE_VERSION ? NULL : c->attr[CPE_VERSION], see_row, j);
	see_wild_rows(j);
	take_hits(j);
}

static int
by_key(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

void
match_judge_tree(
    struct match *m, const struct match_advisory *a, const struct tree *t)
{
	tree_judge(t, &m->set, &m->result);
	for (size_t i = 0; i < m->result.hits; i++) {
		const struct tree_hit *h = &m->result.hit[i];

		match_emit(m, &(struct match_hit){
				  &m->ware[m->ware_of[h->software]],
				  a,
				  &t->match[h->match].criteria,
				  h->truth,
				  h->fit,
			      });
	}
}

void
match_judge(struct match *m)
{
	struct match_judging *j = m->judging;
	const struct match_advisory *a;
	const struct tree *t;

	j->trees = 0;
	match_index(m);
	for (size_t i = 0; i < m->wares; i++)
		if (m->ware[i].has_name)
			judge_ware(j, &m->ware[i]);
	if (j->trees > 0)
		qsort(j->tree, j->trees, sizeof(*j->tree), by_key);
	for (size_t i = 0; i < j->trees; i++) {
		if (i > 0 && j->tree[i] == j->tree[i - 1])
			continue;
		t = match_cache_tree(m->cache, j->tree[i]);
		a = match_cache_advisory(m->cache, j->tree[i]);
		if (t != NULL && a != NULL)
			match_judge_tree(m, a, t);
	}
}
