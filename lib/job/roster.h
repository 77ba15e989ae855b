#ifndef VVS_JOB_ROSTER_H
#define VVS_JOB_ROSTER_H

#include "job/lines.h"
#include "rec/registry.h"

/*
 * The records that a table of organizations, services, accounts or
 * systems is (asset/roster.h), instead of lines_read().  A child in a
 * jail reads it from `in`, in UTF-8, UTF-16 or CP932.
 *
 * What is wrong with a row is said with its line: CMD_DATA then.  A table
 * that is refused, or breaks off, gives no records at all.
 */
int roster_lines(struct lines *s, int in, const char *name, enum reg_kind kind);

#endif
