#include "report/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "rec/cve.h"

#define JAPAN (9 * 3600) /* seconds east of UTC */
#define DAY 86400
#define WEEK (7 * DAY)
#define ORG_DEPTH 64 /* deeper, or in a circle, the rest counts as top */
static int
place_of(const char *s, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
		if (s != NULL && strcmp(s, names[i]) == 0)
			return i;
	return count - 1;
}

enum level
level_of(const char *level)
{
	static const char *const names[] = { "urgent", "high", "medium", "low",
		"unrated" };

	return (enum level)place_of(level, names, LEVELS);
}

enum report_state
state_of(const char *state)
{
	static const char *const names[] = { "open", "investigating",
		"affected", "planned", "waiver_requested", "done", "resolved",
		"not_affected", "waived", "retracted" };

	return (enum report_state)place_of(state, names, STATES);
}

static enum report_exposure
exposure_of(const char *exposure)
{
	static const char *const names[] = { "internet", "internal", "isolated",
		"" };

	return (enum report_exposure)place_of(
	    exposure, names, EXPOSURE_UNKNOWN + 1);
}

int
report_is_possible(const struct finding *f)
{
	/* our own canonical JSON: no blanks, quotes in strings escaped */
	return f->evidence != NULL &&
	       strstr(f->evidence, "\"applicability\":\"possible\"") != NULL;
}

static const char *
copy(struct report_summary *s, const char *text)
{
	return text == NULL ? NULL
			    : arena_strndup(&s->arena, text, strlen(text));
}

void
summary_init(struct report_summary *s, int64_t now, int limit)
{
	struct report_list *lists[] = { &s->first, &s->overdue, &s->newest };

	memset(s, 0, sizeof *s);
	s->now = now;
	s->today = (now + JAPAN) / DAY;
	s->limit = limit;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		lists[i]->item =
		    xcalloc((size_t)limit + 1, sizeof(struct report_item));
}

void
summary_free(struct report_summary *s)
{
	free(s->first.item);
	free(s->overdue.item);
	free(s->newest.item);
	free(s->org);
	free(s->org_order);
	free(s->system);
	free(s->system_order);
	free(s->kev);
	arena_free(&s->arena);
}

void
summary_add_org(struct report_summary *s, const char *id, const char *name,
    const char *parent_id)
{
	s->org = xgrow(
	    s->org, &s->org_size, (size_t)s->org_count + 1, sizeof *s->org);
	s->org[s->org_count++] = (struct report_org){ .id = copy(s, id),
		.name = copy(s, name != NULL ? name : id),
		.parent_id = copy(s, parent_id),
		.parent = -1 };
}

void
summary_add_system(struct report_summary *s, const char *id, const char *name,
    const char *org_id, const char *exposure)
{
	s->system = xgrow(s->system, &s->system_size,
	    (size_t)s->system_count + 1, sizeof *s->system);
	s->system[s->system_count++] =
	    (struct report_system){ .id = copy(s, id),
		    .name = copy(s, name != NULL ? name : id),
		    .org_id = copy(s, org_id),
		    .org = -1,
		    .exposure = exposure_of(exposure) };
}

