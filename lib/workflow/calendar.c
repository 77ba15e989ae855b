#include "workflow/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

enum { MONDAY = 1, WEDNESDAY = 3, SATURDAY = 6, SUNDAY = 7 };

struct override {
	int64_t day;
	char *name; /* NULL: no day off */
};

struct calendar {
	struct override *override;
	size_t count;
};

/* Holidays with a fixed date, and the years in which they were so. */
static const struct {
	int month, day, from, to;
	const char *name;
} fixed_day[] = {
	{ 1, 1, 1949, 9999, "元日" },
	{ 1, 15, 1949, 1999, "成人の日" },
	{ 2, 11, 1967, 9999, "建国記念の日" },
	{ 2, 23, 2020, 9999, "天皇誕生日" },
	{ 4, 29, 1949, 1988, "天皇誕生日" },
	{ 4, 29, 1989, 2006, "みどりの日" },
	{ 4, 29, 2007, 9999, "昭和の日" },
	{ 5, 3, 1949, 9999, "憲法記念日" },
	{ 5, 4, 2007, 9999, "みどりの日" },
	{ 5, 5, 1949, 9999, "こどもの日" },
	{ 7, 20, 1996, 2002, "海の日" },
	{ 7, 23, 2020, 2020, "海の日" },
	{ 7, 22, 2021, 2021, "海の日" },
	{ 8, 11, 2016, 2019, "山の日" },
	{ 8, 10, 2020, 2020, "山の日" },
	{ 8, 8, 2021, 2021, "山の日" },
	{ 8, 11, 2022, 9999, "山の日" },
	{ 9, 15, 1966, 2002, "敬老の日" },
	{ 10, 10, 1966, 1999, "体育の日" },
	{ 7, 24, 2020, 2020, "スポーツの日" },
	{ 7, 23, 2021, 2021, "スポーツの日" },
	{ 11, 3, 1948, 9999, "文化の日" },
	{ 11, 23, 1948, 9999, "勤労感謝の日" },
	{ 12, 23, 1989, 2018, "天皇誕生日" },
	/* by special law */
	{ 4, 10, 1959, 1959, "皇太子明仁親王の結婚の儀" },
	{ 2, 24, 1989, 1989, "大喪の礼" },
	{ 11, 12, 1990, 1990, "即位礼正殿の儀" },
	{ 6, 9, 1993, 1993, "皇太子徳仁親王の結婚の儀" },
	{ 5, 1, 2019, 2019, "天皇の即位の日" },
	{ 10, 22, 2019, 2019, "即位礼正殿の儀" },
};

/* Holidays on the nth Monday of a month. */
static const struct {
	int month, nth, from, to;
	const char *name;
} monday[] = {
	{ 1, 2, 2000, 9999, "成人の日" },
	{ 7, 3, 2003, 2019, "海の日" },
	{ 7, 3, 2022, 9999, "海の日" },
	{ 9, 3, 2003, 9999, "敬老の日" },
	{ 10, 2, 2000, 2019, "体育の日" },
	{ 10, 2, 2022, 9999, "スポーツの日" },
};

struct calendar *
calendar_new(void)
{
	return xcalloc(1, sizeof(struct calendar));
}

void
calendar_free(struct calendar *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->override[i].name);
	free(c->override);
	free(c);
}

void
calendar_override(struct calendar *c, int64_t day, const char *name)
{
	c->override =
	    xreallocarray(c->override, c->count + 1, sizeof *c->override);
	c->override[c->count++] =
	    (struct override){ day, name != NULL ? xstrdup(name) : NULL };
}

int
calendar_weekday(int64_t day)
{
	/* 1970-01-01 was a Thursday */
	return (int)((day % 7 + 7 + 3) % 7) + 1;
}

/*
 * The day of the month of an equinox, in millionths: where it stood in
 * 1980, what a year adds, what leap years take away.
 */
static int
equinox(int year, int64_t until_1979, int64_t until_2099, int64_t until_2150)
{
	int64_t moved = INT64_C(242194) * (year - 1980);

	if (year < 1980)
		return (int)((until_1979 + moved) / 1000000) -
		       (year - 1983) / 4;
	if (year < 2100)
		return (int)((until_2099 + moved) / 1000000) -
		       (year - 1980) / 4;
	return (int)((until_2150 + moved) / 1000000) - (year - 1980) / 4;
}

