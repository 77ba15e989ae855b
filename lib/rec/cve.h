#ifndef VVS_CVE_H
#define VVS_CVE_H

#include <stdint.h>

/*
 * CVE ids: "CVE-YYYY-NNNN", four digits or more, as a number for tables
 * and joins: year * CVE_YEAR + number.  Year 1999 to 9999; a number of
 * more than ten digits is refused (the CVE rules allow 19, nobody has
 * needed eight).
 */
#define CVE_YEAR INT64_C(10000000000)
#define CVE_TEXT 24 /* bytes that any id needs */

/* 0, or -1 if `text` is no CVE id. */
int cve_parse(const char *text, int64_t *cve);
/* Into `text` of CVE_TEXT bytes; returns it. */
char *cve_format(int64_t cve, char *text);

#endif
