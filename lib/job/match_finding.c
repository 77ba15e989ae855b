#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/msg.h"
#include "job/match_cache.h"
#include "job/match_finding.h"
#include "job/match_work.h"
#include "job/waiver.h"
#include "match/confidence.h"
#include "rec/finding.h"
#include "risk/risk.h"
#include "store/finding.h"

#define COMMIT_LINES ((size_t)12 << 20) /* bytes to print before a commit */
#define PRINT_LINES ((size_t)64 << 10)	/* the same where nothing is stored */
#define COMMIT_MS 1000			/* others want to write, too */

void
match_begin(struct match *m)
{
	if (m->o.dry)
		return;
	store_begin(m->st);
	waiver_expire(m->st);
	m->commit_after = clock_ms() + COMMIT_MS;
}

static void
print_lines(struct match *m)
{
	if (m->lines.overflow)
		die(CMD_IO, "findings of one commit are too long");
	if (!m->o.quiet)
		fwrite(m->lines.data, 1, m->lines.len, m->out);
	buf_clear(&m->lines);
}

static int
commit_is_due(const struct match *m)
{
	if (m->o.dry)
		return m->lines.len >= PRINT_LINES;
	return m->lines.len >= COMMIT_LINES || clock_ms() >= m->commit_after;
}

void
match_commit(struct match *m, int only_if_due)
{
	if (only_if_due && !commit_is_due(m))
		return;
	if (!m->o.dry) {
		finding_add_end(m->st, &m->batch);
		store_commit(m->st);
	}
	print_lines(m);
	if (only_if_due)
		match_begin(m);
}

/* The ids of this run, by their first 64 bits. */
static uint64_t
short_id(const char *id)
{
	uint64_t n = 0;

	for (int i = 0; i < 16; i++)
		n = n << 4 |
		    (uint64_t)(id[i] >= 'a' ? id[i] - 'a' + 10 : id[i] - '0');
	return n == 0 ? 1 : n;
}

static uint64_t *
id_slot(const struct id_set *s, uint64_t id)
{
	size_t i = (size_t)id & (s->size - 1);

	while (s->slot[i] != 0 && s->slot[i] != id)
		i = (i + 1) & (s->size - 1);
	return &s->slot[i];
}

static int
was_seen(const struct id_set *s, const char *id)
{
	return s->count > 0 && *id_slot(s, short_id(id)) != 0;
}

static void
see(struct id_set *s, const char *id)
{
	struct id_set old = *s;

	if (s->count * 2 >= s->size) {
		s->size = s->size == 0 ? 256 : s->size * 2;
		s->slot = xcalloc(s->size, sizeof(*s->slot));
		for (size_t i = 0; i < old.size; i++)
			if (old.slot[i] != 0)
				*id_slot(s, old.slot[i]) = old.slot[i];
		free(old.slot);
	}
	*id_slot(s, short_id(id)) = short_id(id);
	s->count++;
}

void
match_forget(struct match *m)
{
	struct id_set *s = &m->seen;

	if (m->once)
		return;
	if (s->count * 16 < s->size) { /* one huge system, then small ones */
		free(s->slot);
		*s = (struct id_set){ .size = 0 };
	} else if (s->count > 0) {
		memset(s->slot, 0, s->size * sizeof(*s->slot));
		s->count = 0;
	}
}

/* Why: the criteria that fitted, and how. */
static const char *
write_evidence(struct match *m, const struct match_hit *h)
{
	static const char *const fit[] = { "exact", "range", "pattern", "all" };
	const struct criteria *c = h->criteria;
	struct jsonw w;

	buf_clear(&m->name);
	cpe_bind(&c->cpe, &m->name);
	buf_clear(&m->evidence);
	jsonw_init(&w, &m->evidence);
	jsonw_open(&w, '{');
	jsonw_member(&w, "applicability",
	    h->applicability == TRUTH_TRUE ? "met" : "possible");
	jsonw_member(&w, "advisory", h->advisory->id);
	jsonw_member(&w, "criteria", m->name.data);
	jsonw_member(&w, "start_including", c->start_including);
	jsonw_member(&w, "start_excluding", c->start_excluding);
	jsonw_member(&w, "end_including", c->end_including);
	jsonw_member(&w, "end_excluding", c->end_excluding);
	jsonw_member(&w, "fit",
	    h->fit.truth == TRUTH_TRUE ? fit[h->fit.fit] : "unknown");
	jsonw_member(&w, "matched", h->ware->resolved);
	if (h->fit.weaker) {
		jsonw_key(&w, "narrower");
		jsonw_bool(&w, 1);
	}
	if (confidence_is_backported(h->ware->ecosystem))
		jsonw_member(&w, "note", "back-ports possible");
	jsonw_close(&w, '}');
	return m->evidence.data;
}

/* What the state file knows of a finding. */
struct known {
	int found;
	int64_t first_at, changed_at, seq;
	char state[24];
};

static int
read_known(const struct finding *f, void *arg)
{
	struct known *k = arg;

	k->found = 1;
	k->first_at = f->first_at;
	k->changed_at = f->changed_at;
	k->seq = f->seq;
	snprintf(k->state, sizeof k->state, "%s", f->state);
	return 1;
}

/* A finding that is stored keeps its state, unless that was an end. */
static void
apply_known(struct finding *f, const struct known *k)
{
	f->first_at = clock_now();
	if (!k->found)
		return;
	f->first_at = k->first_at;
	f->changed_at = k->changed_at;
	f->seq = k->seq;
	f->stored = 1;
	if (strcmp(k->state, "resolved") != 0 &&
	    strcmp(k->state, "retracted") != 0)
		f->state = k->state;
}

