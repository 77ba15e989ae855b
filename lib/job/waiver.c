#include "job/waiver.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "job/material.h"
#include "risk/risk.h"
#include "store/ledger.h"

#define BASIS 80 /* bytes: level, exploited, EPSS, digest of the criteria */

/* What an approval rests on, to be compared later. */
static void
make_basis(const struct finding *f, char basis[BASIS])
{
	char hex[MATERIAL_HEX];

	material_criteria(f, hex);
	snprintf(basis, BASIS, "%.10s %d %d %s", f->level, f->kev,
	    material_epss(f), hex);
}

/* The findings of a request, since they change while we go. */
struct ids {
	char (*id)[FINDING_ID];
	size_t count, size;
	const char *state; /* only those; NULL: all that have not ended */
};

static int
collect(const struct finding *f, void *arg)
{
	struct ids *ids = arg;
	const char *state = f->waiver_over ? "waived" : f->state;

	if (ids->state != NULL ? strcmp(state, ids->state) != 0
			       : strcmp(state, "resolved") == 0 ||
				     strcmp(state, "retracted") == 0)
		return 0;
	ids->id = xgrow(ids->id, &ids->size, ids->count + 1, sizeof *ids->id);
	memcpy(ids->id[ids->count++], f->id, FINDING_ID);
	return 0;
}

struct change {
	struct store *st;
	int64_t request;
	int64_t until; /* if it is granted */
	const char *what, *by;
	const char *why;	    /* or NULL */
	const struct actor *reader; /* or NULL */
	struct buf *out;	    /* or NULL */
};

static void
print(const struct change *c, const struct finding *f)
{
	struct jsonw w;

	if (c->out == NULL ||
	    (c->reader != NULL &&
		!actor_may(c->reader, ACTION_MEASURE_REGISTER, f->system)))
		return;
	jsonw_init(&w, c->out);
	finding_write(&w, f);
	buf_addc(c->out, '\n');
}

/* The event of a finding: which request, why, and what it changed. */
static void
tell(const struct change *c, const struct finding *old,
    const struct finding *now)
{
	char object[FINDING_ID + 10];
	struct jsonw w;
	struct buf b;

	buf_init(&b, LEDGER_CONTENT_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_key(&w, "request");
	jsonw_int(&w, c->request);
	jsonw_member(&w, "why", c->why);
	finding_write_changed(&w, old, now);
	jsonw_close(&w, '}');
	snprintf(object, sizeof object, "finding:%s", now->id);
	ledger_add(c->st, c->what, c->by, object, b.data);
	buf_free(&b);
}

static int
grant_one(const struct finding *found, void *arg)
{
	struct change *c = arg;
	struct finding f = *found;
	char basis[BASIS];

	make_basis(found, basis);
	f.state = "waived";
	f.waived_until = c->until;
	f.waived_basis = basis;
	finding_update(c->st, &f);
	tell(c, found, &f);
	print(c, &f);
	return 1;
}

static int
end_one(const struct finding *found, void *arg)
{
	struct change *c = arg;
	struct finding old = *found, f = *found;

	/* when its date has passed it was read as what it is again */
	if (found->waiver_over)
		old.state = "waived";
	else
		f.state =
		    found->state_before != NULL ? found->state_before : "open";
	f.state_before = f.waived_basis = NULL;
	f.request = f.waived_until = 0;
	finding_update(c->st, &f);
	tell(c, &old, &f);
	print(c, &f);
	return 1;
}

static void
change_all(struct change *c, const char *state,
    int (*fn)(const struct finding *, void *))
{
	struct finding_query q = { .request = c->request };
	struct ids ids = { .state = state };

	finding_each(c->st, &q, collect, &ids);
	for (size_t i = 0; i < ids.count; i++) {
		q = (struct finding_query){ .id = ids.id[i] };
		finding_each(c->st, &q, fn, c);
	}
	free(ids.id);
}

void
waiver_grant(
    struct store *st, const struct request *r, const char *by, struct buf *out)
{
	struct change c = { .st = st,
		.request = r->id,
		.until = r->approved_until,
		.what = "approved",
		.by = by,
		.out = out };

	change_all(&c, "waiver_requested", grant_one);
}

void
waiver_end(struct store *st, const struct request *r, const char *what,
    const char *by, const struct actor *reader, struct buf *out)
{
	struct change c = { .st = st,
		.request = r->id,
		.what = what,
		.by = by,
		.reader = reader,
		.out = out };

	change_all(&c,
	    strcmp(what, "denied") == 0 || strcmp(what, "withdrawn") == 0
		? "waiver_requested"
		: "waived",
	    end_one);
}

struct due {
	int64_t *id;
	size_t count, size;
};

static int
collect_due(const struct request *r, void *arg)
{
	struct due *d = arg;

	d->id = xgrow(d->id, &d->size, d->count + 1, sizeof *d->id);
	d->id[d->count++] = r->id;
	return 0;
}

/* Nobody decided this; `why` may be NULL. */
struct ending {
	struct store *st;
	enum request_status status;
	const char *why;
};

static int
end_request(const struct request *found, void *arg)
{
	const struct ending *e = arg;
	const char *what = request_status_name[e->status];
	struct request r = *found;
	char object[40];
	struct jsonw w;
	struct buf b;

	buf_init(&b, 1000);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "why", e->why);
	jsonw_close(&w, '}');
	snprintf(object, sizeof object, "request:%" PRId64, r.id);
	ledger_add(e->st, what, "", object, b.data);
	buf_free(&b);
	if (e->why == NULL) {
		waiver_end(e->st, &r, what, "", NULL, NULL);
	} else {
		r.decided_by = NULL;
		r.decided_at = clock_now();
		r.decision = e->why;
	}
	r.status = e->status;
	request_decide(e->st, &r);
	return 1;
}