static const char *
equinox_day(int year, int month, int day)
{
	if (month == 3 && day == equinox(year, 20835700, 20843100, 21851000))
		return "春分の日";
	if (month == 9 && day == equinox(year, 23258800, 23248800, 24248800))
		return "秋分の日";
	return NULL;
}

/* A holiday of article 2 or a special law; not what follows from others. */
static const char *
holiday(int64_t at)
{
	int year, month, day;

	clock_civil(at, &year, &month, &day);
	for (size_t i = 0; i < sizeof fixed_day / sizeof *fixed_day; i++)
		if (fixed_day[i].month == month && fixed_day[i].day == day &&
		    year >= fixed_day[i].from && year <= fixed_day[i].to)
			return fixed_day[i].name;
	if (calendar_weekday(at) == MONDAY)
		for (size_t i = 0; i < sizeof monday / sizeof *monday; i++)
			if (monday[i].month == month &&
			    monday[i].nth == (day + 6) / 7 &&
			    year >= monday[i].from && year <= monday[i].to)
				return monday[i].name;
	return equinox_day(year, month, day);
}

/*
 * Does a holiday on a Sunday move its day off to this day?  Until 2006
 * only to the Monday after it, since then to the first day that is no
 * holiday itself.
 */
static int
is_substitute(int64_t at)
{
	int64_t back = at - 1;
	int year, month, day;

	clock_civil(at, &year, &month, &day);
	if (at < clock_days(1973, 4, 12) || holiday(at) != NULL)
		return 0;
	while (year >= 2007 && holiday(back) != NULL &&
	       calendar_weekday(back) != SUNDAY)
		back--;
	return holiday(back) != NULL && calendar_weekday(back) == SUNDAY;
}

static int
is_sandwiched(int64_t at)
{
	return at >= clock_days(1985, 12, 27) && holiday(at) == NULL &&
	       calendar_weekday(at) != SUNDAY && holiday(at - 1) != NULL &&
	       holiday(at + 1) != NULL;
}

const char *
calendar_day_off(const struct calendar *c, int64_t day)
{
	const char *name;

	for (size_t i = c->count; i > 0; i--)
		if (c->override[i - 1].day == day)
			return c->override[i - 1].name;
	name = holiday(day);
	if (name != NULL)
		return name;
	if (is_substitute(day))
		return "振替休日";
	return is_sandwiched(day) ? "国民の休日" : NULL;
}

int
calendar_fiscal(int64_t day, int *quarter)
{
	int y, m, d;

	clock_civil(day, &y, &m, &d);
	*quarter = m < 4 ? 4 : (m - 1) / 3;
	return m < 4 ? y - 1 : y;
}

int
calendar_is_business(const struct calendar *c, int64_t at)
{
	int year, month, day;

	clock_civil(at, &year, &month, &day);
	return calendar_weekday(at) < SATURDAY && !(month == 12 && day >= 29) &&
	       !(month == 1 && day <= 3) && calendar_day_off(c, at) == NULL;
}

int64_t
calendar_add_business(const struct calendar *c, int64_t day, int n)
{
	int step = n < 0 ? -1 : 1;

	while (n == 0 && !calendar_is_business(c, day))
		day++;
	while (n != 0) {
		day += step;
		if (calendar_is_business(c, day))
			n -= step;
	}
	return day;
}

int64_t
calendar_maintenance(const struct calendar *c, int64_t day)
{
	while (calendar_weekday(day) != WEDNESDAY)
		day++;
	while (calendar_day_off(c, day) != NULL)
		day += 7;
	return day;
}

int64_t
calendar_add_months(int64_t at, int n)
{
	int year, month, day, last;

	clock_civil(at, &year, &month, &day);
	month += n - 1;
	year += month / 12 - (month % 12 < 0);
	month = (month % 12 + 12) % 12 + 1;
	last = (int)(clock_days(year + month / 12, month % 12 + 1, 1) -
		     clock_days(year, month, 1));
	return clock_days(year, month, day < last ? day : last);
}

int64_t
calendar_period_end(int64_t at, int n)
{
	int64_t same = calendar_add_months(at, n);
	int y, m, first, day;

	clock_civil(at, &y, &m, &first);
	clock_civil(same, &y, &m, &day);
	/* where that day does not exist the period ends with the month */
	return day == first ? same - 1 : same;
}
