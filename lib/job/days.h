#ifndef VVS_JOB_DAYS_H
#define VVS_JOB_DAYS_H

#include <stdint.h>
#include <stdio.h>

/*
 * Print each day from `from` to `to` as a record: its name if it is a day
 * off in Japan, whether people work, and the planned maintenance.  As a
 * table for people: only the days that are special, and a count.
 */
void days_print(int64_t from, int64_t to, int table, FILE *out);

#endif
