#ifndef VVS_DATE_H
#define VVS_DATE_H

#include <stdint.h>

/*
 * Dates as people in Japan write them.  Days are days since 1970-01-01.
 *
 * Read are 2026-07-29, 2026/7/29, 2026年7月29日 and the eras Showa, Heisei
 * and Reiwa (令和8年7月29日, 令和元年, R8.7.29), also with full-width digits,
 * white space around and the right day of the week behind: what
 * date_format_ja() writes.  A date that does not exist, or lies outside its
 * era, is refused; so is one without its year, or 来週金曜, which would
 * mean another day tomorrow.
 */

#define DATE_TEXT 40 /* bytes that date_format_ja() needs */

/* 0, or -1 if it is none of these. */
int date_parse(const char *text, int64_t *day);

/* "2026年7月29日(水)" into `text`; returns it. */
char *date_format_ja(int64_t day, char *text);

#endif
