#include "feed/epss.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/mem.h"
#include "rec/cve.h"

#define LINE 256 /* bytes; a row has 40 */

struct epss {
	const struct epss_calls *calls;
	void *arg;
	char part[LINE]; /* of a line that arrives in pieces */
	size_t len;
	int too_long;
	long line;
	int header; /* it was seen */
	int columns;
	int64_t date;
};

struct epss *
epss_new(const struct epss_calls *calls, void *arg)
{
	struct epss *e = xcalloc(1, sizeof *e);

	e->calls = calls;
	e->arg = arg;
	return e;
}

void
epss_free(struct epss *e)
{
	free(e);
}

/* "#model_version:v2025.03.14,score_date:2025-05-01T00:00:00+0000" */
static int
read_comment(struct epss *e, const char *line, const char **why)
{
	const char *date = strstr(line, "score_date:");
	char text[CLOCK_TEXT];

	if (date == NULL)
		return 0;
	snprintf(text, sizeof text, "%.19s", date + strlen("score_date:"));
	*why = N_("the date of the scores is no date");
	return clock_parse(text, &e->date);
}

static int
read_header(struct epss *e, const char *line, const char **why)
{
	e->header = 1;
	if (strcmp(line, "cve,epss,percentile") == 0)
		e->columns = 3;
	else if (strcmp(line, "cve,epss") == 0)
		e->columns = 2;
	*why = N_("no header of EPSS scores");
	return e->columns == 0 ? -1 : 0;
}

/* A fraction from 0 to 1; the text behind it, or NULL. */
static const char *
read_fraction(const char *s, int32_t *n)
{
	char *end;
	double d = strtod(s, &end);

	/* strtod() knows blanks and hexadecimal too */
	if (end == s || end > s + strspn(s, "0123456789.eE+-") ||
	    !(d >= 0 && d <= 1))
		return NULL;
	*n = (int32_t)lround(d * 1e5);
	return end;
}

static const char *
read_row(const struct epss *e, char *line, struct epss_row *row)
{
	char *comma = strchr(line, ',');
	const char *p;

	if (comma == NULL)
		return N_("not a row of scores");
	*comma = '\0';
	if (cve_parse(line, &row->cve) < 0)
		return N_("not a CVE id");
	p = read_fraction(comma + 1, &row->score);
	if (p == NULL)
		return N_("not a score from 0 to 1");
	row->percentile = -1;
	if (e->columns == 3 &&
	    (*p != ',' || (p = read_fraction(p + 1, &row->percentile)) == NULL))
		return N_("not a percentile from 0 to 1");
	return *p == '\0' ? NULL : N_("more columns than the header");
}

static int
read_line(struct epss *e, char *line, size_t n, const char **why)
{
	struct epss_row row;
	const char *bad;

	e->line++;
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	if (n == 0 && !e->too_long)
		return 0;
	if (!e->header && line[0] == '#')
		return read_comment(e, line, why);
	if (!e->header)
		return read_header(e, line, why);
	bad =
	    e->too_long ? N_("the line is too long") : read_row(e, line, &row);
	e->too_long = 0;
	return bad == NULL ? e->calls->row(&row, e->arg)
			   : e->calls->bad(e->line, bad, e->arg);
}

static void
keep(struct epss *e, const char *data, size_t n)
{
	if (n > LINE - 1 - e->len) {
		n = LINE - 1 - e->len;
		e->too_long = 1;
	}
	memcpy(e->part + e->len, data, n);
	e->len += n;
}

int
epss_feed(struct epss *e, const char *data, size_t n, const char **why)
{
	const char *end = data + n, *nl;
	int rc = 0;

	while (rc == 0 && data < end) {
		nl = memchr(data, '\n', (size_t)(end - data));
		keep(e, data, (size_t)((nl == NULL ? end : nl) - data));
		if (nl == NULL)
			break;
		rc = read_line(e, e->part, e->len, why);
		e->len = 0;
		data = nl + 1;
	}
	return rc;
}

int
epss_end(struct epss *e, int64_t *date, const char **why)
{
	*why = N_("the last line is cut off");
	if (e->len > 0 || e->too_long)
		return -1;
	*why = N_("no header of EPSS scores");
	*date = e->date;
	return e->header ? 0 : -1;
}