void
waiver_expire(struct store *st)
{
	struct due d = { 0 };
	struct ending e = { st, REQUEST_EXPIRED, NULL };

	request_over(st, clock_jst_days(clock_now()), collect_due, &d);
	for (size_t i = 0; i < d.count; i++)
		request_find(st, d.id[i], end_request, &e);
	free(d.id);
}

static int
is_held(const struct finding *f, void *arg)
{
	(void)arg;
	return strcmp(f->state, "waived") == 0 ||
	       strcmp(f->state, "waiver_requested") == 0;
}

static void
end_if_empty(
    struct store *st, int64_t id, enum request_status status, const char *why)
{
	struct finding_query q = { .request = id };
	struct ending e = { st, status, why };

	if (id != 0 && !finding_each(st, &q, is_held, NULL))
		request_find(st, id, end_request, &e);
}

static int
read_request(const struct finding *f, void *arg)
{
	*(int64_t *)arg = f->request;
	return 1;
}

int
waiver_close(struct store *st, const char *id, const char *state)
{
	struct finding_query q = { .id = id };
	int64_t request = 0;

	finding_each(st, &q, read_request, &request);
	if (!finding_close(st, id, state))
		return 0;
	end_if_empty(
	    st, request, REQUEST_EXPIRED, "no finding needs it any more");
	return 1;
}

void
waiver_close_system(struct store *st, const char *system)
{
	struct finding_query q = { .system = system };
	struct ids ids = { .state = NULL };

	finding_each(st, &q, collect, &ids);
	for (size_t i = 0; i < ids.count; i++)
		waiver_close(st, ids.id[i], "resolved");
	free(ids.id);
}

/* What has changed since it was approved, or NULL. */
static const char *
what_changed(const struct finding *f)
{
	char now[BASIS], *level, *kev, *epss, *sum, *rest = now;
	char old[BASIS], *was = old;
	int risen;

	make_basis(f, now);
	snprintf(old, sizeof old, "%s", f->waived_basis);
	level = strsep(&rest, " ");
	kev = strsep(&rest, " ");
	epss = strsep(&rest, " ");
	sum = rest;
	risen = risk_rank(level) > risk_rank(strsep(&was, " "));
	if (was != NULL && strcmp(kev, strsep(&was, " ")) > 0)
		return "it is known to be exploited"; /* so its level rises */
	if (risen)
		return "its level is higher";
	if (was != NULL && strcmp(epss, strsep(&was, " ")) > 0)
		return "its EPSS is over the limit";
	if (was == NULL || strcmp(sum, was) != 0)
		return "other criteria cover the system";
	return NULL;
}

static int
review(const struct finding *f, void *arg)
{
	struct change *c = arg;
	const char *why;

	if (strcmp(f->state, "waived") != 0 || f->waived_basis == NULL)
		return 0;
	why = what_changed(f);
	if (why == NULL)
		return 0;
	c->why = why;
	c->request = f->request;
	return end_one(f, c);
}

static int
read_state(const struct finding *f, void *arg)
{
	static const char *const states[] = { "open", "investigating",
		"affected", "planned", "done", "not_affected" };
	const char **state = arg;

	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i], f->state) == 0)
			*state = states[i];
	return 0;
}

int
waiver_review(struct store *st, struct finding *f)
{
	struct change c = { .st = st, .what = "revoked", .by = "" };
	struct finding_query q = { .id = f->id };

	if (strcmp(f->state, "waived") != 0 ||
	    !finding_each(st, &q, review, &c))
		return 0;
	end_if_empty(st, c.request, REQUEST_REVOKED, c.why);
	return !finding_each(st, &q, read_state, &f->state);
}
