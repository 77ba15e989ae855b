/* Reminders about requests: of waivers, and of changes of systems. */

#include "job/remind_part.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "job/change.h"
#include "job/request.h"
#include "rec/role.h"
#include "store/finding.h"
#include "store/ledger.h"
#include "store/request.h"

#define WEEK_S (7 * 86400)

struct subject {
	struct remind *r;
	char text[REMIND_WHAT];
};

static int
name_finding(const struct finding *f, void *arg)
{
	struct subject *s = arg;

	remind_describe(s->r, f, s->text);
	return 1;
}

/* The number of a request is that of its event, which says for what it is. */
static int
read_event(const struct ledger_event *e, void *arg)
{
	struct subject *s = arg;

	snprintf(s->text, sizeof s->text, "%s", e->object);
	return 1;
}

/* "#12 web1: exposure internal → internet" */
static const char *
describe_change(struct remind *r, const struct request *q)
{
	const char *text;
	struct buf b;
	size_t n = REMIND_WHAT;

	buf_init(&b, REQUEST_BYTES);
	buf_addf(&b, "#%" PRId64 " ", q->id);
	change_describe(&b, q);
	if (b.len > n) { /* whole characters */
		while ((b.data[n] & 0xc0) == 0x80)
			n--;
		b.data[n] = '\0';
	}
	text = remind_keep(r, b.data);
	buf_free(&b);
	return text;
}

static const char *
describe_request(struct remind *r, const struct request *q)
{
	struct ledger_query at = { .n = q->id };
	struct subject s = { .r = r };
	char id[FINDING_ID], text[REMIND_WHAT + 30];

	if (change_is(q))
		return describe_change(r, q);
	if (ledger_each(r->st, &at, read_event, &s) &&
	    strncmp(s.text, "finding:", 8) == 0) {
		struct finding_query one = { .id = id };

		snprintf(id, sizeof id, "%.32s", s.text + 8);
		finding_each(r->st, &one, name_finding, &s);
	}
	snprintf(text, sizeof text, "#%" PRId64 " %s", q->id, s.text);
	return remind_keep(r, text);
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
concerns(struct remind *r, enum remind_kind kind, const struct person *p,
    const struct request *q)
{
	int role = role_find(json_str(p->account, "role"));
	int own = strcmp(p->id, q->requester) == 0 && role >= 0 &&
		  request_in_sight(r->st, p->sight, (enum role)role, q);

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
		if (!concerns(r, kind, &r->audience->person[i], q) ||
		    !remind_is_new(r, i, key))
			continue;
		if (item.key == NULL) {
			item.key = remind_keep(r, key);
			item.what = describe_request(r, q);
			item.date = remind_date(r, kind == REMIND_WAITING
						       ? q->until
						       : q->approved_until);
			item.requester =
			    waits ? remind_person(r, q->requester) : NULL;
			item.approver =
			    waits ? NULL : remind_person(r, q->decided_by);
			item.reason =
			    remind_keep(r, waits ? q->reason : q->decision);
		}
		remind_add(r, i, &item);
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
	char key[REMIND_KEY];

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
	char key[REMIND_KEY];

	if (q->status == REQUEST_WAITING) {
		snprintf(key, sizeof key,
		    "request:%" PRId64 ":waiting:%" PRId64, q->id,
		    (r->now - q->asked_at) / WEEK_S);
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
	char key[REMIND_KEY], what[REMIND_WHAT];
	const char *finding, *why;
	const struct machine *machine; /* that it is on, or NULL */
};

static int
name_review(const struct finding *f, void *arg)
{
	struct review *v = arg;

	v->machine = audience_machine(v->r->audience, f->system);
	remind_describe(v->r, f, v->what);
	return 1;
}

/* Who asked may have lost the scope since. */
static int
add_review(const struct request *q, void *arg)
{
	struct review *v = arg;
	struct remind *r = v->r;
	struct finding_query one = { .id = v->finding };

	finding_each(r->st, &one, name_review, v);
	for (size_t i = 0; i < r->audience->persons; i++) {
		if (!concerns(r, REMIND_REVOKED, &r->audience->person[i], q) ||
		    v->machine == NULL ||
		    !audience_holds(r->audience, i, v->machine) ||
		    !remind_is_new(r, i, v->key))
			continue;
		remind_add(r, i,
		    &(struct remind_item){ .kind = REMIND_REVOKED,
			.key = remind_keep(r, v->key),
			.what = remind_keep(r, v->what),
			.reason = remind_keep(r, v->why) });
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

void
remind_requests(struct remind *r)
{
	struct ledger_query ours = { .kind = "revoked", .actor = "" };

	request_each(r->st, -1, add_for_request, r);
	ledger_each(r->st, &ours, add_event, r);
}
