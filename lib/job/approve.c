#include "job/approve.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/conf.h"
#include "job/change.h"
#include "job/desk.h"
#include "job/request.h"
#include "job/waiver.h"
#include "text/date.h"
#include "workflow/calendar.h"
#include "workflow/measure.h"

enum decision { APPROVE, DENY, REVOKE, WITHDRAW };
static const char *const decision_name[] = { "approve", "deny", "revoke",
	"withdraw" };
static const char *const decision_event[] = { "approved", "denied", "revoked",
	"withdrawn" };
static const enum request_status decision_status[] = { REQUEST_APPROVED,
	REQUEST_DENIED, REQUEST_REVOKED, REQUEST_WITHDRAWN };

struct job {
	struct desk desk; /* first: what desk_run() hands over is a job */

	/* the record in hand */
	enum decision decision;
	const char *reason;
	int64_t until; /* 0: as it was asked for */

	struct table *table; /* of a list, for a terminal */
};

/* What one must be allowed to decide about it. */
static enum action
deciding(const struct request *r)
{
	return change_is(r) ? ACTION_SYSTEM_APPROVE : ACTION_MEASURE_APPROVE;
}

static int
is_own(const struct job *j, const struct request *r)
{
	return strcmp(r->requester, j->desk.who.id) == 0;
}

/* Others see what they asked for themselves, of what is still in scope. */
static int
may_see(struct job *j, const struct request *r)
{
	const struct actor *who = &j->desk.who;

	return role_grant(who->role, deciding(r)) != GRANT_NONE ||
	       (is_own(j, r) &&
		   request_in_sight(j->desk.st, who->sight, who->role, r));
}

/* How long it lasts; at most until the ceiling of the policy. */
static int
approval_end(struct job *j, struct request *r)
{
	int64_t today = clock_jst_days(clock_now());
	int months = (int)conf_number("waiver.max-months", 12);
	int64_t last = calendar_add_months(today, months);
	char text[CLOCK_TEXT];

	r->approved_until = j->until != 0 ? j->until : r->until;
	if (r->approved_until < today)
		return desk_refuse(
		    &j->desk, "it ends before today: give another date");
	if (r->approved_until > last)
		return desk_refuse(&j->desk, "at most %d months, until %s",
		    months, clock_format_date(last, text));
	return 0;
}

/* A change is made or not; it has no end. */
static int
check_change(struct job *j, const struct request *r)
{
	if (j->until != 0)
		return desk_refuse(&j->desk, "a change has no end");
	return j->decision == APPROVE ? change_check(j->desk.st, r, j->desk.why)
				      : 0;
}

static int
refuse_status(struct job *j, enum request_status status)
{
	const char *name = request_status_name[status];

	if (status == REQUEST_WAITING)
		return desk_refuse(&j->desk,
		    "it is %s; possible: approve, deny, withdraw", name);
	if (status == REQUEST_APPROVED)
		return desk_refuse(
		    &j->desk, "it is %s; possible: revoke", name);
	return desk_refuse(&j->desk, "it is %s for good: ask anew", name);
}

static int
check_decision(struct job *j, struct request *r)
{
	enum request_status needs =
	    j->decision == REVOKE ? REQUEST_APPROVED : REQUEST_WAITING;
	int own = is_own(j, r);

	if (j->decision == WITHDRAW && !own && !may_see(j, r))
		return desk_refuse(&j->desk, "no request %" PRId64, r->id);
	if (j->decision == WITHDRAW && !own)
		return desk_refuse(
		    &j->desk, "only who asked withdraws a request");
	if (j->decision != WITHDRAW && own)
		return desk_refuse(
		    &j->desk, "nobody decides about their own request");
	if (change_is(r) && j->decision == REVOKE)
		return desk_refuse(&j->desk,
		    "a change is not revoked: register the system as it was");
	if (change_is(r) && r->status == REQUEST_APPROVED)
		return desk_refuse(&j->desk, "it is approved already");
	if (r->status != needs)
		return refuse_status(j, r->status);
	if ((j->decision == DENY || j->decision == REVOKE) &&
	    (j->reason == NULL || *j->reason == '\0'))
		return desk_refuse(&j->desk, "needs a reason");
	if (change_is(r))
		return check_change(j, r);
	return j->decision == APPROVE ? approval_end(j, r) : 0;
}

static void
tell(struct job *j, const struct request *r)
{
	char id[24], date[CLOCK_TEXT];
	struct jsonw w;

	buf_clear(&j->desk.content);
	jsonw_init(&w, &j->desk.content);
	jsonw_open(&w, '{');
	if (r->approved_until != 0)
		jsonw_member(
		    &w, "until", clock_format_date(r->approved_until, date));
	jsonw_member(&w, "reason", j->reason);
	jsonw_close(&w, '}');
	snprintf(id, sizeof id, "%" PRId64, r->id);
	desk_tell(&j->desk, decision_event[j->decision], "request", id);
}

/* What the decision brings about. */
static void
carry_out(struct job *j, const struct request *r)
{
	struct desk *d = &j->desk;

	if (change_is(r)) {
		if (j->decision == APPROVE)
			change_apply(d->st, r, d->who.id, &d->output);
		change_end(d->st, r);
		return;
	}
	if (j->decision == APPROVE)
		waiver_grant(d->st, r, d->who.id, &d->output);
	else
		waiver_end(d->st, r, decision_event[j->decision], d->who.id,
		    &d->who, &d->output);
}

