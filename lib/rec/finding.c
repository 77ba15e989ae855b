#include "rec/finding.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "io/digest.h"
#include "rec/cve.h"

char *
finding_id(const char *system, const char *software, int64_t cve, char *id)
{
	unsigned char sum[DIGEST_LEN];
	struct digest *d = digest_new();
	char name[CVE_TEXT];

	digest_add_part(d, system);
	digest_add_part(d, software);
	digest_add_part(d, cve_format(cve, name));
	digest_end(d, sum);
	return digest_hex(sum, 16, id);
}

char *
finding_percent(int epss, char text[FINDING_PERCENT])
{
	unsigned hundredths = ((unsigned)epss + 5) / 10;

	snprintf(text, FINDING_PERCENT, "%u.%02u%%", hundredths / 100 % 1000,
	    hundredths % 100);
	return text;
}

int
finding_is_open(const char *state)
{
	static const char *const closed[] = { "resolved", "retracted",
		"not_affected", "waived", "done" };

	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
		if (strcmp(state, closed[i]) == 0)
			return 0;
	return 1;
}

static void
write_cvss(struct jsonw *w, const struct finding *f)
{
	jsonw_key(w, "cvss");
	if (f->cvss_score < 0) {
		jsonw_null(w);
		return;
	}
	jsonw_open(w, '{');
	jsonw_member(w, "version", f->cvss_version);
	jsonw_member(w, "vector", f->cvss_vector);
	jsonw_key(w, "score");
	jsonw_tenths(w, f->cvss_score);
	jsonw_member(w, "severity", f->severity);
	jsonw_close(w, '}');
}

static void
write_risk(struct jsonw *w, const struct finding *f)
{
	write_cvss(w, f);
	jsonw_key(w, "kev");
	jsonw_bool(w, f->kev);
	jsonw_member(w, "kev_due", f->kev_due);
	jsonw_key(w, "epss");
	if (f->epss < 0)
		jsonw_null(w);
	else
		jsonw_double(w, f->epss / 1e5);
	jsonw_key(w, "level");
	jsonw_str(w, f->level);
	jsonw_key(w, "due");
	jsonw_str(w, f->due);
	jsonw_key(w, "state");
	jsonw_str(w, f->state);
}

static void
write_day(struct jsonw *w, const char *key, int64_t day)
{
	char text[CLOCK_TEXT];

	if (day != 0)
		jsonw_member(w, key, clock_format_date(day, text));
}

/* A new finding has twice the same time, and there are many. */
static void
write_times(struct jsonw *w, const struct finding *f)
{
	char text[CLOCK_TEXT];

	jsonw_member(w, "first_at", clock_format(f->first_at, text));
	if (f->changed_at != f->first_at)
		clock_format(f->changed_at, text);
	jsonw_member(w, "changed_at", text);
}

static void
write_stored(struct jsonw *w, const struct finding *f)
{
	jsonw_member(w, "assignee", f->assignee);
	write_day(w, "plan_due", f->plan_due);
	if (f->request != 0) {
		jsonw_key(w, "request");
		jsonw_int(w, f->request);
	}
	write_day(w, "waived_until", f->waived_until);
	write_times(w, f);
	jsonw_key(w, "seq");
	jsonw_int(w, f->seq);
}

void
finding_write(struct jsonw *w, const struct finding *f)
{
	char name[CVE_TEXT];

	jsonw_open(w, '{');
	jsonw_member(w, "type", "finding");
	jsonw_member(w, "id", f->id);
	jsonw_member(w, "system", f->system);
	jsonw_key(w, "software");
	jsonw_raw(w, f->software, strlen(f->software));
	jsonw_member(w, "vulnerability", cve_format(f->cve, name));
	jsonw_member(w, "source", f->source);
	jsonw_key(w, "confidence");
	jsonw_int(w, f->confidence);
	jsonw_key(w, "evidence");
	jsonw_raw(w, f->evidence, strlen(f->evidence));
	write_risk(w, f);
	if (f->stored) {
		write_stored(w, f);
	} else {
		jsonw_key(w, "stored");
		jsonw_bool(w, 0);
	}
	jsonw_close(w, '}');
}

struct changes {
	struct jsonw *w;
	int any;
};

static void
write_pair(struct changes *c, const char *key, const char *old, const char *now)
{
	if (old == now || (old != NULL && now != NULL && strcmp(old, now) == 0))
		return;
	if (!c->any) {
		jsonw_key(c->w, "changed");
		jsonw_open(c->w, '{');
		c->any = 1;
	}
	jsonw_key(c->w, key);
	jsonw_open(c->w, '[');
	jsonw_str(c->w, old);
	jsonw_str(c->w, now);
	jsonw_close(c->w, ']');
}

static void
write_days(struct changes *c, const char *key, int64_t old, int64_t now)
{
	char was[CLOCK_TEXT], is[CLOCK_TEXT];

	write_pair(c, key, old != 0 ? clock_format_date(old, was) : NULL,
	    now != 0 ? clock_format_date(now, is) : NULL);
}

void
finding_write_changed(
    struct jsonw *w, const struct finding *old, const struct finding *now)
{
	struct changes c = { .w = w };

	write_pair(&c, "state", old->state, now->state);
	write_pair(&c, "assignee", old->assignee, now->assignee);
	write_days(&c, "plan_due", old->plan_due, now->plan_due);
	write_days(&c, "waived_until", old->waived_until, now->waived_until);
	if (c.any)
		jsonw_close(w, '}');
}
