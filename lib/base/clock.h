#ifndef VVS_CLOCK_H
#define VVS_CLOCK_H

#include <stdint.h>

/*
 * Time.  clock_now() is the only clock of vvs and ignores the
 * environment.  Opening a state file that was made with `vvs-init --test`
 * sets it from VVS_NOW (clock_set), so tests have a fixed one; programs
 * without state take --now.
 *
 * Times are seconds since 1970 in UTC, dates are days since 1970-01-01.
 * Texts are RFC 3339: "2026-01-31T00:00:00Z", "2026-01-31".
 */

#define CLOCK_TEXT 32 /* bytes that any text made here needs */

int64_t clock_now(void);
void clock_set(int64_t t);

/* Monotonic milliseconds, for time limits and pauses only. */
int64_t clock_ms(void);

/* "YYYY-MM-DDTHH:MM:SSZ" into `text` of CLOCK_TEXT bytes; returns it. */
char *clock_format(int64_t t, char *text);

/* The date of `t` in Japan, "YYYY-MM-DD". */
char *clock_format_jst_date(int64_t t, char *text);
/* The time there for people, "YYYY-MM-DD HH:MM". */
char *clock_format_jst(int64_t t, char *text);

/*
 * Read an RFC 3339 time, a date alone (its midnight), or a time without
 * zone (taken as UTC, as NVD writes them); fractions are dropped.  0, or
 * -1 if it is none.
 */
int clock_parse(const char *text, int64_t *t);

/* "YYYY-MM-DD" <-> days since 1970-01-01; the parse gives 0 or -1. */
int clock_parse_date(const char *text, int64_t *days);
char *clock_format_date(int64_t days, char *text);

/* The same in numbers; clock_days() of a day that is none counts on. */
int64_t clock_days(int year, int month, int day);
void clock_civil(int64_t days, int *year, int *month, int *day);
/* The date in Japan at the time `t`. */
int64_t clock_jst_days(int64_t t);

#endif
