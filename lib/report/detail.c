#include "report/detail.h"

#include <stdio.h>

#include "base/clock.h"
#include "rec/cve.h"
#include "report/words.h"

void
detail_csv_head(struct csvout *c, enum lang lang)
{
	static const enum word heads[] = { W_LEVEL, W_VULNERABILITY, W_SYSTEM,
		W_SYSTEM_NAME, W_ORGANIZATION, W_EXPOSURE, W_VENDOR, W_PRODUCT,
		W_VERSION, W_CVSS, W_SEVERITY, W_EPSS, W_KEV, W_KEV_DUE, W_DUE,
		W_DAYS_LATE, W_STATE, W_APPLICABILITY, W_CONFIDENCE, W_FOUND,
		W_CHANGED, W_SOURCE, W_VECTOR, W_CPE, W_PURL, W_ID };

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		csvout_cell(c, word(heads[i], lang));
	csvout_end_row(c);
}

static void
number(struct csvout *c, const char *fmt, double n)
{
	char text[32];

	snprintf(text, sizeof text, fmt, n);
	csvout_cell(c, text);
}

static void
risk_cells(struct csvout *c, const struct finding *f, enum lang lang)
{
	if (f->cvss_score < 0)
		csvout_cell(c, NULL);
	else
		number(c, "%.1f", f->cvss_score / 10.0);
	csvout_cell(c, f->severity);
	if (f->epss < 0)
		csvout_cell(c, NULL);
	else
		number(c, "%.5f", f->epss / 1e5);
	csvout_cell(c, f->kev ? word(W_YES, lang) : NULL);
	csvout_cell(c, f->kev_due);
}

/* Only what is still to be done can be late. */
static void
due_cells(struct csvout *c, const struct finding *f, int64_t today)
{
	int64_t due;

	csvout_cell(c, f->due);
	if (f->due != NULL && finding_is_open(f->state) &&
	    clock_parse_date(f->due, &due) == 0 && due < today)
		number(c, "%.0f", (double)(today - due));
	else
		csvout_cell(c, NULL);
}

void
detail_csv(struct csvout *c, const struct report_detail *d, enum lang lang)
{
	const struct finding *f = d->finding;
	enum report_exposure exposure =
	    d->system != NULL ? d->system->exposure : EXPOSURE_UNKNOWN;
	char cve[CVE_TEXT], date[CLOCK_TEXT];

	csvout_cell(
	    c, word((enum word)(W_URGENT + (int)level_of(f->level)), lang));
	csvout_cell(c, cve_format(f->cve, cve));
	csvout_cell(c, f->system);
	csvout_cell(c, d->system != NULL ? d->system->name : NULL);
	csvout_cell(c, d->org != NULL ? d->org->name : NULL);
	csvout_cell(c, word((enum word)(W_INTERNET + (int)exposure), lang));
	csvout_cell(c, d->vendor);
	csvout_cell(c, d->product);
	csvout_cell(c, d->version);
	risk_cells(c, f, lang);
	due_cells(c, f, d->today);
	csvout_cell(
	    c, word((enum word)(W_OPEN + (int)state_of(f->state)), lang));
	csvout_cell(c, report_is_possible(f) ? word(W_POSSIBLE, lang) : NULL);
	number(c, "%.0f", f->confidence);
	csvout_cell(c, clock_format_jst_date(f->first_at, date));
	csvout_cell(c, clock_format_jst_date(f->changed_at, date));
	csvout_cell(c, f->source);
	csvout_cell(c, f->cvss_vector);
	csvout_cell(c, d->cpe);
	csvout_cell(c, d->purl);
	csvout_cell(c, f->id);
	csvout_end_row(c);
}
