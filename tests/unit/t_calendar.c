#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "check.h"
#include "workflow/calendar.h"

/* All days off of a year, with the kind of those that follow from others. */
static const struct {
	int year;
	const char *days;
} year_row[] = {
	{ 2019, "01-01 01-14 02-11 03-21 04-29 04-30(国) 05-01 05-02(国) 05-03"
		" 05-04 05-05 05-06(振) 07-15 08-11 08-12(振) 09-16 09-23"
		" 10-14 10-22 11-03 11-04(振) 11-23" },
	{ 2020, "01-01 01-13 02-11 02-23 02-24(振) 03-20 04-29 05-03 05-04"
		" 05-05 05-06(振) 07-23 07-24 08-10 09-21 09-22 11-03 11-23" },
	{ 2021, "01-01 01-11 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-22"
		" 07-23 08-08 08-09(振) 09-20 09-23 11-03 11-23" },
	{ 2024, "01-01 01-08 02-11 02-12(振) 02-23 03-20 04-29 05-03 05-04"
		" 05-05 05-06(振) 07-15 08-11 08-12(振) 09-16 09-22 09-23(振)"
		" 10-14 11-03 11-04(振) 11-23" },
	{ 2025, "01-01 01-13 02-11 02-23 02-24(振) 03-20 04-29 05-03 05-04"
		" 05-05 05-06(振) 07-21 08-11 09-15 09-23 10-13 11-03 11-23"
		" 11-24(振)" },
	{ 2026, "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05"
		" 05-06(振) 07-20 08-11 09-21 09-22(国) 09-23 10-12 11-03"
		" 11-23" },
	{ 2027, "01-01 01-11 02-11 02-23 03-21 03-22(振) 04-29 05-03 05-04"
		" 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23" },
	{ 2028, "01-01 01-10 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-17"
		" 08-11 09-18 09-22 10-09 11-03 11-23" },
};

static void
years(const struct calendar *c)
{
	char got[512], text[CLOCK_TEXT];
	const char *name;

	for (size_t i = 0; i < sizeof year_row / sizeof *year_row; i++) {
		int64_t day = clock_days(year_row[i].year, 1, 1);

		got[0] = '\0';
		for (; day < clock_days(year_row[i].year + 1, 1, 1); day++) {
			name = calendar_day_off(c, day);
			if (name == NULL)
				continue;
			if (*got != '\0')
				strcat(got, " ");
			strcat(got, clock_format_date(day, text) + 5);
			if (strcmp(name, "振替休日") == 0)
				strcat(got, "(振)");
			if (strcmp(name, "国民の休日") == 0)
				strcat(got, "(国)");
		}
		CHECK_ROW(strcmp(got, year_row[i].days) == 0, got);
	}
}

static const struct {
	int first, mar[15], sep[15];
} equinox = { 2024,
	{ 20, 20, 20, 21, 20, 20, 20, 21, 20, 20, 20, 21, 20, 20, 20 },
	{ 22, 23, 23, 23, 22, 23, 23, 23, 22, 23, 23, 23, 22, 23, 23 } };

static void
equinoxes(const struct calendar *c)
{
	static const char *const sandwiched[] = { "2026-09-22", "2032-09-21",
		"2037-09-22", "2043-09-22", "2049-09-21" };
	int64_t day;
	size_t found = 0;
	const char *name;

	for (int i = 0; i < 15; i++) {
		name = calendar_day_off(
		    c, clock_days(equinox.first + i, 3, equinox.mar[i]));
		CHECK(name != NULL && strcmp(name, "春分の日") == 0);
		name = calendar_day_off(
		    c, clock_days(equinox.first + i, 9, equinox.sep[i]));
		CHECK(name != NULL && strcmp(name, "秋分の日") == 0);
	}
	for (day = clock_days(2020, 1, 1); day < clock_days(2051, 1, 1);
	     day++) {
		char text[CLOCK_TEXT];

		name = calendar_day_off(c, day);
		if (name == NULL || strcmp(name, "国民の休日") != 0)
			continue;
		CHECK(found < 5 && strcmp(sandwiched[found],
				       clock_format_date(day, text)) == 0);
		found++;
	}
	CHECK(found == 5);
}

