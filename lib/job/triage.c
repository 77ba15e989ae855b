#include "job/triage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/state.h"
#include "job/actor.h"
#include "job/audit.h"
#include "job/lines.h"
#include "job/waiver.h"
#include "rec/cve.h"
#include "store/finding.h"
#include "store/ledger.h"
#include "store/registry.h"
#include "store/request.h"
#include "workflow/measure.h"

struct job {
	struct store *st;
	struct actor who;
	struct arena arena; /* of the record in hand */
	struct measure measure;
	struct lines input;
	struct buf output, content;
	char (*id)[FINDING_ID]; /* the findings that are meant */
	size_t count, size;
	const char *product; /* that the record names, or NULL */
	char why[MEASURE_WHY];
	int one;	 /* it names a single finding */
	int64_t request; /* number of the one that this record makes, or 0 */
};

static int PRINTF_LIKE(2, 3) refuse(struct job *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(j->why, sizeof j->why, fmt, ap);
	va_end(ap);
	return -1;
}

static int
of_product(struct job *j, const struct finding *f)
{
	struct arena a = ARENA_INIT;
	const char *why, *product;
	int same;

	if (j->product == NULL)
		return 1;
	product = json_str(
	    json_parse(&a, f->software, strlen(f->software), &why), "product");
	same = product != NULL && strcmp(product, j->product) == 0;
	arena_free(&a);
	return same;
}

static int
choose(const struct finding *f, void *arg)
{
	struct job *j = arg;
	struct buf possible;

	if (!of_product(j, f) ||
	    !actor_may(&j->who, j->st, ACTION_MEASURE_REGISTER, f->system))
		return 0;
	if (measure_next(&j->measure, f->state) == NULL) {
		if (!j->one)
			return 0;
		buf_init(&possible, 200);
		measure_possible(f->state, &possible);
		refuse(j, "not possible while it is %s; possible: %s", f->state,
		    possible.data);
		buf_free(&possible);
		return 1;
	}
	if (j->count == TRIAGE_FINDINGS_MAX)
		return refuse(
		    j, "more than %d findings at once", TRIAGE_FINDINGS_MAX);
	if (j->count == j->size) {
		j->size = j->size * 2 + 16;
		j->id = xreallocarray(j->id, j->size, sizeof *j->id);
	}
	memcpy(j->id[j->count++], f->id, FINDING_ID);
	return 0;
}

/* Which findings the record means, into j->id. */
static int
select_findings(struct job *j, const struct json *rec)
{
	struct finding_query q = { .id = json_str(rec, "finding"),
		.system = json_str(rec, "system") };
	const char *cve = json_str(rec, "cve");

	j->count = 0;
	j->one = q.id != NULL;
	j->product = json_str(rec, "product");
	if (cve != NULL && cve_parse(cve, &q.cve) < 0)
		return refuse(j, "'%s' is no CVE id", cve);
	if (q.id == NULL && q.system == NULL && cve == NULL &&
	    j->product == NULL)
		return refuse(j, "names no finding, cve, system or product");
	if (finding_each(j->st, &q, choose, j) != 0)
		return -1;
	if (j->count == 0)
		return refuse(j, "no such finding%s",
		    j->one ? "" : " for which this is possible");
	return 0;
}

/* What the decision changes of a finding. */
static int
decide_one(const struct finding *found, void *arg)
{
	struct job *j = arg;
	struct finding f = *found;
	const struct measure *m = &j->measure;
	struct jsonw w;

	if (m->kind == MEASURE_PLAN)
		f.plan_due = m->day;
	if (m->kind == MEASURE_PLAN && *j->who.id != '\0')
		f.assignee = j->who.id;
	if (m->who != NULL)
		f.assignee = m->who;
	if (m->kind == MEASURE_REQUEST) {
		f.state_before = found->state;
		f.request = j->request;
		f.waived_until = 0;
	}
	f.state = measure_next(m, found->state);
	finding_update(j->st, &f);
	jsonw_init(&w, &j->output);
	finding_write(&w, &f);
	buf_addc(&j->output, '\n');
	return 1;
}

/* An event with what is in j->content; its number. */
static int64_t
tell(struct job *j, const char *what, const char *kind, const char *id)
{
	char object[300];

	snprintf(object, sizeof object, "%s:%.250s", kind, id);
	return ledger_add(j->st, what, j->who.id, object, j->content.data);
}

static void
write_measure(struct job *j)
{
	struct jsonw w;

	buf_clear(&j->content);
	jsonw_init(&w, &j->content);
	measure_write(&w, &j->measure);
}

/* The number of a request is that of its event. */
static void
open_request(struct job *j, const struct json *rec)
{
	static const char *const by[] = { "finding", "cve", "system",
		"product" };
	struct request r = { .kind = "waiver",
		.requester = j->who.id,
		.asked_at = clock_now(),
		.reason = j->measure.text,
		.until = j->measure.day };
	int i = 0;

	while (json_str(rec, by[i]) == NULL)
		i++;
	r.id = tell(j, "requested", by[i], json_str(rec, by[i]));
	r.body = j->content.data;
	request_add(j->st, &r);
	j->request = r.id;
}

