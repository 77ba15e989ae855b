#include "job/triage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "job/desk.h"
#include "job/history.h"
#include "rec/cve.h"
#include "report/table.h"
#include "store/finding.h"
#include "store/ledger.h"
#include "store/request.h"
#include "workflow/measure.h"

struct job {
	struct desk desk; /* first: what desk_run() hands over is a job */
	struct measure measure;
	struct actor doer;	/* measure.who, if somebody is named */
	char (*id)[FINDING_ID]; /* the findings that are meant */
	size_t count, size;
	const char *product; /* that the record names, or NULL */
	int one;	     /* it names a single finding */
	char was[32];	     /* the state of that */
	int64_t request; /* number of the one that this record makes, or 0 */
};

/* Is it called so, by its inventory or by its CPE name? */
static int
of_product(struct job *j, const struct finding *f)
{
	static const char *const keys[] = { "product", "name" };
	struct arena a = ARENA_INIT;
	const char *why, *text;
	const struct json *software;
	int same = j->product == NULL;

	if (same || strstr(f->software, j->product) == NULL)
		return same;
	software = json_parse(&a, f->software, strlen(f->software), &why);
	for (int i = 0; i < 2 && !same; i++) {
		text = json_str(software, keys[i]);
		same = text != NULL && strcmp(text, j->product) == 0;
	}
	arena_free(&a);
	return same;
}

static int
refuse_state(struct job *j, const char *state)
{
	struct buf possible;

	buf_init(&possible, 200);
	measure_possible(state, &possible);
	desk_refuse(&j->desk, "not possible while it is %s; possible: %s",
	    state, possible.data);
	buf_free(&possible);
	return -1;
}

static int
choose(const struct finding *f, void *arg)
{
	struct job *j = arg;

	if (!of_product(j, f) ||
	    !actor_may(&j->desk.who, ACTION_MEASURE_REGISTER, f->system))
		return 0;
	if (measure_next(&j->measure, f->state) == NULL)
		return j->one ? refuse_state(j, f->state) : 0;
	if (j->measure.who != NULL &&
	    !actor_may(&j->doer, ACTION_MEASURE_REGISTER, f->system))
		return desk_refuse(&j->desk,
		    "system '%s' is not in the scope "
		    "of '%s'",
		    f->system, j->measure.who);
	if (j->count == TRIAGE_FINDINGS_MAX)
		return desk_refuse(&j->desk, "more than %d findings at once",
		    TRIAGE_FINDINGS_MAX);
	snprintf(j->was, sizeof j->was, "%s", f->state);
	j->id = xgrow(j->id, &j->size, j->count + 1, sizeof *j->id);
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
		return desk_refuse(&j->desk, "'%.60s' is no CVE id", cve);
	if (q.id == NULL && q.system == NULL && cve == NULL &&
	    j->product == NULL)
		return desk_refuse(
		    &j->desk, "names no finding, cve, system or product");
	if (finding_each(j->desk.st, &q, choose, j) != 0)
		return -1;
	if (j->count > 0)
		return 0;
	return j->one ? desk_refuse(&j->desk, "no such finding")
		      : desk_refuse(&j->desk, "no such finding for which this "
					      "is possible");
}

/* What the decision makes of a finding. */
static void
decide(struct job *j, struct finding *f)
{
	const struct measure *m = &j->measure;

	if (m->kind == MEASURE_PLAN) {
		f->plan_due = m->day;
		if (f->assignee == NULL && *j->desk.who.id != '\0')
			f->assignee = j->desk.who.id;
	}
	if (m->who != NULL)
		f->assignee = m->who;
	if (m->kind == MEASURE_IMPACT)
		f->plan_due = 0; /* what was planned is given up */
	if (m->kind == MEASURE_REQUEST) {
		f->state_before = f->state;
		f->request = j->request;
		f->waived_until = 0;
	}
	f->state = measure_next(m, f->state);
}

/* Its own event: the decision, or which request it is in. */
static void
tell_finding(
    struct job *j, const struct finding *old, const struct finding *now)
{
	struct jsonw w;

