#include "job/request.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "job/change.h"
#include "rec/cve.h"
#include "store/finding.h"
#include "store/ledger.h"

#define DAY 86400
#define COLUMNS 10
#define CELL_MAX 4096 /* bytes */

/* What it asks for: the findings of these, or a single one. */
struct about {
	struct arena arena;
	const char *cve, *system, *product; /* NULL: of any */
	long findings;
};

static int
first_is(const struct finding *f, void *arg)
{
	struct about *a = arg;
	char cve[CVE_TEXT];

	cve_format(f->cve, cve);
	a->cve = arena_strndup(&a->arena, cve, strlen(cve));
	a->system = arena_strndup(&a->arena, f->system, strlen(f->system));
	return 1;
}

static void
read_about(struct about *a, struct store *st, const struct request *r)
{
	struct finding_query q = { .request = r->id };
	const struct json *body;
	const char *why;

	*a = (struct about){ .cve = NULL };
	body = json_parse(&a->arena, r->body, strlen(r->body), &why);
	a->cve = json_str(body, "cve");
	a->system = json_str(body, "system");
	a->product = json_str(body, "product");
	if (a->cve == NULL && a->system == NULL && a->product == NULL)
		finding_each(st, &q, first_is, a);
}

struct seeing {
	struct store *st;
	struct sight *sight;
};

static int
is_hidden(const struct finding *f, void *arg)
{
	return !sight_system(arg, f->system);
}

/* The event of a request says for what it was, when it is over too. */
static int
was_hidden(const struct ledger_event *e, void *arg)
{
	const struct seeing *s = arg;
	struct finding_query one = { 0 };

	if (strncmp(e->object, "system:", 7) == 0)
		return !sight_system(s->sight, e->object + 7);
	if (strncmp(e->object, "finding:", 8) != 0)
		return 0;
	one.id = e->object + 8;
	return finding_each(s->st, &one, is_hidden, s->sight);
}

int
request_in_sight(struct store *st, struct sight *sight, enum role role,
    const struct request *r)
{
	struct finding_query q = { .request = r->id };
	struct ledger_query asked = { .n = r->id };
	struct seeing s = { st, sight };
	enum grant grant = role_grant(role,
	    change_is(r) ? ACTION_SYSTEM_DETAILS : ACTION_MEASURE_REGISTER);
	struct arena a = ARENA_INIT;
	const struct json *systems;
	const char *why;
	int seen;

	if (grant != GRANT_SCOPE)
		return grant == GRANT_ALL;
	seen = !ledger_each(st, &asked, was_hidden, &s);
	systems =
	    json_get(json_parse(&a, r->body, strlen(r->body), &why), "systems");
	if (systems != NULL)
		for (const struct json *v = systems->child; v; v = v->next)
			seen = seen && sight_system(sight, json_text(v));
	arena_free(&a);
	return seen && !finding_each(st, &q, is_hidden, sight);
}

static int
is_overdue(const struct request *r)
{
	int64_t wait = conf_number("approve.max-wait", 7) * DAY;

	return r->status == REQUEST_WAITING && clock_now() - r->asked_at > wait;
}

/* As it is today: what is over is told so before a program writes it. */
static const char *
status_of(const struct request *r)
{
	int over = r->status == REQUEST_APPROVED && r->approved_until != 0 &&
		   r->approved_until < clock_jst_days(clock_now());

	return request_status_name[over ? REQUEST_EXPIRED : r->status];
}

static int
member(const struct finding *f, void *arg)
{
	jsonw_str(arg, f->id);
	return 0;
}

static void
write_findings(struct jsonw *w, struct store *st, const struct request *r)
{
	struct finding_query q = { .request = r->id };
	struct about a;

	read_about(&a, st, r);
	jsonw_member(w, "cve", a.cve);
	jsonw_member(w, "system", a.system);
	jsonw_member(w, "product", a.product);
	arena_free(&a.arena);
	jsonw_key(w, "findings");
	jsonw_open(w, '[');
	finding_each(st, &q, member, w);
	jsonw_close(w, ']');
}

void
request_write(struct jsonw *w, struct store *st, const struct request *r)
{
	char date[CLOCK_TEXT];

	jsonw_open(w, '{');
	jsonw_member(w, "type", "request");
	jsonw_key(w, "id");
	jsonw_int(w, r->id);
	jsonw_member(w, "kind", r->kind);
	jsonw_member(w, "status", status_of(r));
	jsonw_member(w, "requester", r->requester);
	jsonw_time(w, "asked_at", r->asked_at);
	jsonw_member(w, "reason", r->reason);
	if (r->until != 0)
		jsonw_member(w, "until", clock_format_date(r->until, date));
	jsonw_key(w, "overdue");
	jsonw_bool(w, is_overdue(r));
	jsonw_member(w, "decided_by", r->decided_by);
	jsonw_member(w, "decision", r->decision);
	if (r->approved_until != 0)
		jsonw_member(w, "approved_until",
		    clock_format_date(r->approved_until, date));
	if (change_is(r))
		change_write(w, r);
	else
		write_findings(w, st, r);
	jsonw_close(w, '}');
}

struct table *
request_table(FILE *out)
{
	static const char *const title[COLUMNS] = { "id", "asked", "overdue",
		"status", "requester", "what", "findings", "until", "reason",
		"decision" };

	return table_new(out, title, COLUMNS, table_width(out));
}

static int
count(const struct finding *f, void *arg)
{
	struct about *a = arg;

	(void)f;
	a->findings++;
	return 0;
}

static void
describe(struct buf *what, const struct about *a)
{
	const char *const part[] = { a->cve, a->system, a->product };

	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		if (part[i] != NULL)
			buf_addf(
			    what, "%s%s", what->len > 0 ? " " : "", part[i]);
}

void
request_row(struct table *t, struct store *st, const struct request *r)
{
	struct finding_query q = { .request = r->id };
	int64_t end = r->approved_until != 0 ? r->approved_until : r->until;
	char id[24], findings[24], asked[CLOCK_TEXT], until[CLOCK_TEXT];
	struct buf what;
	struct about a;

	read_about(&a, st, r);
	finding_each(st, &q, count, &a);
	snprintf(id, sizeof id, "%" PRId64, r->id);
	snprintf(findings, sizeof findings, "%ld", a.findings);
	buf_init(&what, CELL_MAX);
	if (change_is(r))
		change_describe(&what, r);
	else
		describe(&what, &a);
	table_row(
	    t, (const char *const[COLUMNS]){ id,
		   clock_format_jst_date(r->asked_at, asked),
		   is_overdue(r) ? "overdue" : NULL, status_of(r), r->requester,
		   what.data, change_is(r) ? NULL : findings,
		   end != 0 ? clock_format_date(end, until) : NULL, r->reason,
		   r->decision });
	buf_free(&what);
	arena_free(&a.arena);
}
