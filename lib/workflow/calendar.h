#ifndef VVS_CALENDAR_H
#define VVS_CALENDAR_H

#include <stdint.h>

/*
 * The Japanese business calendar: legal days off (law of 20 July 1948 as
 * amended, with substitute and sandwiched days and the one-off days by
 * special law), business days, and the weekly maintenance window
 * (facts of the service: sections 2 to 6).
 *
 * Days are days since 1970-01-01 in Japan (clock_jst_days).  Rules hold
 * for 1970 to 2150; days off of the next years are a prediction until the
 * gazette has them, so an operator can add and remove single days.
 */

struct calendar;

struct calendar *calendar_new(void);
void calendar_free(struct calendar *c);

/* A day off that the rules do not know, or (name NULL) one that is none. */
void calendar_override(struct calendar *c, int64_t day, const char *name);

/* Monday 1 to Sunday 7. */
int calendar_weekday(int64_t day);

/* The name of a legal day off, else NULL.  Valid until the next change. */
const char *calendar_day_off(const struct calendar *c, int64_t day);

/* The fiscal year, which begins in April, and its quarter, 1 to 4. */
int calendar_fiscal(int64_t day, int *quarter);

/* Neither weekend nor legal day off nor the closure of 29 Dec to 3 Jan. */
int calendar_is_business(const struct calendar *c, int64_t day);

/*
 * `n` business days after `day`, which itself does not count; before it
 * if `n` is negative.  With 0 the day itself or the next business day.
 */
int64_t calendar_add_business(const struct calendar *c, int64_t day, int n);

/*
 * The first planned maintenance on `day` or later: each Wednesday, or if
 * that is a legal day off the Wednesday after it.  18:00 to 20:00 JST.
 */
int64_t calendar_maintenance(const struct calendar *c, int64_t day);

/*
 * `n` months later (earlier, if negative): the same day of the month, or
 * its last day where that does not exist.
 */
int64_t calendar_add_months(int64_t day, int n);

/* The last day of a period of `n` months that begins on `day`. */
int64_t calendar_period_end(int64_t day, int n);

#endif
