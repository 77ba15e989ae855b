#ifndef VVS_REPORT_KINDS_H
#define VVS_REPORT_KINDS_H

#include "rec/finding.h"

/* The groups that a report counts findings in. */

/* clang-format off */
enum level {
	LEVEL_URGENT, LEVEL_HIGH, LEVEL_MEDIUM, LEVEL_LOW, LEVEL_UNRATED, LEVELS
};

enum report_state {
	STATE_OPEN, STATE_INVESTIGATING, STATE_AFFECTED, STATE_PLANNED,
	STATE_WAIVER_REQUESTED, STATE_DONE, STATE_RESOLVED, STATE_NOT_AFFECTED,
	STATE_WAIVED, STATE_RETRACTED, STATES
};

/* how many days over the due date, or how many are left */
enum report_due {
	DUE_OVER_90, DUE_OVER_30, DUE_OVER_1, DUE_IN_7, DUE_IN_30, DUE_LATER,
	DUE_NONE, DUES
};
/* clang-format on */

enum report_exposure { INTERNET, INTERNAL, ISOLATED, EXPOSURE_UNKNOWN };

/* Could the condition not be decided in full? */
int report_is_possible(const struct finding *f);

/* The places of words in their tables; the last one for what is unknown. */
enum level level_of(const char *level);
enum report_state state_of(const char *state);

#endif
