#include "job/rejudge.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "job/waiver.h"
#include "risk/risk.h"
#include "store/finding.h"
#include "store/match.h"

struct rejudging {
	struct store *st;
	rejudge_fn *changed;
	void *arg;
	long count;
	const struct match_advisory *now; /* of the CVE at hand */
	int64_t *cve;
	size_t cves, cve_size;
	char (*id)[FINDING_ID];
	size_t ids, id_size;
	int is_new, is_waived; /* the finding at hand */
};

static void
add_cve(int64_t cve, void *arg)
{
	struct rejudging *r = arg;

	r->cve = xgrow(r->cve, &r->cve_size, r->cves + 1, sizeof *r->cve);
	r->cve[r->cves++] = cve;
}

/* What has ended stays as it was judged last. */
static int
add_id(const struct finding *f, void *arg)
{
	struct rejudging *r = arg;

	if (strcmp(f->state, "resolved") == 0 ||
	    strcmp(f->state, "retracted") == 0)
		return 0;
	r->id = xgrow(r->id, &r->id_size, r->ids + 1, sizeof *r->id);
	memcpy(r->id[r->ids++], f->id, FINDING_ID);
	return 0;
}

static int
judge(const struct finding *stored, void *arg)
{
	struct rejudging *r = arg;
	struct finding f = *stored;
	struct risk_facts facts = { r->now->cvss_score, r->now->kev,
		r->now->kev_added, r->now->kev_due, f.first_at };
	struct risk risk;

	risk_judge(&facts, &risk);
	f.level = risk.level;
	f.due = *risk.due != '\0' ? risk.due : NULL;
	r->is_new = finding_put(r->st, &f) != FINDING_SAME;
	r->is_waived = strcmp(f.state, "waived") == 0;
	return 1;
}

static int
report(const struct finding *f, void *arg)
{
	struct rejudging *r = arg;

	r->changed(f, r->arg);
	return 1;
}

/* What was read is gone with the next query: read it again to report it. */
static void
judge_one(struct rejudging *r, const char *id)
{
	struct finding_query q = { .id = id };
	struct finding f = { .id = id, .state = "waived" };

	finding_each(r->st, &q, judge, r);
	if (!(r->is_waived && waiver_review(r->st, &f)) && !r->is_new)
		return;
	r->count++;
	if (r->changed != NULL)
		finding_each(r->st, &q, report, r);
}

static void
judge_cve(struct rejudging *r, int64_t cve)
{
	struct finding_query q = { .cve = cve };
	struct match_advisory now;

	match_vulnerability(r->st, cve, &now);
	r->now = &now;
	r->ids = 0;
	finding_each(r->st, &q, add_id, r);
	for (size_t i = 0; i < r->ids; i++)
		judge_one(r, r->id[i]);
}

long
rejudge(struct store *st, int64_t after, rejudge_fn *changed, void *arg)
{
	struct rejudging r = { .st = st, .changed = changed, .arg = arg };

	finding_rated_anew(st, after, add_cve, &r);
	for (size_t i = 0; i < r.cves; i++)
		judge_cve(&r, r.cve[i]);
	free(r.cve);
	free(r.id);
	return r.count;
}