	if (j->request != 0 && j->one)
		return; /* it is the request's own */
	buf_clear(&j->desk.content);
	jsonw_init(&w, &j->desk.content);
	jsonw_open(&w, '{');
	if (j->request == 0) {
		measure_write(&w, &j->measure);
	} else {
		jsonw_key(&w, "request");
		jsonw_int(&w, j->request);
	}
	finding_write_changed(&w, old, now);
	jsonw_close(&w, '}');
	desk_tell(&j->desk, j->request == 0 ? "decided" : "requested",
	    "finding", now->id);
}

static int
decide_one(const struct finding *found, void *arg)
{
	struct job *j = arg;
	struct finding f = *found;
	struct jsonw w;

	decide(j, &f);
	tell_finding(j, found, &f);
	if (j->measure.kind != MEASURE_NOTE)
		finding_update(j->desk.st, &f);
	jsonw_init(&w, &j->desk.output);
	finding_write(&w, &f);
	buf_addc(&j->desk.output, '\n');
	return 1;
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

/* Its content: the decision, and all that it is about. */
static void
write_request(struct job *j, const struct json *rec)
{
	static const char *const by[] = { "cve", "system", "product" };
	struct finding old = { .state = j->was },
		       now = { .state = "waiver_requested" };
	struct jsonw w;

	buf_clear(&j->desk.content);
	jsonw_init(&w, &j->desk.content);
	jsonw_open(&w, '{');
	measure_write(&w, &j->measure);
	for (int i = 0; i < 3; i++)
		jsonw_member(&w, by[i], json_str(rec, by[i]));
	if (j->one)
		finding_write_changed(&w, &old, &now);
	jsonw_close(&w, '}');
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

	write_request(j, rec);
	r.id = tell_request(j, rec);
	r.body = j->desk.content.data;
	request_add(j->desk.st, &r);
	j->request = r.id;
}

static void
apply(struct job *j, const struct json *rec)
{
	struct finding_query q = { 0 };

	j->request = 0;
	if (j->measure.kind == MEASURE_REQUEST)
		open_request(j, rec);
	for (size_t i = 0; i < j->count; i++) {
		q.id = j->id[i];
		finding_each(j->desk.st, &q, decide_one, j);
	}
}

/* Whoever is to do something must be there, and do such things at all. */
static int
check_who(struct job *j)
{
	const char *who = j->measure.who;
	int known;

	if (who == NULL)
		return 0;
	actor_free(&j->doer);
	known = actor_be(&j->doer, j->desk.st, who) == 0;
	/* others learn only whether it has the system in scope */
	if (role_grant(j->desk.who.role, ACTION_ACCOUNTS) != GRANT_ALL)
		return 0;
	if (!known)
		return desk_refuse(&j->desk, "no account '%.60s'", who);
	if (role_grant(j->doer.role, ACTION_MEASURE_REGISTER) == GRANT_NONE)
		return desk_refuse(&j->desk,
		    "'%.60s' is a %s, who takes no countermeasures", who,
		    role_name[j->doer.role]);
	return 0;
}

/* 0, or -1 with the reason in j->desk.why and nothing changed. */
static int
one_record(struct desk *desk, const struct json *rec)
{
	struct job *j = (struct job *)desk;

	actor_require(&desk->who, ACTION_MEASURE_REGISTER);
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
	rc = desk_run(&j.desk, in, name, "decision", "finding", one_record);
	desk_close(&j.desk, out);
	actor_free(&j.doer);
	free(j.id);
	return rc;
}

static int
show_one(const struct finding *f, void *arg)
{
	struct job *j = arg;

	if (!actor_may(&j->desk.who, ACTION_MEASURE_REGISTER, f->system))
		return 0;
	history_print(j->desk.st, f, &j->desk.output);
	return 1;
}

int
triage_show(struct store *st, const char *id, FILE *out)
{
	struct finding_query f = { .id = id };
	struct job j;
	int found;

	start(&j, st);
	store_begin_read(st);
	found = finding_each(st, &f, show_one, &j);
	store_commit(st);
	if (!found)
		warn("no finding '%s'", id);
	if (found && table_width(out) > 0)
		history_table(&j.desk.output, out);
	else
		fwrite(j.desk.output.data, 1, j.desk.output.len, out);
	buf_clear(&j.desk.output);
	desk_close(&j.desk, out);
	return found ? CMD_OK : CMD_DATA;
}
