#include "job/triage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "job/audit.h"
#include "job/desk.h"
#include "rec/cve.h"
#include "store/finding.h"
#include "store/ledger.h"
#include "store/registry.h"
#include "store/request.h"
#include "workflow/measure.h"

struct job {
	struct desk desk; /* first: what desk_run() hands over is a job */
	struct measure measure;
	char (*id)[FINDING_ID]; /* the findings that are meant */
	size_t count, size;
	const char *product; /* that the record names, or NULL */
	int one;	     /* it names a single finding */
	int64_t request; /* number of the one that this record makes, or 0 */
};

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

	if (!of_product(j, f) || !actor_may(&j->desk.who, j->desk.st,
				     ACTION_MEASURE_REGISTER, f->system))
		return 0;
	if (measure_next(&j->measure, f->state) == NULL) {
		if (!j->one)
			return 0;
		buf_init(&possible, 200);
		measure_possible(f->state, &possible);
		desk_refuse(&j->desk,
		    "not possible while it is %s; possible: %s", f->state,
		    possible.data);
		buf_free(&possible);
		return 1;
	}
	if (j->count == TRIAGE_FINDINGS_MAX)
		return desk_refuse(&j->desk, "more than %d findings at once",
		    TRIAGE_FINDINGS_MAX);
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
		return desk_refuse(&j->desk, "'%s' is no CVE id", cve);
	if (q.id == NULL && q.system == NULL && cve == NULL &&
	    j->product == NULL)
		return desk_refuse(
		    &j->desk, "names no finding, cve, system or product");
	if (finding_each(j->desk.st, &q, choose, j) != 0)
		return -1;
	if (j->count == 0)
		return desk_refuse(&j->desk, "no such finding%s",
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
	if (m->kind == MEASURE_PLAN && *j->desk.who.id != '\0')
		f.assignee = j->desk.who.id;
	if (m->who != NULL)
		f.assignee = m->who;
	if (m->kind == MEASURE_REQUEST) {
		f.state_before = found->state;
		f.request = j->request;
		f.waived_until = 0;
	}
	f.state = measure_next(m, found->state);
	finding_update(j->desk.st, &f);
	jsonw_init(&w, &j->desk.output);
	finding_write(&w, &f);
	buf_addc(&j->desk.output, '\n');
	return 1;
}

static void
write_measure(struct job *j)
{
	struct jsonw w;

	buf_clear(&j->desk.content);
	jsonw_init(&w, &j->desk.content);
	measure_write(&w, &j->measure);
}

/*
 * What a request is about, for its event.  The name of a product is content
 * of the customer and may not stand in the chain: the number does.
 */
static int64_t
tell_request(struct job *j, const struct json *rec)
{
	static const char *const by[] = { "finding", "cve", "system" };
	unsigned char link[DIGEST_LEN];
	char number[24];

	for (int i = 0; i < 3; i++)
		if (json_str(rec, by[i]) != NULL)
			return desk_tell(
			    &j->desk, "requested", by[i], json_str(rec, by[i]));
	snprintf(number, sizeof number, "%" PRId64,
	    ledger_head(j->desk.st, link) + 1);
	return desk_tell(&j->desk, "requested", "request", number);
}

/* The number of a request is that of its event. */
static void
open_request(struct job *j, const struct json *rec)
{
	struct request r = { .kind = "waiver",
		.requester = j->desk.who.id,
		.asked_at = clock_now(),
		.reason = j->measure.text,
		.until = j->measure.day };

	r.id = tell_request(j, rec);
	r.body = j->desk.content.data;
	request_add(j->desk.st, &r);
	j->request = r.id;
}

/* Each finding's own event: the decision, or which request it is in. */
static void
tell_finding(struct job *j, const char *id)
{
	if (j->request == 0) {
		desk_tell(&j->desk, "decided", "finding", id);
		return;
	}
	if (j->one)
		return; /* it is the request's own */
	buf_clear(&j->desk.content);
	buf_addf(&j->desk.content, "{\"request\":%" PRId64 "}", j->request);
	desk_tell(&j->desk, "requested", "finding", id);
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
		finding_each(j->desk.st, &q, decide_one, j);
		tell_finding(j, j->id[i]);
	}
}

/* Whoever is to do something must be there. */
static int
check_who(struct job *j)
{
	const char *who = j->measure.who;

	if (who == NULL || registry_find(j->desk.st, REG_ACCOUNT, who, NULL,
			       NULL) == REGISTRY_LIVE)
		return 0;
	return desk_refuse(&j->desk, "no account '%s'", who);
}

/* 0, or -1 with the reason in j->desk.why and nothing changed. */
static int
one_record(struct desk *desk, const struct json *rec)
{
	struct job *j = (struct job *)desk;

	if (measure_read(&j->measure, rec, clock_jst_days(clock_now()),
		&j->desk.arena, j->desk.why) < 0 ||
	    check_who(j) < 0 || select_findings(j, rec) < 0)
		return -1;
	apply(j, rec);
	return 0;
}

static void
start(struct job *j, struct store *st)
{
	*j = (struct job){ 0 };
	desk_open(&j->desk, st);
	actor_require(&j->desk.who, ACTION_MEASURE_REGISTER);
}

int
triage_stream(struct store *st, FILE *in, const char *name, FILE *out)
{
	struct job j;
	int rc;

	start(&j, st);
	rc = desk_run(&j.desk, in, name, "decision", one_record);
	desk_close(&j.desk, out);
	free(j.id);
	return rc;
}

static int
show_finding(const struct finding *f, void *arg)
{
	struct job *j = arg;
	struct jsonw w;

	if (!actor_may(
		&j->desk.who, j->desk.st, ACTION_MEASURE_REGISTER, f->system))
		return 0;
	jsonw_init(&w, &j->desk.output);
	finding_write(&w, f);
	buf_addc(&j->desk.output, '\n');
	return 1;
}

static int
show_event(const struct ledger_event *e, void *arg)
{
	struct job *j = arg;

	audit_write(&j->desk.output, e);
	return 0;
}

int
triage_show(struct store *st, const char *id, FILE *out)
{
	struct finding_query f = { .id = id };
	struct ledger_query q = { 0 };
	char object[FINDING_ID + 20];
	struct job j;
	int found;

	start(&j, st);
	found = finding_each(st, &f, show_finding, &j);
	if (found) {
		snprintf(object, sizeof object, "finding:%.32s", id);
		q.object = object;
		ledger_each(st, &q, show_event, &j);
	} else {
		warn("no finding '%s'", id);
	}
	desk_close(&j.desk, out);
	return found ? CMD_OK : CMD_DATA;
}