static void
set_vulnerability(struct finding *f, const struct match_advisory *a)
{
	f->cve = a->cve;
	f->source = a->source;
	f->cvss_version = a->cvss_version;
	f->cvss_vector = a->cvss_vector;
	f->severity = a->severity;
	f->cvss_score = a->cvss_score;
	f->kev = a->kev;
	f->kev_due = *a->kev_due != '\0' ? a->kev_due : NULL;
	f->epss = a->epss;
}

void
match_print(struct match *m, const struct finding *f)
{
	struct jsonw w;

	jsonw_init(&w, &m->lines);
	finding_write(&w, f);
	buf_addc(&m->lines, '\n');
}

void
match_emit(struct match *m, const struct match_hit *h)
{
	struct finding_query q = { 0 };
	struct finding f = { .system = m->system, .state = "open" };
	struct known known = { 0 };
	struct risk_facts facts;
	struct risk risk;
	char id[FINDING_ID];
	int stores, is_new;

	f.id = finding_id(m->system, h->ware->identity, h->advisory->cve, id);
	if (was_seen(&m->seen, id))
		return;
	see(&m->seen, id);
	m->found++;
	if (m->explaining) {
		match_tell(m, h->ware, h->applicability);
		return;
	}
	f.software = h->ware->json;
	set_vulnerability(&f, h->advisory);
	f.confidence = confidence_of(
	    h->ware->how, h->ware->ecosystem, h->applicability, &h->fit);
	f.evidence = write_evidence(m, h);
	/* else nobody asks when it was found first */
	if (m->registered && !m->fresh && (m->o.dry || f.kev)) {
		q.id = id;
		finding_each(m->st, &q, read_known, &known);
	}
	apply_known(&f, &known);
	facts = (struct risk_facts){ f.cvss_score, f.kev,
		h->advisory->kev_added, f.kev_due, f.first_at };
	risk_judge(&facts, &risk);
	f.level = risk.level;
	f.due = *risk.due != '\0' ? risk.due : NULL;
	stores = !m->o.dry && m->registered;
	if (stores && m->fresh)
		finding_add(m->st, &m->batch, &f);
	is_new = !stores || m->fresh || finding_put(m->st, &f) != FINDING_SAME;
	if ((stores && waiver_review(m->st, &f)) || is_new)
		match_print(m, &f);
	match_commit(m, 1);
}

/* Stored findings that hold no longer. */
struct closing {
	struct match *m;
	int given_only; /* of software that is at hand */
	char (*id)[FINDING_ID];
	int64_t *cve;
	size_t count, size;
};

static int
is_given(struct match *m, const char *software)
{
	struct arena a = ARENA_INIT;
	char identity[SOFTWARE_ID];
	struct software s;
	const char *why;
	const struct json *v = json_parse(&a, software, strlen(software), &why);
	int given = 0;

	if (software_read(&s, v) == NULL) {
		software_identity(&s, identity);
		for (size_t i = 0; i < m->wares && !given; i++)
			given = strcmp(m->ware[i].identity, identity) == 0;
	}
	arena_free(&a);
	return given;
}

static int
collect(const struct finding *f, void *arg)
{
	struct closing *c = arg;

	if (strcmp(f->state, "resolved") == 0 ||
	    strcmp(f->state, "retracted") == 0 || was_seen(&c->m->seen, f->id))
		return 0;
	if (c->given_only && !is_given(c->m, f->software))
		return 0;
	if (c->count == c->size) {
		c->size = c->size == 0 ? 64 : c->size * 2;
		c->id = xreallocarray(c->id, c->size, sizeof(*c->id));
		c->cve = xreallocarray(c->cve, c->size, sizeof(*c->cve));
	}
	c->cve[c->count] = f->cve;
	memcpy(c->id[c->count++], f->id, FINDING_ID);
	return 0;
}

static int
print_one(const struct finding *f, void *arg)
{
	match_print(arg, f);
	return 0;
}

struct verdict {
	struct match *m;
	int rejected, others;
};

static void
see_advisory(int64_t key, void *arg)
{
	struct verdict *v = arg;
	const struct match_advisory *a = match_cache_advisory(v->m->cache, key);

	if (a != NULL && a->rejected)
		v->rejected++;
	else
		v->others++;
}

static void
close_found(struct match *m, const struct finding_query *which, int given_only)
{
	struct closing c = { .m = m, .given_only = given_only };

	finding_each(m->st, which, collect, &c);
	for (size_t i = 0; i < c.count; i++) {
		struct finding_query q = { .id = c.id[i] };
		struct verdict v = { .m = m };

		match_keys(m->st, c.cve[i], see_advisory, &v);
		waiver_close(m->st, c.id[i],
		    v.rejected > 0 && v.others == 0 ? "retracted" : "resolved");
		finding_each(m->st, &q, print_one, m);
		match_commit(m, 1);
	}
	free(c.id);
	free(c.cve);
}

void
match_close_system(struct match *m, int given_only)
{
	struct finding_query q = { .system = m->system };

	if (m->o.dry || m->fresh)
		return;
	/* nearly always all that is stored was seen, and is live */
	if (finding_count_live(m->st, m->system) != (int64_t)m->seen.count)
		close_found(m, &q, given_only);
}

void
match_close_cve(struct match *m, int64_t cve)
{
	struct finding_query q = { .cve = cve };

	if (m->o.dry)
		return;
	/* the next CVE may be of the same system, or the same once more */
	finding_add_end(m->st, &m->batch);
	close_found(m, &q, 0);
}
