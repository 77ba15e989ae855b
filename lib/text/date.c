#include "text/date.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "io/text.h"

#define TEXT_MAX 60 /* bytes worth looking at */

/* Eras: their names, the year before their first, and their days. */
static const struct {
	const char *name, *letter;
	int before;
	int first[3], last[3];
} era[] = {
	{ "令和", "R", 2018, { 2019, 5, 1 }, { 9999, 12, 31 } },
	{ "平成", "H", 1988, { 1989, 1, 8 }, { 2019, 4, 30 } },
	{ "昭和", "S", 1925, { 1926, 12, 25 }, { 1989, 1, 7 } },
};
#define ERAS ((int)(sizeof era / sizeof *era))

/* From 1970-01-01 on, which was a Thursday. */
static const char *const weekday[] = { "木", "金", "土", "日", "月", "火",
	"水" };

static const char *
weekday_of(int64_t day)
{
	return weekday[(day % 7 + 7) % 7];
}

/* Move over `word` if it stands here. */
static int
skip(const char **p, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*p, word, n) != 0)
		return 0;
	*p += n;
	return 1;
}

/* One to `most` digits. */
static int
number(const char **p, int most, int *n)
{
	int digits = 0;

	for (*n = 0; isdigit((unsigned char)**p) && digits < most; digits++)
		*n = *n * 10 + (*(*p)++ - '0');
	return digits > 0 && !isdigit((unsigned char)**p);
}

/* The era that stands here, or -1. */
static int
which_era(const char **p)
{
	for (int i = 0; i < ERAS; i++)
		if (skip(p, era[i].name) ||
		    (**p != '\0' && isdigit((unsigned char)(*p)[1]) &&
			skip(p, era[i].letter)))
			return i;
	return -1;
}

static int
exists(int64_t day, int y, int m, int d)
{
	int y2, m2, d2;

	clock_civil(day, &y2, &m2, &d2);
	return y == y2 && m == m2 && d == d2;
}

static int
in_era(int e, int64_t day)
{
	return day >= clock_days(
			  era[e].first[0], era[e].first[1], era[e].first[2]) &&
	       day <=
		   clock_days(era[e].last[0], era[e].last[1], era[e].last[2]);
}

/* The end of the text, or "(水)" and that: the right day of the week. */
static int
ends(const char *p, int64_t day)
{
	return *p == '\0' || (skip(&p, "(") && skip(&p, weekday_of(day)) &&
				 skip(&p, ")") && *p == '\0');
}

/* What parts year, month and day; the third one ends the date. */
static int
parse(const char *p, int64_t *day)
{
	static const char *const sign[][3] = { { "-", "-", "" },
		{ "/", "/", "" }, { ".", ".", "" }, { "年", "月", "日" } };
	int y, m, d, e = which_era(&p);
	size_t i;

	if (e >= 0 && skip(&p, "元"))
		y = 1;
	else if (!number(&p, e >= 0 ? 2 : 4, &y))
		return -1;
	for (i = 0; i < sizeof sign / sizeof *sign; i++)
		if (skip(&p, sign[i][0]))
			break;
	if (i == sizeof sign / sizeof *sign || !number(&p, 2, &m) ||
	    !skip(&p, sign[i][1]) || !number(&p, 2, &d) ||
	    !skip(&p, sign[i][2]))
		return -1;
	if (e >= 0)
		y += era[e].before;
	if (y < 1900 || y > 9999 || m < 1 || m > 12 || d < 1 || d > 31)
		return -1;
	*day = clock_days(y, m, d);
	return exists(*day, y, m, d) && (e < 0 || in_era(e, *day)) &&
		       ends(p, *day)
		   ? 0
		   : -1;
}

int
date_parse(const char *text, int64_t *day)
{
	struct arena a = ARENA_INIT;
	int rc = -1;

	if (strlen(text) <= TEXT_MAX)
		rc = parse(text_nfkc(&a, text), day);
	arena_free(&a);
	return rc;
}

char *
date_format_ja(int64_t day, char *text)
{
	int y, m, d;

	clock_civil(day, &y, &m, &d);
	snprintf(text, DATE_TEXT, "%d年%d月%d日(%s)", y, m, d, weekday_of(day));
	return text;
}