static int
decide(const struct request *found, void *arg)
{
	struct job *j = arg;
	struct request r = *found;

	if (j->decision != WITHDRAW)
		actor_require(&j->desk.who, deciding(&r));
	if (check_decision(j, &r) < 0)
		return -1;
	tell(j, &r);
	carry_out(j, &r);
	r.status = decision_status[j->decision];
	r.decided_by = j->desk.who.id;
	r.decided_at = clock_now();
	r.decision = j->reason;
	request_decide(j->desk.st, &r);
	return 1;
}

/* A key that would be passed over in silence may be a misspelt "until". */
static int
check_keys(struct job *j, const struct json *rec)
{
	static const char *const keys[] = { "type", "v", "request", "decision",
		"until", "reason" };
	size_t k;
	int64_t n;

	for (const struct json *e = rec->child; e != NULL; e = e->next) {
		int number =
		    strcmp(e->key, "v") == 0 || strcmp(e->key, "request") == 0;

		for (k = 0; k < sizeof keys / sizeof *keys; k++)
			if (strcmp(keys[k], e->key) == 0)
				break;
		if (k == sizeof keys / sizeof *keys)
			return desk_refuse(
			    &j->desk, "unknown key '%.60s'", e->key);
		if (json_get(rec, e->key) != e)
			return desk_refuse(
			    &j->desk, "key '%.60s' stands twice", e->key);
		if (e->type != JSON_STRING && !(number && json_int(e, &n)))
			return desk_refuse(
			    &j->desk, "'%s' must be a text", e->key);
		if (strcmp(e->key, "v") == 0 && (!json_int(e, &n) || n != 1))
			return desk_refuse(
			    &j->desk, "the record belongs to a newer vvs");
	}
	return 0;
}

/* Options give the number as text. */
static int
read_number(struct job *j, const struct json *v, int64_t *id)
{
	const char *text = json_text(v);
	char *end;

	if (v == NULL)
		return desk_refuse(&j->desk, "names no request");
	if (text == NULL)
		return json_int(v, id) ? 0 : -1;
	errno = 0;
	*id = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text)
		return desk_refuse(
		    &j->desk, "'%.40s' is no number of a request", text);
	return 0;
}

static int
read_record(struct job *j, const struct json *rec, int64_t *id)
{
	const char *name = json_str(rec, "decision");
	const char *until = json_str(rec, "until");
	int d = 0;

	if (check_keys(j, rec) < 0)
		return -1;
	while (d < 4 && (name == NULL || strcmp(decision_name[d], name) != 0))
		d++;
	if (d == 4)
		return desk_refuse(&j->desk,
		    "decision must be approve, deny, revoke or withdraw");
	j->decision = (enum decision)d;
	j->reason = json_str(rec, "reason");
	if (j->reason != NULL &&
	    measure_check_text("reason", j->reason, j->desk.why) < 0)
		return -1;
	j->until = 0;
	if (until != NULL && j->decision != APPROVE)
		return desk_refuse(&j->desk, "'%s' does not go with '%s'",
		    "until", decision_name[d]);
	if (until != NULL && date_parse(until, &j->until) < 0)
		return desk_refuse(&j->desk,
		    "'%.60s' is no date: write it with its year, as "
		    "2026-07-29 or R8.7.29",
		    until);
	return read_number(j, json_get(rec, "request"), id);
}

static int
one_record(struct desk *desk, const struct json *rec)
{
	struct job *j = (struct job *)desk;
	int64_t id = 0;
	int rc;

	if (read_record(j, rec, &id) < 0)
		return -1;
	if (j->decision != WITHDRAW) /* that nobody learns what there is */
		actor_require(&j->desk.who, ACTION_MEASURE_APPROVE);
	rc = request_find(j->desk.st, id, decide, j);
	if (rc == 0)
		return desk_refuse(&j->desk, "no request %" PRId64, id);
	return rc < 0 ? -1 : 0;
}

int
approve_stream(struct store *st, FILE *in, const char *name, FILE *out)
{
	struct job j = { 0 };
	int rc;

	desk_open(&j.desk, st);
	rc = desk_run(&j.desk, in, name, "approval", "request", one_record);
	desk_close(&j.desk, out);
	return rc;
}

static int
list_one(const struct request *r, void *arg)
{
	struct job *j = arg;
	struct jsonw w;

	if (!may_see(j, r))
		return 0;
	if (j->table != NULL) {
		request_row(j->table, j->desk.st, r);
		return 0;
	}
	jsonw_init(&w, &j->desk.output);
	request_write(&w, j->desk.st, r);
	buf_addc(&j->desk.output, '\n');
	return 0;
}

int
approve_list(struct store *st, int all, FILE *out)
{
	struct job j = { 0 };

	desk_open(&j.desk, st);
	if (table_width(out) > 0)
		j.table = request_table(out);
	store_begin_read(st);
	request_each(st, all ? -1 : REQUEST_WAITING, list_one, &j);
	store_commit(st);
	if (j.table != NULL)
		table_end(j.table);
	if (j.desk.output.overflow)
		die(CMD_DATA, "too many requests at once");
	desk_close(&j.desk, out);
	return CMD_OK;
}
