#include "job/days.h"

#include "base/clock.h"
#include "io/json.h"
#include "job/holidays.h"
#include "text/date.h"

#define DAY 86400
#define SATURDAY 6
#define LINE_MAX_BYTES 1000
/* the window of planned maintenance, 18:00 to 20:00 in Japan, in UTC */
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

	buf_init(&b, LINE_MAX_BYTES);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "day");
	jsonw_member(&w, "date", clock_format_date(day, date));
	jsonw_member(&w, "text", date_format_ja(day, ja));
	jsonw_member(&w, "day_off", calendar_day_off(c, day));
	jsonw_member(&w, "closed", is_closed(c, day) ? "年末年始休業" : NULL);
	jsonw_key(&w, "business");
	jsonw_bool(&w, calendar_is_business(c, day));
	if (maintained) {
		jsonw_key(&w, "maintenance");
		jsonw_open(&w, '{');
		jsonw_time(&w, "from", day * DAY + BEGINS);
		jsonw_time(&w, "to", day * DAY + ENDS);
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

void
days_print(int64_t from, int64_t to, int table, FILE *out)
{
	struct calendar *c = holidays_calendar();
	int64_t window = calendar_maintenance(c, from);
	int business = 0;

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
