#ifndef VVS_JOB_DAYS_H
#define VVS_JOB_DAYS_H

#include <stdio.h>

#include "job/given.h"

/*
 * Print each day of --year, or --from to --to, as a record: its name if
 * it is a day off in Japan, whether people work, and the planned
 * maintenance.  As a table for people: only the days that are special,
 * and a count.  Ends the program with CMD_USAGE for days that are none.
 */
void days_print(const struct given *g, int table, FILE *out);

#endif
