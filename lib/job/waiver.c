#include "job/waiver.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "io/digest.h"
#include "risk/risk.h"
#include "store/ledger.h"

#define BASIS 80 /* bytes: level, exploited, EPSS, digest of the criteria */

static int
epss_over(const struct finding *f)
{
	return f->epss >= 0 &&
	       f->epss / 1e5 >= conf_fraction("epss.limit", 0.1, 0, 1);
}

/* What an approval rests on, to be compared later. */
static void
make_basis(const struct finding *f, char basis[BASIS])
{
	unsigned char sum[DIGEST_LEN];
	char hex[33];

	digest(f->evidence, strlen(f->evidence), sum);
	snprintf(basis, BASIS, "%.10s %d %d %s", f->level, f->kev, epss_over(f),
	    digest_hex(sum, 16, hex));
}

static void
tell(struct store *st, const char *what, const char *by, const char *id,
    const char *content)
{
	char object[FINDING_ID + 10];

	snprintf(object, sizeof object, "finding:%s", id);
	ledger_add(st, what, by, object, content);
}

static void
print(struct buf *out, const struct finding *f)
{
	struct jsonw w;

	if (out == NULL)
		return;
	jsonw_init(&w, out);
	finding_write(&w, f);
	buf_addc(out, '\n');
}

/* The findings of a request, since they change while we go. */
struct ids {
	char (*id)[FINDING_ID];
	size_t count, size;
	const char *state; /* only those */
};

static int
collect(const struct finding *f, void *arg)
{
	struct ids *ids = arg;

	const char *state = f->waiver_over ? "waived" : f->state;

	if (strcmp(state, ids->state) != 0)
		return 0;
	if (ids->count == ids->size) {
		ids->size = ids->size * 2 + 64;
		ids->id = xreallocarray(ids->id, ids->size, sizeof *ids->id);
	}
	memcpy(ids->id[ids->count++], f->id, FINDING_ID);
	return 0;
}

struct change {
	struct store *st;
	const struct request *r;
	const char *what, *by;
	struct buf *out;
	char content[100];
};

static int
grant_one(const struct finding *found, void *arg)
{
	struct change *c = arg;
	struct finding f = *found;
	char basis[BASIS];

	make_basis(found, basis);
	f.state = "waived";
	f.waived_until = c->r->approved_until;
	f.waived_basis = basis;
	finding_update(c->st, &f);
	tell(c->st, c->what, c->by, f.id, c->content);
	print(c->out, &f);
	return 1;
}

static int
end_one(const struct finding *found, void *arg)
{
	struct change *c = arg;
	struct finding f = *found;

	if (!found->waiver_over)
		f.state =
		    found->state_before != NULL ? found->state_before : "open";
	f.state_before = f.waived_basis = NULL;
	f.request = f.waived_until = 0;
	finding_update(c->st, &f);
	tell(c->st, c->what, c->by, f.id, c->content);
	print(c->out, &f);
	return 1;
}

static void
change_all(struct change *c, const char *state,
    int (*fn)(const struct finding *, void *))
{
	struct finding_query q = { .request = c->r->id };
	struct ids ids = { .state = state };

	snprintf(c->content, sizeof c->content, "{\"request\":%" PRId64 "}",
	    c->r->id);
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
	struct change c = { st, r, "approved", by, out, "" };

	change_all(&c, "waiver_requested", grant_one);
}

void
waiver_end(struct store *st, const struct request *r, const char *what,
    const char *by, struct buf *out)
{
	struct change c = { st, r, what, by, out, "" };

	change_all(&c,
	    strcmp(what, "denied") == 0 || strcmp(what, "withdrawn") == 0
		? "waiver_requested"
		: "waived",
	    end_one);
}

struct due {
	int64_t *id, today;
	size_t count;
};

static int
collect_due(const struct request *r, void *arg)
{
	struct due *d = arg;

	if (r->approved_until >= d->today)
		return 0;
	d->id = xreallocarray(d->id, d->count + 1, sizeof *d->id);
	d->id[d->count++] = r->id;
	return 0;
}

static int
expire_one(const struct request *found, void *arg)
{
	struct store *st = arg;
	struct request r = *found;
	char object[40];

	snprintf(object, sizeof object, "request:%" PRId64, r.id);
	ledger_add(st, "expired", "", object, "{}");
	waiver_end(st, &r, "expired", "", NULL);
	r.status = REQUEST_EXPIRED;
	request_decide(st, &r);
	return 1;
}

void
waiver_expire(struct store *st)
{
	struct due d = { .today = clock_jst_days(clock_now()) };

	request_each(st, REQUEST_APPROVED, collect_due, &d);
	for (size_t i = 0; i < d.count; i++)
		request_find(st, d.id[i], expire_one, st);
	free(d.id);
}

/* What has changed since it was approved, or NULL. */
static const char *
what_changed(const struct finding *f)
{
	char now[BASIS], *level, *kev, *epss, *sum, *rest = now;
	char old[BASIS], *was = old;

	make_basis(f, now);
	snprintf(old, sizeof old, "%s", f->waived_basis);
	level = strsep(&rest, " ");
	kev = strsep(&rest, " ");
	epss = strsep(&rest, " ");
	sum = rest;
	if (risk_rank(level) > risk_rank(strsep(&was, " ")))
		return "its level is higher";
	if (was != NULL && strcmp(kev, strsep(&was, " ")) > 0)
		return "it is known to be exploited";
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
	snprintf(c->content, sizeof c->content,
	    "{\"why\":\"%s\",\"request\":%" PRId64 "}", why, f->request);
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
	return !finding_each(st, &q, read_state, &f->state);
}