/* The table of rules by year: the first and the last year of each. */
static const struct {
	const char *date, *name; /* NULL: an ordinary day */
} rule_row[] = {
	{ "1970-01-01", "元日" },
	{ "1999-01-15", "成人の日" },
	{ "2000-01-15", NULL },
	{ "2000-01-10", "成人の日" },
	{ "1970-02-11", "建国記念の日" },
	{ "1988-04-29", "天皇誕生日" },
	{ "1988-12-23", NULL },
	{ "1989-12-23", "天皇誕生日" },
	{ "2018-12-23", "天皇誕生日" },
	{ "2019-12-23", NULL },
	{ "2019-02-23", NULL },
	{ "2020-02-23", "天皇誕生日" },
	{ "1989-04-29", "みどりの日" },
	{ "2006-04-29", "みどりの日" },
	{ "2007-04-29", "昭和の日" },
	{ "1970-05-03", "憲法記念日" },
	{ "2006-05-04", "国民の休日" },
	{ "2007-05-04", "みどりの日" },
	{ "1970-05-05", "こどもの日" },
	{ "1995-07-20", NULL },
	{ "1996-07-20", "海の日" },
	{ "2002-07-20", "海の日" },
	{ "2003-07-21", "海の日" },
	{ "2020-07-23", "海の日" },
	{ "2021-07-22", "海の日" },
	{ "2015-08-11", NULL },
	{ "2016-08-11", "山の日" },
	{ "2020-08-10", "山の日" },
	{ "2021-08-08", "山の日" },
	{ "1970-09-15", "敬老の日" },
	{ "2002-09-15", "敬老の日" },
	{ "2003-09-15", "敬老の日" },
	{ "2004-09-20", "敬老の日" },
	{ "1970-10-10", "体育の日" },
	{ "1999-10-10", "体育の日" },
	{ "2000-10-09", "体育の日" },
	{ "2019-10-14", "体育の日" },
	{ "2020-07-24", "スポーツの日" },
	{ "2021-07-23", "スポーツの日" },
	{ "2022-10-10", "スポーツの日" },
	{ "1970-11-03", "文化の日" },
	{ "1970-11-23", "勤労感謝の日" },
	/* by special law */
	{ "1989-02-24", "大喪の礼" },
	{ "1990-11-12", "即位礼正殿の儀" },
	{ "1993-06-09", "皇太子徳仁親王の結婚の儀" },
	{ "2019-05-01", "天皇の即位の日" },
	{ "2019-10-22", "即位礼正殿の儀" },
	/* substitutes since April 1973, beyond another day off since 2007 */
	{ "1972-11-06", NULL },
	{ "1973-02-12", NULL },
	{ "1973-04-30", "振替休日" },
	{ "1987-05-04", "振替休日" },
	{ "1998-05-04", "振替休日" },
	{ "1998-05-06", NULL },
	{ "2008-05-06", "振替休日" },
	{ "2009-05-06", "振替休日" },
	{ "2020-05-06", "振替休日" },
	{ "2024-05-06", "振替休日" },
	{ "2025-05-06", "振替休日" },
	{ "2026-05-06", "振替休日" },
	{ "2030-05-06", "振替休日" },
	{ "2031-05-06", "振替休日" },
	/* sandwiched since 27 December 1985 */
	{ "1985-05-04", NULL },
	{ "1988-05-04", "国民の休日" },
	{ "1991-05-04", "国民の休日" },
	{ "1986-05-04", NULL },
	{ "1992-05-04", "振替休日" },
	/* equinoxes before 1980 */
	{ "1970-03-21", "春分の日" },
	{ "1972-03-20", "春分の日" },
	{ "1979-03-21", "春分の日" },
	{ "1970-09-23", "秋分の日" },
	{ "1979-09-24", "秋分の日" },
	{ "2012-09-22", "秋分の日" },
	/* a Saturday is not moved */
	{ "2025-05-02", NULL },
	{ "2026-05-07", NULL },
};

static void
rules(const struct calendar *c)
{
	int64_t day = 0;
	int n = 0;

	for (size_t i = 0; i < sizeof rule_row / sizeof *rule_row; i++) {
		const char *name;

		CHECK(clock_parse_date(rule_row[i].date, &day) == 0);
		name = calendar_day_off(c, day);
		if (rule_row[i].name == NULL)
			CHECK_ROW(name == NULL, rule_row[i].date);
		else
			CHECK_ROW(
			    name != NULL && strcmp(name, rule_row[i].name) == 0,
			    rule_row[i].date);
	}
	/* as many as in the list that the rules were compared with */
	for (day = clock_days(1970, 1, 1); day < clock_days(2051, 1, 1); day++)
		n += calendar_day_off(c, day) != NULL;
	CHECK(n == 1329);
}

static const struct {
	const char *date;
	int year, quarter;
} fiscal_row[] = {
	{ "2026-03-31", 2025, 4 },
	{ "2026-04-01", 2026, 1 },
	{ "2026-06-30", 2026, 1 },
	{ "2026-07-01", 2026, 2 },
	{ "2026-10-01", 2026, 3 },
	{ "2026-12-31", 2026, 3 },
	{ "2027-01-01", 2026, 4 },
};

static void
fiscal(void)
{
	int64_t day = 0;
	int quarter;

	for (size_t i = 0; i < sizeof fiscal_row / sizeof *fiscal_row; i++) {
		CHECK(clock_parse_date(fiscal_row[i].date, &day) == 0);
		CHECK_ROW(calendar_fiscal(day, &quarter) == fiscal_row[i].year,
		    fiscal_row[i].date);
		CHECK_ROW(quarter == fiscal_row[i].quarter, fiscal_row[i].date);
	}
}

