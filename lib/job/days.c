#include "job/days.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "io/json.h"
#include "job/holidays.h"
#include "text/date.h"

#define DAY 86400
#define LAST_YEAR 2150
#define SATURDAY 6
#define LINE_MAX_BYTES 1000
/* the window of planned maintenance, 18:00 to 20:00 in Japan, in UTC */
#define NOTICE_DAYS 5 /* business days before, to announce it */
#define BEGINS (9 * 3600)
#define ENDS (11 * 3600)

/* Closed by the company on a day on which others work. */
static int
is_closed(const struct calendar *c, int64_t day)
{
	return calendar_weekday(day) < SATURDAY &&
	       !calendar_is_business(c, day) &&
	       calendar_day_off(c, day) == NULL;
}

static void
print_record(const struct calendar *c, int64_t day, int maintained, FILE *out)
{
	char date[CLOCK_TEXT], ja[DATE_TEXT];
	struct buf b;
	struct jsonw w;
	int quarter;

	buf_init(&b, LINE_MAX_BYTES);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "day");
	jsonw_member(&w, "date", clock_format_date(day, date));
	jsonw_member(&w, "text", date_format_ja(day, ja));
	jsonw_member(&w, "day_off", calendar_day_off(c, day));
	jsonw_member(&w, "closed", is_closed(c, day) ? "年末年始休業" : NULL);
	jsonw_key(&w, "fiscal_year");
	jsonw_int(&w, calendar_fiscal(day, &quarter));
	jsonw_key(&w, "quarter");
	jsonw_int(&w, quarter);
	jsonw_key(&w, "business");
	jsonw_bool(&w, calendar_is_business(c, day));
	if (maintained) {
		jsonw_key(&w, "maintenance");
		jsonw_open(&w, '{');
		jsonw_time(&w, "from", day * DAY + BEGINS);
		jsonw_time(&w, "to", day * DAY + ENDS);
		jsonw_member(&w, "announce_by",
		    clock_format_date(
			calendar_add_business(c, day, -NOTICE_DAYS), date));
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, '}');
	fprintf(out, "%s\n", b.data);
	buf_free(&b);
}

static void
print_row(const struct calendar *c, int64_t day, int maintained, FILE *out)
{
	static const char *const weekday[] = { "月", "火", "水", "木", "金",
		"土", "日" };
	const char *name = calendar_day_off(c, day);
	const char *kanji = weekday[calendar_weekday(day) - 1];
	char date[CLOCK_TEXT];

	clock_format_date(day, date);
	if (name != NULL)
		fprintf(out, "%s(%s)  休日    %s\n", date, kanji, name);
	if (is_closed(c, day))
		fprintf(out, "%s(%s)  休業    年末年始\n", date, kanji);
	if (maintained)
		fprintf(out, "%s(%s)  定期保守  18:00-20:00\n", date, kanji);
}

static int64_t
day_of(const char *text)
{
	int64_t day;

	if (date_parse(text, &day) < 0 || day < 0)
		cmd_usage("'%s' is no date", text);
	return day;
}

static void
choose(const struct given *g, int64_t *first, int64_t *last)
{
	const char *year = given_get(g, "year");
	const char *from = given_get(g, "from"), *to = given_get(g, "to");
	int y, month, day;

	if (year != NULL && (from != NULL || to != NULL))
		cmd_usage("--year, or --from and --to");
	clock_civil(clock_jst_days(clock_now()), &y, &month, &day);
	if (year != NULL)
		y = (int)strtol(year, NULL, 10);
	if (y < 1970 || y > LAST_YEAR)
		cmd_usage("the years 1970 to %d are known", LAST_YEAR);
	*first = from != NULL ? day_of(from) : clock_days(y, 1, 1);
	if (to != NULL)
		*last = day_of(to);
	else
		*last = calendar_period_end(*first, 12);
	if (*last >= clock_days(LAST_YEAR + 1, 1, 1))
		cmd_usage("the years 1970 to %d are known", LAST_YEAR);
}

void
days_print(const struct given *g, int table, FILE *out)
{
	struct calendar *c = holidays_calendar();
	int64_t from, to, window;
	int business = 0;

	choose(g, &from, &to);
	window = calendar_maintenance(c, from);
	for (int64_t day = from; day <= to && !ferror(out); day++) {
		if (window < day)
			window = calendar_maintenance(c, day);
		(table ? print_row : print_record)(c, day, day == window, out);
		business += calendar_is_business(c, day);
	}
	if (table)
		fprintf(out, "営業日 %d日\n", business);
	calendar_free(c);
}
