#include "job/remind.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/change.h"
#include "job/request.h"
#include "rec/cve.h"
#include "rec/finding.h"
#include "rec/role.h"
#include "store/finding.h"
#include "store/ledger.h"
#include "store/request.h"
#include "store/told.h"
#include "text/mime.h"

#define WEEK 7 /* days */
#define DAY 86400
#define KEY 120	  /* bytes */
#define WHAT 1000 /* bytes, then cut */

static const char *
keep(struct remind *r, const char *s)
{
	char *copy = s != NULL ? arena_strndup(&r->arena, s, strlen(s)) : NULL;

	if (copy != NULL)
		mime_clean(copy);
	return copy;
}

static const char *
keep_date(struct remind *r, int64_t day)
{
	char text[CLOCK_TEXT];

	return day != 0 ? keep(r, clock_format_date(day, text)) : NULL;
}

/* "佐藤 花子 (sato)"; whose account is gone has only the id. */
static const char *
keep_person(struct remind *r, const char *id)
{
	const struct audience *a = r->audience;
	const char *text = keep(r, id);

	for (size_t i = 0; id != NULL && i < a->persons; i++)
		if (strcmp(a->person[i].id, id) == 0) {
			char *full =
			    xasprintf("%s (%s)", a->person[i].name, id);

			text = keep(r, full);
			free(full);
			break;
		}
	return text;
}

static int
is_new(struct remind *r, size_t person, const char *key)
{
	const struct person *p = &r->audience->person[person];

	return !p->reader && !told_knows(r->st, p->id, key);
}

/* The texts of `i` are in our arena. */
static void
add(struct remind *r, size_t person, const struct remind_item *i)
{
	if (r->count == r->room) {
		r->room = r->room * 2 + 64;
		r->item = xreallocarray(r->item, r->room, sizeof *r->item);
	}
	r->item[r->count] = *i;
	r->item[r->count++].person = person;
}

