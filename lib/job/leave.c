#include "job/leave.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "job/change.h"
#include "job/scope.h"
#include "job/waiver.h"
#include "rec/cve.h"
#include "rec/role.h"
#include "store/finding.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/registry.h"
#include "store/request.h"
#include "store/want.h"
#include "workflow/measure.h"

#define LEFT "the account was removed" /* in records */

static void
tell(const struct leave *l, const char *what, const char *kind, const char *id,
    const char *content)
{
	char object[300];

	snprintf(object, sizeof object, "%s:%.250s", kind, id);
	ledger_add(l->st, what, l->by, object, content);
}

/* May somebody still be asked to do something about it? */
static int
is_unfinished(const struct finding *f)
{
	return finding_is_open(f->state) || strcmp(f->state, "waived") == 0;
}

/* Whether the successor has the systems of what is handed over. */
struct check {
	struct store *st;
	const struct json *successor;
	char system[REG_ID_MAX + 1]; /* the first that is out of scope */
	int holds;		     /* the one asked about last */
	char last[REG_ID_MAX + 1];
};

static int
check_finding(const struct finding *f, void *arg)
{
	struct check *c = arg;
	struct arena a = ARENA_INIT;
	const struct json *rec;

	if (!is_unfinished(f))
		return 0;
	if (strcmp(c->last, f->system) != 0) {
		registry_find(c->st, REG_SYSTEM, f->system, &a, &rec);
		c->holds = rec == NULL || scope_holds(c->st, c->successor, rec);
		snprintf(c->last, sizeof c->last, "%s", f->system);
		arena_free(&a);
	}
	if (!c->holds)
		snprintf(c->system, sizeof c->system, "%s", f->system);
	return !c->holds;
}

int
leave_check(const struct leave *l, char why[LEAVE_WHY])
{
	struct finding_query mine = { .assignee = l->account };
	struct check c = { .st = l->st };
	struct arena a = ARENA_INIT;
	const char *role = NULL;
	int rc = -1, r;

	if (l->successor == NULL)
		return 0;
	if (strcmp(l->successor, l->account) != 0 &&
	    registry_find(l->st, REG_ACCOUNT, l->successor, &a, &c.successor) ==
		REGISTRY_LIVE)
		role = json_str(c.successor, "role");
	r = role != NULL ? role_find(role) : -1;
	if (r < 0)
		snprintf(why, LEAVE_WHY, lang_text("no successor '%s'"),
		    l->successor);
	else if (role_grant((enum role)r, ACTION_MEASURE_REGISTER) ==
		 GRANT_NONE)
		snprintf(why, LEAVE_WHY,
		    lang_text("'%s' is a %s, who has no plans"), l->successor,
		    role);
	else if (finding_each(l->st, &mine, check_finding, &c))
		snprintf(why, LEAVE_WHY,
		    lang_text("'%s' has system '%s' not in scope"),
		    l->successor, c.system);
	else
		rc = 0;
	arena_free(&a);
	return rc;
}

/* Requests that wait, and findings; they change while we go. */
struct ids {
	int64_t *request;
	char (*finding)[FINDING_ID];
	size_t count, size;
	const char *account;
};

static int
collect_request(const struct request *r, void *arg)
{
	struct ids *ids = arg;

	if (strcmp(r->requester, ids->account) == 0) {
		ids->request = xgrow(ids->request, &ids->size, ids->count + 1,
		    sizeof *ids->request);
		ids->request[ids->count++] = r->id;
	}
	return 0;
}

static int
withdraw(const struct request *found, void *arg)
{
	const struct leave *l = arg;
	struct request r = *found;
	char id[24];

	if (change_is(&r)) {
		change_withdraw(l->st, found, l->by, LEFT);
		return 1;
	}
	snprintf(id, sizeof id, "%" PRId64, r.id);
	tell(l, "withdrawn", "request", id, "{\"reason\":\"" LEFT "\"}");
	waiver_end(l->st, &r, "withdrawn", l->by, NULL, l->out);
	r.status = REQUEST_WITHDRAWN;
	r.decided_by = l->by;
	r.decided_at = clock_now();
	r.decision = LEFT;
	request_decide(l->st, &r);
	return 1;
}

static void
withdraw_all(const struct leave *l)
{
	struct ids ids = { .account = l->account };

	request_each(l->st, REQUEST_WAITING, collect_request, &ids);
	for (size_t i = 0; i < ids.count; i++)
		request_find(
		    l->st, ids.request[i], withdraw, (void *)(uintptr_t)l);
	free(ids.request);
}

static int
collect_finding(const struct finding *f, void *arg)
{
	struct ids *ids = arg;

	if (is_unfinished(f)) {
		ids->finding = xgrow(ids->finding, &ids->size, ids->count + 1,
		    sizeof *ids->finding);
		memcpy(ids->finding[ids->count++], f->id, FINDING_ID);
	}
	return 0;
}

/* An event of the finding, as vvs-triage --assign writes it. */
static void
tell_assigned(
    const struct leave *l, const struct finding *old, const struct finding *now)
{
	struct measure m = {
		.kind = MEASURE_ASSIGN, .text = LEFT, .who = l->successor
	};
	struct jsonw w;
	struct buf b;

	buf_init(&b, 1000);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	measure_write(&w, &m);
	finding_write_changed(&w, old, now);
	jsonw_close(&w, '}');
	tell(l, "decided", "finding", now->id, b.data);
	buf_free(&b);
}

/* A plan that nobody has now. */
static void
report(const struct finding *f)
{
	char cve[CVE_TEXT], due[CLOCK_TEXT];

	cve_format(f->cve, cve);
	if (f->plan_due != 0)
		warn("nobody has the plan for %s on '%s' now, due %s: %s", cve,
		    f->system, clock_format_date(f->plan_due, due), f->id);
	else
		warn("nobody has %s on '%s' now: %s", cve, f->system, f->id);
}

struct hand {
	const struct leave *l;
	long orphans;
};

static int
hand_over(const struct finding *found, void *arg)
{
	struct hand *h = arg;
	struct finding f = *found;
	struct jsonw w;

	f.assignee = h->l->successor;
	finding_update(h->l->st, &f);
	tell_assigned(h->l, found, &f);
	if (f.assignee == NULL && finding_is_open(f.state)) {
		report(&f);
		h->orphans++;
	}
	jsonw_init(&w, h->l->out);
	finding_write(&w, &f);
	buf_addc(h->l->out, '\n');
	return 1;
}

static int
is_there(const struct stored_want *w, void *arg)
{
	(void)w, (void)arg;
	return 1;
}

static void
drop_filter(const struct leave *l)
{
	struct stored_want none = { .account = l->account };

	if (!want_each(l->st, l->account, is_there, NULL))
		return;
	want_put(l->st, &none);
	tell(l, "filtered", "account", l->account, "{}");
}

long
leave_apply(const struct leave *l)
{
	struct finding_query mine = { .assignee = l->account };
	struct ids ids = { .account = l->account };
	struct hand h = { .l = l };

	withdraw_all(l);
	finding_each(l->st, &mine, collect_finding, &ids);
	for (size_t i = 0; i < ids.count; i++) {
		struct finding_query one = { .id = ids.finding[i] };

		finding_each(l->st, &one, hand_over, &h);
	}
	free(ids.finding);
	drop_filter(l);
	outbox_drop_removed(l->st);
	return h.orphans;
}
