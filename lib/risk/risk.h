#ifndef VVS_RISK_H
#define VVS_RISK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/*
 * How urgent a finding is and until when it has to be dealt with, as long
 * as nobody has set a policy:
 *
 *	urgent	known to be exploited (KEV), or CVSS 9.0 and more
 *	high	7.0 and more
 *	medium	4.0 and more
 *	low	less
 *	unrated	no score
 *
 * Only what is in the KEV catalogue has a due date: that of the catalogue,
 * or as many days after the finding as the catalogue gave when it listed
 * the CVE, whichever is later.
 */

struct risk_facts {
	int score; /* CVSS in tenths, -1 if there is none */
	bool kev;
	const char *kev_added, *kev_due; /* dates; NULL or bad: not known */
	int64_t first_at;		 /* when the finding was made */
};

struct risk {
	const char *level;
	char due[CLOCK_TEXT]; /* YYYY-MM-DD, "" if there is none */
};

/* 0 for unrated to 4 for urgent, to compare levels. */
int risk_rank(const char *level);

void risk_judge(const struct risk_facts *facts, struct risk *risk);

#endif
