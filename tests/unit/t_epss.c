#include <stdio.h>
#include <string.h>

#include "check.h"
#include "feed/epss.h"

/* What was read, as a text: "cve score percentile;" or "!line;". */
struct seen {
	char text[512];
};

static int
on_row(const struct epss_row *r, void *arg)
{
	struct seen *s = arg;
	size_t n = strlen(s->text);

	snprintf(s->text + n, sizeof s->text - n, "%ld %d %d;",
	    (long)(r->cve % 10000), r->score, r->percentile);
	return 0;
}

static int
on_bad(long line, const char *why, void *arg)
{
	struct seen *s = arg;
	size_t n = strlen(s->text);

	(void)why;
	snprintf(s->text + n, sizeof s->text - n, "!%ld;", line);
	return 0;
}

static const struct epss_calls calls = { on_row, on_bad };

static const struct {
	const char *in;
	const char *seen; /* NULL: refused */
	long date;
} table[] = {
	{ "cve,epss\nCVE-2026-0001,0.5\n", "1 50000 -1;", 0 },
	{ "cve,epss,percentile\nCVE-2026-0001,0.5,1\n", "1 50000 100000;", 0 },
	{ "#model_version:v1,score_date:2026-01-30T00:00:00+0000\n"
	  "cve,epss,percentile\r\nCVE-2026-0001,0,0.123456\r\n",
	    "1 0 12346;", 1769731200 },
	{ "#a comment\ncve,epss\n", "", 0 },
	{ "cve,epss\n\nCVE-2026-0002,9.7e-05\n\n", "2 10 -1;", 0 },
	{ "cve,epss\nCVE-2026-0001\nCVE-2026-0002,\nCVE-2026-0003,nan\n"
	  "CVE-2026-0004,-0.1\nCVE-2026-0005,1.1\nCVE-2026-0006,0.1,0.1\n"
	  "CVE-2026-0007,0.1\n",
	    "!2;!3;!4;!5;!6;!7;7 10000 -1;", 0 },
	{ "cve,epss\nCVE-2026-0001,0x0.8\nCVE-2026-0002, 0.5\n", "!2;!3;", 0 },
	{ "cve,epss\nCVE-2026-0001,0.5", NULL, 0 },
	{ "", NULL, 0 },
	{ "nonsense\n", NULL, 0 },
	{ "#model_version:v1,score_date:soon\ncve,epss\n", NULL, 0 },
};

/* Fed `step` bytes at a time. */
static void
try(size_t i, size_t step)
{
	struct seen s = { "" };
	struct epss *e = epss_new(&calls, &s);
	const char *in = table[i].in, *why = NULL;
	size_t n = strlen(in);
	int64_t date = 0;
	int rc = 0;

	for (size_t at = 0; at < n && rc == 0; at += step)
		rc = epss_feed(e, in + at, n - at < step ? n - at : step, &why);
	if (rc == 0)
		rc = epss_end(e, &date, &why);
	if (table[i].seen == NULL) {
		CHECK(rc == -1 && why != NULL);
	} else {
		CHECK(rc == 0);
		CHECK(strcmp(s.text, table[i].seen) == 0);
		CHECK(date == table[i].date);
	}
	epss_free(e);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		for (size_t step = 1; step < 80; step += 13)
			try(i, step);
	return done();
}
