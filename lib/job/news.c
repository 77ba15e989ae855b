#include "job/news.h"

#include <stdlib.h>
#include <string.h>

#include "job/material.h"
#include "rec/cve.h"
#include "store/finding.h"
#include "store/told.h"
#include "store/vulnerability.h"
#include "text/mime.h"

void
news_init(struct news *n, struct store *st, struct audience *a, int backlog)
{
	*n = (struct news){ .st = st, .audience = a, .backlog = backlog };
}

void
news_free(struct news *n)
{
	arena_free(&n->arena);
	arena_free(&n->scratch);
	free(n->item);
}

static int
is_gone(const char *state)
{
	return strcmp(state, "resolved") == 0 ||
	       strcmp(state, "retracted") == 0;
}

/* Decided by people, who need not be told what they did. */
static int
is_decided(const char *state)
{
	return !finding_is_open(state) && !is_gone(state);
}

/* As they are now; `criteria` becomes part of them. */
static struct told_facts
facts_of(const struct finding *f, char criteria[MATERIAL_HEX])
{
	material_criteria(f, criteria);
	return (struct told_facts){ .level = f->level,
		.kev = f->kev,
		.open = !is_gone(f->state),
		.epss = material_epss(f),
		.criteria = criteria };
}

int
news_note(const struct finding *f, void *arg)
{
	struct news *n = arg;
	struct audience *a = n->audience;
	const struct machine *m = audience_machine(a, f->system);
	char cve[CVE_TEXT], criteria[MATERIAL_HEX];
	struct told_facts now;
	int tell;

	if (m == NULL || is_decided(f->state))
		return 0;
	cve_format(f->cve, cve);
	now = facts_of(f, criteria);
	tell = n->backlog ||
	       vulnerability_news_at(n->st, f->cve) >= m->registered_at;
	for (size_t i = 0; i < a->persons; i++) {
		const struct person *p = &a->person[i];

		if ((p->reader && !now.open) || !audience_holds(a, i, m))
			continue;
		now.criteria = p->reader ? NULL : criteria;
		told_note(
		    n->st, p->id, p->reader ? cve : f->id, f->cve, &now, tell);
	}
	return 0;
}

static char *
keep(struct news *n, const char *s)
{
	char *copy = s != NULL ? arena_strndup(&n->arena, s, strlen(s)) : NULL;

	if (copy != NULL)
		mime_clean(copy);
	return copy;
}

static struct told_facts
kept_facts(struct news *n, const struct told_facts *f)
{
	struct told_facts copy = *f;

	copy.level = keep(n, f->level);
	copy.criteria = keep(n, f->criteria);
	return copy;
}

static void
add_waiting(const struct told *t, void *arg)
{
	struct news *n = arg;

	n->item = xgrow(n->item, &n->room, n->items + 1, sizeof *n->item);
	n->item[n->items++] = (struct letter_item){
		.subject = keep(n, t->subject),
		.cve = t->cve,
		.known = t->known,
		.then = kept_facts(n, &t->then),
		.now = { .level = "unrated" },
		.score = -1,
		.epss = -1,
	};
}

/* "Apache Log4j" and "2.14.1", from the finding's software. */
static void
set_software(struct news *n, struct letter_item *i, const char *software)
{
	const char *why, *name;
	const struct json *v =
	    json_parse(&n->scratch, software, strlen(software), &why);

	name = json_str(v, "name");
	if (name == NULL)
		name = json_str(v, "product");
	if (name == NULL)
		name = json_str(v, "cpe");
	i->product = keep(n, name);
	i->version = keep(n, json_str(v, "version"));
}

struct filling {
	struct news *n;
	struct letter_item *item;
	const struct person *person;
	const struct sieve *sieve;
	int found;
};

/* How the finding is now; for a reader any open one of its CVE will do. */
static int
fill_item(const struct finding *f, void *arg)
{
	struct filling *fill = arg;
	struct letter_item *i = fill->item;
	struct news *n = fill->n;
	char criteria[MATERIAL_HEX];
	struct told_facts now;
	const char *why;
	const struct json *evidence;

	now = facts_of(f, criteria);
	if (fill->person->reader)
		now.criteria = NULL;
	i->now = kept_facts(n, &now);
	if (is_decided(f->state) || (fill->person->reader && !i->now.open) ||
	    (fill->sieve->exists && !sieve_passes(fill->sieve, f)))
		return 0;
	fill->found = 1;
	i->score = f->cvss_score;
	i->cvss_version = keep(n, f->cvss_version);
	i->epss = f->epss;
	i->kev_due = keep(n, f->kev_due);
	if (fill->person->reader)
		return 1;
	i->machine = audience_machine(n->audience, f->system);
	i->due = keep(n, f->due);
	i->confidence = f->confidence;
	evidence =
	    json_parse(&n->scratch, f->evidence, strlen(f->evidence), &why);
	why = json_str(evidence, "applicability");
	i->possible = why != NULL && strcmp(why, "possible") == 0;
	set_software(n, i, f->software);
	arena_reset(&n->scratch);
	return 1;
}

/* Is there, now, anything to say?  System or scope may have left meanwhile. */
static int
is_news(struct news *n, const struct letter_item *i, const struct filling *f)
{
	size_t person = (size_t)(f->person - n->audience->person);

	if (!f->found || (!f->person->reader &&
			     (i->machine == NULL || !audience_holds(n->audience,
							person, i->machine))))
		return 0;
	if (!i->known)
		return i->now.open;
	return told_is_news(&i->then, &i->now, 1);
}

void
news_collect(struct news *n, const struct person *p, const struct sieve *sieve)
{
	size_t kept = 0;

	arena_reset(&n->arena);
	n->items = 0;
	told_waiting(n->st, p->id, add_waiting, n);
	for (size_t i = 0; i < n->items; i++) {
		struct filling f = { n, &n->item[i], p, sieve, 0 };
		struct finding_query q = { 0 };

		if (p->reader)
			q.cve = n->item[i].cve;
		else
			q.id = n->item[i].subject;
		finding_each(n->st, &q, fill_item, &f);
		if (is_news(n, &n->item[i], &f))
			n->item[kept++] = n->item[i];
		else
			told_skip(
			    n->st, p->id, n->item[i].subject, n->item[i].known);
	}
	n->items = kept;
	letter_sort(n->item, n->items);
}

int
news_is_urgent(const struct news *n)
{
	for (size_t i = 0; i < n->items; i++)
		if (n->item[i].now.open &&
		    strcmp(n->item[i].now.level, "urgent") == 0)
			return 1;
	return 0;
}
