#include "job/remind_part.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rec/cve.h"
#include "store/finding.h"
#include "store/told.h"
#include "text/mime.h"

#define WEEK 7 /* days */

const char *
remind_keep(struct remind *r, const char *s)
{
	char *copy = s != NULL ? arena_strndup(&r->arena, s, strlen(s)) : NULL;

	if (copy != NULL)
		mime_clean(copy);
	return copy;
}

const char *
remind_date(struct remind *r, int64_t day)
{
	char text[CLOCK_TEXT];

	return day != 0 ? remind_keep(r, clock_format_date(day, text)) : NULL;
}

/* "佐藤 花子 (sato)"; whose account is gone has only the id. */
const char *
remind_person(struct remind *r, const char *id)
{
	const struct audience *a = r->audience;
	const char *text = remind_keep(r, id);

	for (size_t i = 0; id != NULL && i < a->persons; i++)
		if (strcmp(a->person[i].id, id) == 0) {
			char *full =
			    xasprintf("%s (%s)", a->person[i].name, id);

			text = remind_keep(r, full);
			free(full);
			break;
		}
	return text;
}

int
remind_is_new(struct remind *r, size_t person, const char *key)
{
	const struct person *p = &r->audience->person[person];

	return !p->reader && !told_knows(r->st, p->id, key);
}

/* The texts of `i` are in our arena. */
void
remind_add(struct remind *r, size_t person, const struct remind_item *i)
{
	if (r->count == r->room) {
		r->room = r->room * 2 + 64;
		r->item = xreallocarray(r->item, r->room, sizeof *r->item);
	}
	r->item[r->count] = *i;
	r->item[r->count++].person = person;
}

/* "CVE-2026-1000 Web shop (web1): openssl" */
void
remind_describe(
    struct remind *r, const struct finding *f, char what[REMIND_WHAT])
{
	const struct machine *m = audience_machine(r->audience, f->system);
	struct arena a = ARENA_INIT;
	const char *why, *name;
	const struct json *software =
	    json_parse(&a, f->software, strlen(f->software), &why);
	char cve[CVE_TEXT];

	name = json_str(software, "name");
	if (name == NULL)
		name = json_str(software, "product");
	snprintf(what, REMIND_WHAT, "%s %s (%s)%s%s", cve_format(f->cve, cve),
	    m != NULL ? m->name : "-", f->system, name != NULL ? ": " : "",
	    name != NULL ? name : "");
	arena_free(&a);
}

/* Who has the plan and may see it, or -1. */
static ptrdiff_t
assignee(struct remind *r, const struct finding *f, const struct machine *m)
{
	struct audience *a = r->audience;

	for (size_t i = 0; f->assignee != NULL && i < a->persons; i++)
		if (strcmp(a->person[i].id, f->assignee) == 0)
			return !a->person[i].reader && audience_holds(a, i, m)
				   ? (ptrdiff_t)i
				   : -1;
	return -1;
}

/* Once when it is nearly due, once when it is over, then every week. */
static void
plan_key(const struct remind *r, const struct finding *f, char key[REMIND_KEY])
{
	int64_t over = r->today - f->plan_due;

	if (over <= 0)
		snprintf(key, REMIND_KEY, "plan:%s:%" PRId64 ":nearly", f->id,
		    f->plan_due);
	else
		snprintf(key, REMIND_KEY,
		    "plan:%s:%" PRId64 ":overdue:%" PRId64, f->id, f->plan_due,
		    (over - 1) / WEEK);
}

static int
add_plan(const struct finding *f, void *arg)
{
	struct remind *r = arg;
	const struct machine *m = audience_machine(r->audience, f->system);
	struct remind_item item = {
		.kind = r->today > f->plan_due ? REMIND_OVERDUE : REMIND_NEARLY
	};
	char key[REMIND_KEY], what[REMIND_WHAT];
	ptrdiff_t whose;

	if (m == NULL || f->plan_due == 0)
		return 0;
	plan_key(r, f, key);
	whose = assignee(r, f, m);
	for (size_t i = 0; i < r->audience->persons; i++) {
		if ((whose >= 0 ? (size_t)whose != i
				: !audience_holds(r->audience, i, m)) ||
		    !remind_is_new(r, i, key))
			continue;
		if (item.key == NULL) {
			remind_describe(r, f, what);
			item.key = remind_keep(r, key);
			item.what = remind_keep(r, what);
			item.date = remind_date(r, f->plan_due);
			item.assignee = remind_person(r, f->assignee);
		}
		remind_add(r, i, &item);
	}
	return 0;
}

static int
compare(const void *va, const void *vb)
{
	const struct remind_item *a = va, *b = vb;
	int by;

	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	by = strcmp(
	    a->date != NULL ? a->date : "", b->date != NULL ? b->date : "");
	return by != 0 ? by : strcmp(a->key, b->key);
}

void
remind_load(struct remind *r, struct store *st, struct audience *a)
{
	struct finding_query plans = { .open_only = 1 };

	*r = (struct remind){ .st = st, .audience = a, .now = clock_now() };
	r->today = clock_jst_days(r->now);
	plans.plan_until = r->today + REMIND_DAYS;
	finding_each(st, &plans, add_plan, r);
	remind_requests(r);
	if (r->count > 0)
		qsort(r->item, r->count, sizeof *r->item, compare);
}

void
remind_free(struct remind *r)
{
	arena_free(&r->arena);
	free(r->item);
}

size_t
remind_of(
    const struct remind *r, size_t person, const struct remind_item **first)
{
	size_t from = 0, to;

	while (from < r->count && r->item[from].person < person)
		from++;
	for (to = from; to < r->count && r->item[to].person == person;)
		to++;
	*first = &r->item[from];
	return to - from;
}
