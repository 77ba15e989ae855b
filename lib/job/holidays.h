#ifndef VVS_JOB_HOLIDAYS_H
#define VVS_JOB_HOLIDAYS_H

#include "workflow/calendar.h"

/*
 * The business calendar with the days that share/holidays.tsv adds and
 * removes.  A bad line there is said and skipped; a missing file is an
 * empty one.  Free it with calendar_free().
 */
struct calendar *holidays_calendar(void);

#endif
