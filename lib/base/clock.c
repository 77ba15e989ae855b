#include "base/clock.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "base/decimal.h"

#define DAY 86400
#define JST (9 * 3600)

static int64_t fixed;
static int is_fixed;

int64_t
clock_now(void)
{
	return is_fixed ? fixed : (int64_t)time(NULL);
}

void
clock_set(int64_t t)
{
	fixed = t;
	is_fixed = 1;
}

int64_t
clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static char *
digits_and(char *to, int n, int width, char after)
{
	to = decimal(to, (uint64_t)n, width);
	*to = after;
	return to + 1;
}

char *
clock_format(int64_t t, char *text)
{
	time_t tt = (time_t)t;
	struct tm tm;
	char *p = text;

	if (gmtime_r(&tt, &tm) == NULL || tm.tm_year < -1900 ||
	    tm.tm_year > 9999 - 1900)
		return memcpy(text, "1970-01-01T00:00:00Z", 21);
	p = digits_and(p, tm.tm_year + 1900, 4, '-');
	p = digits_and(p, tm.tm_mon + 1, 2, '-');
	p = digits_and(p, tm.tm_mday, 2, 'T');
	p = digits_and(p, tm.tm_hour, 2, ':');
	p = digits_and(p, tm.tm_min, 2, ':');
	p = digits_and(p, tm.tm_sec, 2, 'Z');
	*p = '\0';
	return text;
}

char *
clock_format_date(int64_t days, char *text)
{
	clock_format(days * DAY, text);
	text[10] = '\0';
	return text;
}

char *
clock_format_jst_date(int64_t t, char *text)
{
	clock_format(t + JST, text);
	text[10] = '\0';
	return text;
}

char *
clock_format_jst(int64_t t, char *text)
{
	clock_format(t + JST, text);
	text[10] = ' ';
	text[16] = '\0';
	return text;
}

int64_t
clock_days(int year, int month, int day)
{
	struct tm tm = {
		.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day
	};

	return (int64_t)timegm(&tm) / DAY;
}

void
clock_civil(int64_t days, int *year, int *month, int *day)
{
	time_t t = (time_t)(days * DAY);
	struct tm tm;

	gmtime_r(&t, &tm);
	*year = tm.tm_year + 1900;
	*month = tm.tm_mon + 1;
	*day = tm.tm_mday;
}

int64_t
clock_jst_days(int64_t t)
{
	return (t + JST) / DAY;
}

/* `n` digits at `*p` as a number, moving on; -1 if they are not there. */
static int
digits(const char **p, int n)
{
	int v = 0;

	for (; n > 0; n--, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return -1;
		v = v * 10 + (**p - '0');
	}
	return v;
}

static int
month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	return days[m - 1] + (m == 2 && leap);
}

static int
date_part(const char **p, int64_t *days)
{
	int y, m, d;

	if ((y = digits(p, 4)) < 0 || *(*p)++ != '-' ||
	    (m = digits(p, 2)) < 1 || m > 12 || *(*p)++ != '-' ||
	    (d = digits(p, 2)) < 1 || y < 1 || d > month_days(y, m))
		return -1;
	*days = clock_days(y, m, d);
	return 0;
}

int
clock_parse_date(const char *text, int64_t *days)
{
	return date_part(&text, days) == 0 && *text == '\0' ? 0 : -1;
}

/* "Z", "", "+09:00" or "-0500": its distance from UTC. */
static int
zone_part(const char *p, int *seconds)
{
	int sign = *p == '-' ? -1 : 1, h, m;

	*seconds = 0;
	if (*p == '\0' || ((*p == 'Z' || *p == 'z') && p[1] == '\0'))
		return 0;
	if (*p != '+' && *p != '-')
		return -1;
	p++;
	if ((h = digits(&p, 2)) < 0 || h > 23)
		return -1;
	if (*p == ':')
		p++;
	if ((m = digits(&p, 2)) < 0 || m > 59 || *p != '\0')
		return -1;
	*seconds = sign * (h * 3600 + m * 60);
	return 0;
}

int
clock_parse(const char *text, int64_t *t)
{
	const char *p = text;
	int64_t days;
	int h, m, s, zone;

	if (date_part(&p, &days) < 0)
		return -1;
	if (*p == '\0') {
		*t = days * DAY;
		return 0;
	}
	if (*p != 'T' && *p != 't' && *p != ' ')
		return -1;
	p++;
	if ((h = digits(&p, 2)) < 0 || h > 23 || *p++ != ':' ||
	    (m = digits(&p, 2)) < 0 || m > 59 || *p++ != ':' ||
	    (s = digits(&p, 2)) < 0 || s > 60)
		return -1;
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++)
			;
	if (zone_part(p, &zone) < 0)
		return -1;
	*t = days * DAY + h * 3600 + m * 60 + s - zone;
	return 0;
}