/* Each finding's own event: the decision, or which request it is in. */
static void
tell_finding(struct job *j, const char *id)
{
	if (j->request == 0) {
		tell(j, "decided", "finding", id);
		return;
	}
	if (j->one)
		return; /* it is the request's own */
	buf_clear(&j->content);
	buf_addf(&j->content, "{\"request\":%" PRId64 "}", j->request);
	tell(j, "requested", "finding", id);
}

static void
apply(struct job *j, const struct json *rec)
{
	struct finding_query q = { 0 };

	j->request = 0;
	write_measure(j);
	if (j->measure.kind == MEASURE_REQUEST)
		open_request(j, rec);
	for (size_t i = 0; i < j->count; i++) {
		q.id = j->id[i];
		finding_each(j->st, &q, decide_one, j);
		tell_finding(j, j->id[i]);
	}
}

/* Whoever is to do something must be there. */
static int
check_who(struct job *j)
{
	const char *who = j->measure.who;

	if (who == NULL ||
	    registry_find(j->st, REG_ACCOUNT, who, NULL, NULL) == REGISTRY_LIVE)
		return 0;
	return refuse(j, "no account '%s'", who);
}

/* 0, or -1 with the reason in j->why and nothing changed. */
static int
one_record(struct job *j, const struct json *rec)
{
	if (measure_read(&j->measure, rec, clock_jst_days(clock_now()),
		&j->arena, j->why) < 0 ||
	    check_who(j) < 0 || select_findings(j, rec) < 0)
		return -1;
	apply(j, rec);
	return 0;
}

static int
all_records(struct job *j, const char *name)
{
	const struct line_item *it;
	const struct json *rec;
	const char *type;
	int rc = CMD_OK;

	for (size_t i = 0; i < j->input.count; i++) {
		it = &j->input.item[i];
		arena_reset(&j->arena);
		rec = lines_record(&j->input, it, &j->arena);
		type = json_str(rec, "type");
		if (type != NULL && strcmp(type, "decision") != 0) {
			lines_pass(&j->input, it, &j->output);
		} else if (one_record(j, rec) < 0) {
			const char *id = json_str(rec, "finding");

			warn("%s:%ld: %s%s%s", name, it->line,
			    id != NULL ? id : "", id != NULL ? ": " : "",
			    j->why);
			rc = CMD_DATA;
		}
	}
	return rc;
}

static void
start(struct job *j, struct store *st, const char *as)
{
	*j = (struct job){ .st = st };
	buf_init(&j->output, 2 * (size_t)LINES_MAX);
	buf_init(&j->content, LEDGER_CONTENT_MAX);
	actor_load(&j->who, st, state_path(), as);
	actor_require(&j->who, ACTION_MEASURE_REGISTER);
}

static void
finish(struct job *j, FILE *out)
{
	fwrite(j->output.data, 1, j->output.len, out);
	actor_free(&j->who);
	arena_free(&j->arena);
	buf_free(&j->output);
	buf_free(&j->content);
	free(j->id);
}

int
triage_stream(
    struct store *st, FILE *in, const char *name, const char *as, FILE *out)
{
	struct job j;
	int rc;

	start(&j, st, as);
	rc = lines_read(&j.input, in, name);
	if (j.input.count > 0) {
		store_begin(st);
		waiver_expire(st);
		rc = cmd_worse(rc, all_records(&j, name));
		if (j.output.overflow)
			die(CMD_DATA, "%s: too many findings at once", name);
		store_commit(st);
	}
	lines_free(&j.input);
	finish(&j, out);
	return rc;
}

static int
show_finding(const struct finding *f, void *arg)
{
	struct job *j = arg;
	struct jsonw w;

	if (!actor_may(&j->who, j->st, ACTION_MEASURE_REGISTER, f->system))
		return 0;
	jsonw_init(&w, &j->output);
	finding_write(&w, f);
	buf_addc(&j->output, '\n');
	return 1;
}

static int
show_event(const struct ledger_event *e, void *arg)
{
	struct job *j = arg;

	audit_write(&j->output, e);
	return 0;
}

int
triage_show(struct store *st, const char *id, const char *as, FILE *out)
{
	struct finding_query f = { .id = id };
	struct ledger_query q = { 0 };
	char object[FINDING_ID + 20];
	struct job j;
	int found;

	start(&j, st, as);
	found = finding_each(st, &f, show_finding, &j);
	if (found) {
		snprintf(object, sizeof object, "finding:%.32s", id);
		q.object = object;
		ledger_each(st, &q, show_event, &j);
	} else {
		warn("no finding '%s'", id);
	}
	finish(&j, out);
	return found ? CMD_OK : CMD_DATA;
}