static const struct {
	int from_year, from_month, to_year, count;
} business_row[] = {
	{ 2025, 1, 2026, 241 },
	{ 2026, 1, 2027, 240 },
	{ 2027, 1, 2028, 242 },
	{ 2025, 4, 2026, 242 },
	{ 2026, 4, 2027, 241 },
	{ 2027, 4, 2028, 243 },
};

static void
business(const struct calendar *c)
{
	int64_t friday = clock_days(2026, 9, 18);

	for (size_t i = 0; i < sizeof business_row / sizeof *business_row;
	     i++) {
		int64_t day = clock_days(
		    business_row[i].from_year, business_row[i].from_month, 1);
		int n = 0;

		for (; day < clock_days(business_row[i].to_year,
				 business_row[i].from_month, 1);
		     day++)
			n += calendar_is_business(c, day);
		CHECK(n == business_row[i].count);
	}
	/* Monday to Wednesday are days off */
	CHECK(calendar_add_business(c, friday, 1) == clock_days(2026, 9, 24));
	CHECK(
	    calendar_add_business(c, friday + 1, 0) == clock_days(2026, 9, 24));
	CHECK(calendar_add_business(c, clock_days(2026, 9, 24), -1) == friday);
}

/* Wednesdays that are days off, and when the maintenance is then. */
static const char *const moved[][2] = {
	{ "2024-03-20", "2024-03-27" },
	{ "2025-01-01", "2025-01-08" },
	{ "2026-02-11", "2026-02-18" },
	{ "2026-04-29", "2026-05-13" },
	{ "2026-05-06", "2026-05-13" },
	{ "2026-09-23", "2026-09-30" },
	{ "2027-05-05", "2027-05-12" },
	{ "2027-08-11", "2027-08-18" },
	{ "2027-11-03", "2027-11-10" },
	{ "2028-02-23", "2028-03-01" },
	{ "2028-05-03", "2028-05-10" },
	{ "2030-03-20", "2030-03-27" },
	{ "2031-01-01", "2031-01-08" },
	{ "2032-02-11", "2032-02-18" },
	{ "2032-05-05", "2032-05-12" },
	{ "2032-08-11", "2032-08-18" },
	{ "2032-09-22", "2032-09-29" },
	{ "2032-11-03", "2032-11-10" },
	{ "2025-12-31", "2025-12-31" }, /* closed, but no legal day off */
	{ "2026-12-30", "2026-12-30" },
	{ "2027-12-29", "2027-12-29" },
	{ "2026-04-22", "2026-04-22" },
	{ "2026-04-23", "2026-05-13" },
};

static void
maintenance(const struct calendar *c)
{
	char text[CLOCK_TEXT];
	int64_t day;

	for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
		CHECK(clock_parse_date(moved[i][0], &day) == 0);
		clock_format_date(calendar_maintenance(c, day), text);
		CHECK_ROW(strcmp(text, moved[i][1]) == 0, moved[i][0]);
	}
}

static const struct {
	const char *from;
	int months;
	const char *later, *end;
} month_row[] = {
	{ "2026-04-01", 12, "2027-04-01", "2027-03-31" },
	{ "2028-02-29", 12, "2029-02-28", "2029-02-28" },
	{ "2026-01-31", 1, "2026-02-28", "2026-02-28" },
	{ "2026-05-31", -3, "2026-02-28", "2026-02-28" },
	{ "2026-01-15", -3, "2025-10-15", "2025-10-14" },
	{ "2026-12-15", 1, "2027-01-15", "2027-01-14" },
	/* three months before, to give notice that the service ends */
	{ "2026-06-30", -3, "2026-03-30", "2026-03-29" },
	{ "2028-05-31", -3, "2028-02-29", "2028-02-29" },
};

static void
months(void)
{
	char text[CLOCK_TEXT];
	int64_t day;

	for (size_t i = 0; i < sizeof month_row / sizeof *month_row; i++) {
		CHECK(clock_parse_date(month_row[i].from, &day) == 0);
		clock_format_date(
		    calendar_add_months(day, month_row[i].months), text);
		CHECK_ROW(
		    strcmp(text, month_row[i].later) == 0, month_row[i].from);
		clock_format_date(
		    calendar_period_end(day, month_row[i].months), text);
		CHECK_ROW(
		    strcmp(text, month_row[i].end) == 0, month_row[i].from);
	}
}

int
main(void)
{
	struct calendar *c = calendar_new();

	years(c);
	rules(c);
	fiscal();
	equinoxes(c);
	business(c);
	maintenance(c);
	months();
	calendar_override(c, clock_days(2026, 6, 1), "臨時");
	CHECK(calendar_day_off(c, clock_days(2026, 6, 1)) != NULL);
	calendar_override(c, clock_days(2026, 1, 1), NULL);
	CHECK(calendar_day_off(c, clock_days(2026, 1, 1)) == NULL);
	calendar_free(c);
	return done();
}
