#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "job/match_cache.h"
#include "job/match_finding.h"
#include "job/match_work.h"
#include "match/tree_json.h"
#include "rec/advisory.h"
#include "rec/cve.h"

/* Software that a tree names, of all systems. */
struct gathered {
	const char *system, *line;
	size_t order;
};

struct gathering {
	struct match *m;
	struct arena arena;
	struct gathered *row;
	size_t rows, size;
};

static void
gather(const char *system, const char *line, void *arg)
{
	struct gathering *g = arg;

	if (!match_sees(g->m, system))
		return;
	g->row = xgrow(g->row, &g->size, g->rows + 1, sizeof *g->row);
	g->row[g->rows] = (struct gathered){
		arena_strndup(&g->arena, system, strlen(system)),
		arena_strndup(&g->arena, line, strlen(line)),
		g->rows,
	};
	g->rows++;
}

static int
by_system(const void *a, const void *b)
{
	const struct gathered *x = a, *y = b;
	int d = strcmp(x->system, y->system);

	return d != 0 ? d : (x->order > y->order) - (x->order < y->order);
}

static int
by_product(const void *a, const void *b)
{
	const struct cpe *x = *(const struct cpe *const *)a;
	const struct cpe *y = *(const struct cpe *const *)b;
	int d = strcmp(x->attr[CPE_PRODUCT], y->attr[CPE_PRODUCT]);

	return d != 0 ? d : strcmp(x->attr[CPE_VENDOR], y->attr[CPE_VENDOR]);
}

/* All products that the tree names, each once. */
static void
gather_products(struct gathering *g, const struct tree *t)
{
	const struct cpe **name =
	    xreallocarray(NULL, t->matches + 1, sizeof(*name));

	for (size_t i = 0; i < t->matches; i++)
		name[i] = &t->match[i].criteria.cpe;
	qsort(name, t->matches, sizeof(*name), by_product);
	for (size_t i = 0; i < t->matches; i++)
		if (i == 0 || by_product(&name[i - 1], &name[i]) != 0)
			match_software_with(g->m->st, name[i]->attr[CPE_VENDOR],
			    name[i]->attr[CPE_PRODUCT], gather, g);
	free(name);
}

static bool
names_part(const struct tree *t, char part)
{
	for (size_t i = 0; i < t->matches; i++)
		if (t->match[i].criteria.cpe.attr[CPE_PART][0] == part)
			return true;
	return false;
}

/* Do the wares at hand lack a part that the system has? */
static void
complete_parts(struct match *m, const struct tree *t)
{
	if (!m->set.has_os && names_part(t, 'o'))
		m->set.has_os = match_has_part(m->st, m->system, 'o');
	if (!m->set.has_hardware && names_part(t, 'h'))
		m->set.has_hardware = match_has_part(m->st, m->system, 'h');
}

static void
judge_gathered(
    struct gathering *g, const struct match_advisory *a, const struct tree *t)
{
	struct match *m = g->m;
	bool simple = tree_is_simple(t);

	if (g->rows > 1)
		qsort(g->row, g->rows, sizeof(*g->row), by_system);
	for (size_t i = 0, next; i < g->rows; i = next) {
		match_start(m, g->row[i].system);
		for (next = i; next < g->rows &&
			       strcmp(g->row[next].system, m->system) == 0;
		     next++)
			match_add_line(m, g->row[next].line);
		match_index(m);
		if (!simple)
			complete_parts(m, t);
		match_judge_tree(m, a, t);
	}
}

static void
gather_system(const char *system, void *arg)
{
	gather(system, "", arg);
}

static void
add_stored(const char *system, const char *line, void *arg)
{
	(void)system;
	match_add_line(arg, line);
}

/* Criteria with wildcards in the product: look at everything. */
static void
judge_systems(
    struct gathering *g, const struct match_advisory *a, const struct tree *t)
{
	match_systems(g->m->st, 0, gather_system, g);
	for (size_t i = 0; i < g->rows; i++) {
		match_start(g->m, g->row[i].system);
		match_software(g->m->st, g->row[i].system, add_stored, g->m);
		match_index(g->m);
		match_judge_tree(g->m, a, t);
	}
}

static bool
is_open(const struct tree *t)
{
	for (size_t i = 0; i < t->matches; i++) {
		const struct cpe *c = &t->match[i].criteria.cpe;

		if ((c->any | c->wild) & (1u << CPE_VENDOR | 1u << CPE_PRODUCT))
			return true;
	}
	return false;
}

static void
judge_everywhere(
    struct match *m, const struct match_advisory *a, const struct tree *t)
{
	struct gathering g = { .m = m };

	if (is_open(t)) {
		judge_systems(&g, a, t);
	} else {
		gather_products(&g, t);
		judge_gathered(&g, a, t);
	}
	free(g.row);
	arena_free(&g.arena);
}

struct keys {
	int64_t key[16]; /* advisories of one CVE: one a source */
	size_t count;
};

static void
add_key(int64_t key, void *arg)
{
	struct keys *k = arg;

	if (k->count < sizeof k->key / sizeof *k->key)
		k->key[k->count++] = key;
}

void
match_cve(struct match *m, int64_t cve)
{
	struct keys k = { .count = 0 };
	const struct match_advisory *a;
	const struct tree *t;

	match_forget(m);
	match_keys(m->st, cve, add_key, &k);
	for (size_t i = 0; i < k.count; i++) {
		a = match_cache_advisory(m->cache, k.key[i]);
		t = a == NULL || a->rejected
			? NULL
			: match_cache_tree(m->cache, k.key[i]);
		if (t != NULL)
			judge_everywhere(m, a, t);
	}
	match_close_cve(m, cve);
}

/* Scores of a record whose CVE the state file does not know. */
static void
read_score(struct match_advisory *a, const struct json *cvss)
{
	const struct json *best = json_first(cvss);

	if (a->cvss_score >= 0 || best == NULL)
		return;
	a->cvss_score = json_tenths(json_get(best, "score"));
	snprintf(a->cvss_version, sizeof a->cvss_version, "%s",
	    json_str(best, "version") != NULL ? json_str(best, "version") : "");
	snprintf(a->cvss_vector, sizeof a->cvss_vector, "%s",
	    json_str(best, "vector") != NULL ? json_str(best, "vector") : "");
	snprintf(a->severity, sizeof a->severity, "%s",
	    json_str(best, "severity") != NULL ? json_str(best, "severity")
					       : "");
}

const char *
match_record(struct match *m, const struct json *record)
{
	const char *id = json_str(record, "vulnerability");
	const char *source = json_str(record, "source");
	const char *status = json_str(record, "status");
	struct match_advisory a;
	struct arena arena = ARENA_INIT;
	struct tree t;
	int64_t cve;

	if (id == NULL)
		id = json_str(record, "id");
	if (id == NULL || cve_parse(id, &cve) < 0)
		return N_("advisory without a CVE id");
	match_vulnerability(m->st, cve, &a);
	read_score(&a, json_get(record, "cvss"));
	snprintf(a.id, sizeof a.id, "%s", id);
	snprintf(
	    a.source, sizeof a.source, "%s", source != NULL ? source : "stdin");
	tree_init(&t);
	match_forget(m);
	if (status == NULL || strcmp(status, ADVISORY_REJECTED) != 0) {
		tree_read(
		    &t, &arena, json_get(record, ADVISORY_CONFIGURATIONS));
		judge_everywhere(m, &a, &t);
	}
	match_close_cve(m, cve);
	tree_free(&t);
	arena_free(&arena);
	return NULL;
}