/* "CVE-2026-1000 Web shop (web1): openssl" */
static void
describe_finding(struct remind *r, const struct finding *f, char what[WHAT])
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
	snprintf(what, WHAT, "%s %s (%s)%s%s", cve_format(f->cve, cve),
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
plan_key(const struct remind *r, const struct finding *f, char key[KEY])
{
	int64_t over = r->today - f->plan_due;

	if (over <= 0)
		snprintf(
		    key, KEY, "plan:%s:%" PRId64 ":nearly", f->id, f->plan_due);
	else
		snprintf(key, KEY, "plan:%s:%" PRId64 ":overdue:%" PRId64,
		    f->id, f->plan_due, (over - 1) / WEEK);
}

static int
add_plan(const struct finding *f, void *arg)
{
	struct remind *r = arg;
	const struct machine *m = audience_machine(r->audience, f->system);
	struct remind_item item = {
		.kind = r->today > f->plan_due ? REMIND_OVERDUE : REMIND_NEARLY
	};
	char key[KEY], what[WHAT];
	ptrdiff_t whose;

	if (m == NULL || f->plan_due == 0)
		return 0;
	plan_key(r, f, key);
	whose = assignee(r, f, m);
	for (size_t i = 0; i < r->audience->persons; i++) {
		if ((whose >= 0 ? (size_t)whose != i
				: !audience_holds(r->audience, i, m)) ||
		    !is_new(r, i, key))
			continue;
		if (item.key == NULL) {
			describe_finding(r, f, what);
			item.key = keep(r, key);
			item.what = keep(r, what);
			item.date = keep_date(r, f->plan_due);
			item.assignee = keep_person(r, f->assignee);
		}
		add(r, i, &item);
	}
	return 0;
}

struct subject {
	struct remind *r;
	int64_t id;
	char text[WHAT];
};

static int
name_finding(const struct finding *f, void *arg)
{
	struct subject *s = arg;

	describe_finding(s->r, f, s->text);
	return 1;
}

/* The number of a request is that of its event, which says for what it is. */
static int
read_event(const struct ledger_event *e, void *arg)
{
	struct subject *s = arg;

	if (e->n != s->id)
		return 0;
	snprintf(s->text, sizeof s->text, "%s", e->object);
	return 1;
}

/* "#12 web1: exposure internal → internet" */
static const char *
describe_change(struct remind *r, const struct request *q)
{
	const char *text;
	struct buf b;
	size_t n = WHAT;

	buf_init(&b, REQUEST_BYTES);
	buf_addf(&b, "#%" PRId64 " ", q->id);
	change_describe(&b, q);
	if (b.len > n) { /* whole characters */
		while ((b.data[n] & 0xc0) == 0x80)
			n--;
		b.data[n] = '\0';
	}
	text = keep(r, b.data);
	buf_free(&b);
	return text;
}

static const char *
describe_request(struct remind *r, const struct request *q)
{
	struct ledger_query at = { .actor = q->requester,
		.since = q->asked_at,
		.until = q->asked_at };
	struct subject s = { .r = r, .id = q->id };
	char id[FINDING_ID], text[WHAT + 30];

	if (change_is(q))
		return describe_change(r, q);
	if (ledger_each(r->st, &at, read_event, &s) &&
	    strncmp(s.text, "finding:", 8) == 0) {
		struct finding_query one = { .id = id };

		snprintf(id, sizeof id, "%.32s", s.text + 8);
		finding_each(r->st, &one, name_finding, &s);
	}
	snprintf(text, sizeof text, "#%" PRId64 " %s", q->id, s.text);
	return keep(r, text);
}

static int
may_decide(const struct person *p, const struct request *q)
{
	int role = role_find(json_str(p->account, "role"));

	return strcmp(p->id, q->requester) != 0 && role >= 0 &&
	       role_grant((enum role)role, strcmp(q->kind, "waiver") == 0
					       ? ACTION_MEASURE_APPROVE
					       : ACTION_SYSTEM_APPROVE) ==
		   GRANT_ALL;
}

static int
concerns(enum remind_kind kind, const struct person *p, const struct request *q)
{
	int own = strcmp(p->id, q->requester) == 0;

	switch (kind) {
	case REMIND_WAITING:
		return may_decide(p, q);
	case REMIND_ENDS:
		return own || may_decide(p, q);
	default:
		return own;
	}
}

static void
add_request(struct remind *r, enum remind_kind kind, const char *key,
    const struct request *q)
{
	int waits = kind == REMIND_WAITING || kind == REMIND_ENDS;
	struct remind_item item = { .kind = kind };

	for (size_t i = 0; i < r->audience->persons; i++) {
		if (!concerns(kind, &r->audience->person[i], q) ||
		    !is_new(r, i, key))
			continue;
		if (item.key == NULL) {
			item.key = keep(r, key);
			item.what = describe_request(r, q);
			item.date = keep_date(r, kind == REMIND_WAITING
						     ? q->until
						     : q->approved_until);
			item.requester =
			    waits ? keep_person(r, q->requester) : NULL;
			item.approver =
			    waits ? NULL : keep_person(r, q->decided_by);
			item.reason = keep(r, waits ? q->reason : q->decision);
		}
		add(r, i, &item);
	}
}

static int
is_waived(const struct finding *f, void *arg)
{
	(void)arg;
	return strcmp(f->state, "waived") == 0;
}

/* 30 and 7 days ahead, unless it was approved for less than that. */
static void
add_end(struct remind *r, const struct request *q)
{
	struct finding_query holds = { .request = q->id };
	int64_t left = q->approved_until - r->today;
	int64_t lasts = q->approved_until - clock_jst_days(q->decided_at);
	int64_t ahead = left <= REMIND_DAYS ? REMIND_DAYS : REMIND_EARLY;
	char key[KEY];

	if (left > ahead || lasts <= ahead ||
	    !finding_each(r->st, &holds, is_waived, NULL))
		return;
	snprintf(key, sizeof key,
	    "request:%" PRId64 ":ends:%" PRId64 ":%" PRId64, q->id,
	    q->approved_until, ahead);
	add_request(r, REMIND_ENDS, key, q);
}

static int
add_for_request(const struct request *q, void *arg)
{
	static const int result[REQUEST_STATUSES] = { [REQUEST_APPROVED] =
							  REMIND_APPROVED,
		[REQUEST_DENIED] = REMIND_DENIED,
		[REQUEST_REVOKED] = REMIND_REVOKED,
		[REQUEST_EXPIRED] = REMIND_EXPIRED };
	struct remind *r = arg;
	char key[KEY];

	if (q->status == REQUEST_WAITING) {
		snprintf(key, sizeof key,
		    "request:%" PRId64 ":waiting:%" PRId64, q->id,
		    (r->now - q->asked_at) / (WEEK * DAY));
		add_request(r, REMIND_WAITING, key, q);
		return 0;
	}
	if (q->status == REQUEST_APPROVED)
		add_end(r, q);
	/* what nobody revoked is told finding by finding */
	if (q->status == REQUEST_REVOKED && q->decided_by == NULL)
		return 0;
	if (result[q->status] != 0) {
		snprintf(key, sizeof key, "request:%" PRId64 ":%s", q->id,
		    request_status_name[q->status]);
		add_request(r, (enum remind_kind)result[q->status], key, q);
	}
	return 0;
}

/* What we revoked ourselves, since the facts have changed. */
struct review {
	struct remind *r;
	char key[KEY], what[WHAT];
	const char *finding, *why;
};

static int
name_review(const struct finding *f, void *arg)
{
	struct review *v = arg;

	describe_finding(v->r, f, v->what);
	return 1;
}

static int
add_review(const struct request *q, void *arg)
{
	struct review *v = arg;
	struct remind *r = v->r;
	struct finding_query one = { .id = v->finding };

	for (size_t i = 0; i < r->audience->persons; i++) {
		if (!concerns(REMIND_REVOKED, &r->audience->person[i], q) ||
		    !is_new(r, i, v->key))
			continue;
		finding_each(r->st, &one, name_review, v);
		add(r, i,
		    &(struct remind_item){ .kind = REMIND_REVOKED,
			.key = keep(r, v->key),
			.what = keep(r, v->what),
			.reason = keep(r, v->why) });
	}
	return 1;
}

static int
add_event(const struct ledger_event *e, void *arg)
{
	struct review v = { .r = arg };
	struct arena a = ARENA_INIT;
	const struct json *content;
	int64_t id = 0;

	if (e->content == NULL || strncmp(e->object, "finding:", 8) != 0)
		return 0;
	content = json_parse(&a, e->content, strlen(e->content), &v.why);
	v.why = json_str(content, "why");
	v.finding = e->object + 8;
	snprintf(v.key, sizeof v.key, "event:%" PRId64, e->n);
	if (v.why != NULL && json_int(json_get(content, "request"), &id))
		request_find(v.r->st, id, add_review, &v);
	arena_free(&a);
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
	struct ledger_query ours = { .kind = "revoked", .actor = "" };

	*r = (struct remind){ .st = st, .audience = a, .now = clock_now() };
	r->today = clock_jst_days(r->now);
	plans.plan_until = r->today + REMIND_DAYS;
	finding_each(st, &plans, add_plan, r);
	request_each(st, -1, add_for_request, r);
	ledger_each(st, &ours, add_event, r);
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