static int
by_org_id(const void *a, const void *b)
{
	const struct report_org *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
by_system_id(const void *a, const void *b)
{
	const struct report_system *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
find_org(const struct report_summary *s, const char *id)
{
	struct report_org key = { .id = id };
	const struct report_org *o = NULL;

	if (id != NULL && s->org_count > 0)
		o = bsearch(&key, s->org, (size_t)s->org_count, sizeof *s->org,
		    by_org_id);
	return o == NULL ? -1 : (int)(o - s->org);
}

static int
find_system(const struct report_summary *s, const char *id)
{
	struct report_system key = { .id = id };
	const struct report_system *y = NULL;

	if (s->system_count > 0)
		y = bsearch(&key, s->system, (size_t)s->system_count,
		    sizeof *s->system, by_system_id);
	return y == NULL ? -1 : (int)(y - s->system);
}

const struct report_system *
summary_system(const struct report_summary *s, const char *id)
{
	int i = find_system(s, id);

	return i < 0 ? NULL : &s->system[i];
}

/* Is `org` the organization `top`, or below it? */
static int
is_below(const struct report_summary *s, int org, int top)
{
	for (int i = 0; i < ORG_DEPTH && org >= 0; i++) {
		if (org == top)
			return 1;
		org = s->org[org].parent;
	}
	return 0;
}

/* How far from the top; a circle is cut where it is met. */
static int
depth_of(struct report_summary *s, int org)
{
	int depth = 0;

	for (int i = s->org[org].parent; i >= 0; i = s->org[i].parent)
		if (++depth > ORG_DEPTH || i == org) {
			s->org[org].parent = -1;
			return 0;
		}
	return depth;
}

static void
link_all(struct report_summary *s)
{
	if (s->org_count > 0)
		qsort(s->org, (size_t)s->org_count, sizeof *s->org, by_org_id);
	if (s->system_count > 0)
		qsort(s->system, (size_t)s->system_count, sizeof *s->system,
		    by_system_id);
	for (int i = 0; i < s->org_count; i++)
		s->org[i].parent = find_org(s, s->org[i].parent_id);
	for (int i = 0; i < s->org_count; i++)
		s->org[i].depth = depth_of(s, i);
	for (int i = 0; i < s->system_count; i++)
		s->system[i].org = find_org(s, s->system[i].org_id);
}

/* Keep the organizations marked with a depth, and their systems. */
static int
only_org(struct report_summary *s, const char *id)
{
	int top = find_org(s, id), n = 0, m = 0, base;

	if (top < 0)
		return -1;
	s->scope = s->org[top].name;
	base = s->org[top].depth;
	for (int i = 0; i < s->system_count; i++)
		if (is_below(s, s->system[i].org, top))
			s->system[m++] = s->system[i];
	s->system_count = m;
	for (int i = 0; i < s->org_count; i++)
		s->org[i].systems = is_below(s, i, top);
	for (int i = 0; i < s->org_count; i++)
		if (s->org[i].systems) {
			s->org[n] = s->org[i];
			s->org[n].systems = 0;
			s->org[n++].depth -= base;
		}
	s->org_count = n;
	link_all(s);
	return 0;
}

int
summary_scope(
    struct report_summary *s, const char *org_id, const char *system_id)
{
	int i;

	link_all(s);
	s->scoped |= org_id != NULL || system_id != NULL;
	if (org_id != NULL && only_org(s, org_id) < 0)
		return -1;
	if (system_id != NULL) {
		i = find_system(s, system_id);
		if (i < 0)
			return -1;
		s->system[0] = s->system[i];
		s->system_count = 1;
		s->scope = s->system[0].name;
		for (i = s->org_count - 1; i >= 0; i--)
			if (!is_below(s, s->system[0].org, i))
				memmove(&s->org[i], &s->org[i + 1],
				    sizeof *s->org *
					(size_t)(s->org_count-- - i - 1));
		link_all(s);
	}
	for (i = 0; i < s->system_count; i++)
		for (int o = s->system[i].org; o >= 0; o = s->org[o].parent)
			s->org[o].systems++;
	return 0;
}

static void
count(struct report_counts *c, const struct report_item *item, int late)
{
	c->total++;
	c->level[item->level]++;
	c->kev += item->kev;
	c->overdue += late;
}

static enum report_due
due_group(int64_t due, int64_t today)
{
	if (due == REPORT_NO_DATE)
		return DUE_NONE;
	if (due < today)
		return today - due > 90	  ? DUE_OVER_90
		       : today - due > 30 ? DUE_OVER_30
					  : DUE_OVER_1;
	return due - today <= 7	   ? DUE_IN_7
	       : due - today <= 30 ? DUE_IN_30
				   : DUE_LATER;
}

static void
count_matrix(struct report_summary *s, const struct report_item *item)
{
	int row = item->epss >= 50000	? 0
		  : item->epss >= 10000 ? 1
		  : item->epss >= 1000	? 2
		  : item->epss >= 100	? 3
					: 4;
	int col = item->score >= 90   ? 0
		  : item->score >= 70 ? 1
		  : item->score >= 40 ? 2
				      : 3;

	if (item->epss < 0 || item->score < 0)
		s->no_epss_or_score++;
	else
		s->matrix[row][col]++;
}

static void
count_year(struct report_summary *s, const struct report_item *item)
{
	int64_t year = item->cve / CVE_YEAR - REPORT_FIRST_YEAR;

	year = year < 0 ? 0 : year >= REPORT_YEARS ? REPORT_YEARS - 1 : year;
	s->year[year][item->level]++;
}

static int
kev_place(const struct report_summary *s, int64_t cve)
{
	int low = 0, high = s->kev_count;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (s->kev[mid].cve < cve)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Few CVEs are: the whole catalogue has about 1,500. */
static void
count_kev(struct report_summary *s, const struct report_item *item)
{
	int i = kev_place(s, item->cve);
	struct report_kev *k;

	if (i == s->kev_count || s->kev[i].cve != item->cve) {
		s->kev = xgrow(s->kev, &s->kev_size, (size_t)s->kev_count + 1,
		    sizeof *s->kev);
		memmove(&s->kev[i + 1], &s->kev[i],
		    sizeof *s->kev * (size_t)(s->kev_count - i));
		s->kev_count++;
		s->kev[i] = (struct report_kev){ .cve = item->cve,
			.level = item->level,
			.score = item->score,
			.epss = item->epss,
			.last_system = -2 };
	}
	k = &s->kev[i];
	k->findings++;
	if (k->last_system != item->system)
		k->systems++;
	k->last_system = item->system;
	if (item->level < k->level)
		k->level = item->level;
}

#define DIFFER(a, b)                               \
	do {                                       \
		if ((a) != (b))                    \
			return (a) < (b) ? -1 : 1; \
	} while (0)

static int
more_urgent(const struct report_item *a, const struct report_item *b)
{
	DIFFER(a->level, b->level);
	DIFFER(b->kev, a->kev);
	DIFFER(a->possible, b->possible);
	DIFFER(a->exposure, b->exposure);
	DIFFER(b->epss, a->epss);
	DIFFER(b->score, a->score);
	DIFFER(a->due, b->due);
	return strcmp(a->id, b->id);
}

static int
longer_overdue(const struct report_item *a, const struct report_item *b)
{
	DIFFER(a->due, b->due);
	return more_urgent(a, b);
}

static int
newer(const struct report_item *a, const struct report_item *b)
{
	DIFFER(b->first_at / DAY, a->first_at / DAY);
	DIFFER(b->cve, a->cve);
	return more_urgent(a, b);
}

/* Keep it if it is among the first `limit` in this order. */
static void
keep(struct report_list *list, int limit, const struct report_item *item,
    int (*order)(const struct report_item *a, const struct report_item *b))
{
	int low = 0, high = list->count;

	list->total++;
	if (high == limit &&
	    (limit == 0 || order(item, &list->item[limit - 1]) > 0))
		return;
	while (low < high) {
		int mid = low + (high - low) / 2;

		if (order(&list->item[mid], item) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	memmove(&list->item[low + 1], &list->item[low],
	    sizeof *item * (size_t)(list->count - low));
	list->item[low] = *item;
	if (list->count < limit)
		list->count++;
}

static void
fill_item(const struct report_summary *s, const struct finding *f,
    struct report_item *item)
{
	*item = (struct report_item){ .cve = f->cve,
		.system = find_system(s, f->system),
		.level = level_of(f->level),
		.state = state_of(f->state),
		.exposure = EXPOSURE_UNKNOWN,
		.kev = f->kev != 0,
		.score = f->cvss_score,
		.epss = f->epss,
		.due = REPORT_NO_DATE,
		.first_at = f->first_at };
	snprintf(item->id, sizeof item->id, "%s", f->id);
	snprintf(item->system_id, sizeof item->system_id, "%s", f->system);
	/* our own canonical JSON: no blanks, quotes in strings escaped */
	item->possible =
	    f->evidence != NULL &&
	    strstr(f->evidence, "\"applicability\":\"possible\"") != NULL;
	if (f->due != NULL && clock_parse_date(f->due, &item->due) < 0)
		item->due = REPORT_NO_DATE;
	if (item->system >= 0)
		item->exposure = s->system[item->system].exposure;
}

int
summary_finding(struct report_summary *s, const struct finding *f)
{
	struct report_item item;
	int late;

	fill_item(s, f, &item);
	if (item.system < 0 && s->scoped)
		return 0;
	s->state[item.state]++;
	s->week_found += f->first_at > s->now - WEEK;
	if (!finding_is_open(f->state)) {
		s->week_closed += f->changed_at > s->now - WEEK;
		return 1;
	}
	late = item.due < s->today;
	count(&s->sum, &item, late);
	if (item.system >= 0) {
		struct report_system *y = &s->system[item.system];

		s->systems_hit += y->sum.total == 0;
		count(&y->sum, &item, late);
		for (int o = y->org; o >= 0; o = s->org[o].parent)
			count(&s->org[o].sum, &item, late);
	}
	s->possible += item.possible;
	s->due[due_group(item.due, s->today)]++;
	count_matrix(s, &item);
	count_year(s, &item);
	if (item.kev)
		count_kev(s, &item);
	keep(&s->first, s->limit, &item, more_urgent);
	keep(&s->newest, s->limit, &item, newer);
	if (late)
		keep(&s->overdue, s->limit, &item, longer_overdue);
	return 1;
}

static int
compare_counts(const struct report_counts *a, const struct report_counts *b)
{
	for (int i = 0; i < LEVELS; i++)
		DIFFER(b->level[i], a->level[i]);
	return 0;
}

static int
worse_system(const void *a, const void *b, void *arg)
{
	const struct report_summary *s = arg;
	const struct report_system *x = &s->system[*(const int *)a];
	const struct report_system *y = &s->system[*(const int *)b];
	int d = compare_counts(&x->sum, &y->sum);

	return d != 0 ? d : strcmp(x->id, y->id);
}

static int
worse_kev(const void *a, const void *b)
{
	const struct report_kev *x = a, *y = b;

	DIFFER(x->level, y->level);
	DIFFER(y->systems, x->systems);
	DIFFER(y->epss, x->epss);
	DIFFER(y->cve, x->cve);
	return 0;
}

/* The organizations under `parent`, each followed by those below it. */
static int
order_tree(struct report_summary *s, int parent, int n, int depth)
{
	for (int i = 0; i < s->org_count && depth <= ORG_DEPTH; i++)
		if (s->org[i].parent == parent) {
			s->org[i].depth = depth;
			s->org_order[n++] = i;
			n = order_tree(s, i, n, depth + 1);
		}
	return n;
}

void
summary_end(struct report_summary *s)
{
	s->system_order =
	    xcalloc((size_t)s->system_count + 1, sizeof *s->system_order);
	for (int i = 0; i < s->system_count; i++)
		s->system_order[i] = i;
	qsort_r(s->system_order, (size_t)s->system_count,
	    sizeof *s->system_order, worse_system, s);
	s->org_order = xcalloc((size_t)s->org_count + 1, sizeof *s->org_order);
	s->org_count = order_tree(s, -1, 0, 0);
	if (s->kev_count > 0)
		qsort(s->kev, (size_t)s->kev_count, sizeof *s->kev, worse_kev);
}
