#include <string.h>

#include "base/clock.h"
#include "check.h"
#include "text/date.h"

static const struct {
	const char *text, *date; /* NULL: refused */
} row[] = {
	{ "2026-07-29", "2026-07-29" },
	{ "2026/7/29", "2026-07-29" },
	{ "2026.7.29", "2026-07-29" },
	{ "2026年7月29日", "2026-07-29" },
	{ "２０２６年７月２９日", "2026-07-29" },
	{ "　2026／7／29 ", "2026-07-29" },
	{ "令和8年7月29日", "2026-07-29" },
	{ "令和元年5月1日", "2019-05-01" },
	{ "令和1年4月30日", NULL },
	{ "平成31年4月30日", "2019-04-30" },
	{ "平成31年5月1日", NULL },
	{ "平成元年1月8日", "1989-01-08" },
	{ "平成元年1月7日", NULL },
	{ "昭和64年1月7日", "1989-01-07" },
	{ "昭和64年1月8日", NULL },
	{ "昭和元年12月25日", "1926-12-25" },
	{ "昭和元年12月24日", NULL },
	{ "R8.7.29", "2026-07-29" },
	{ "Ｒ８．７．２９", "2026-07-29" },
	{ "2026-02-29", NULL },
	{ "2028-02-29", "2028-02-29" },
	{ "2026-13-01", NULL },
	{ "2026-07-29T00:00:00Z", NULL },
	{ "2026-7/29", NULL },
	{ "7/29", NULL },
	{ "R", NULL },
	{ "令和", NULL },
	{ "2026年7月29日(水)", "2026-07-29" },
	{ "令和8年7月29日（水）", "2026-07-29" },
	{ "2026年7月29日(木)", NULL },
	{ "2026年7月29日(水", NULL },
	{ "7月29日", NULL },
	{ "8年7月29日", NULL },
	{ "年度末", NULL },
	{ "20260729", NULL },
	{ "来週", NULL },
	{ "", NULL },
};

int
main(void)
{
	char text[CLOCK_TEXT], ja[DATE_TEXT];
	int64_t day;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int rc = date_parse(row[i].text, &day);

		CHECK_ROW((rc == 0) == (row[i].date != NULL), row[i].text);
		if (rc == 0 && row[i].date != NULL)
			CHECK_ROW(strcmp(clock_format_date(day, text),
				      row[i].date) == 0,
			    row[i].text);
	}
	CHECK(clock_parse_date("2026-07-29", &day) == 0);
	CHECK(strcmp(date_format_ja(day, ja), "2026年7月29日(水)") == 0);
	return done();
}
