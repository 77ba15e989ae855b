#ifndef VVS_REPORT_WORDS_H
#define VVS_REPORT_WORDS_H

#include "base/lang.h"

/*
 * The words of reports, in both languages.  A report has the language of
 * its readers, which need not be that of whoever makes it: so these do
 * not come from gettext, which knows one language a process.
 */

/* clang-format off */
enum word {
	W_TITLE, W_AS_OF, W_SCOPE_ALL, W_LANG_CODE,
	/* levels, in the order of enum level */
	W_URGENT, W_HIGH, W_MEDIUM, W_LOW, W_UNRATED,
	/* states, in the order of enum report_state */
	W_OPEN, W_INVESTIGATING, W_AFFECTED, W_PLANNED, W_WAIVER_REQUESTED,
	W_DONE, W_RESOLVED, W_NOT_AFFECTED, W_WAIVED, W_RETRACTED,
	/* exposure */
	W_INTERNET, W_INTERNAL, W_ISOLATED, W_UNKNOWN,
	/* due dates, in the order of enum report_due */
	W_OVER_90, W_OVER_30, W_OVER_1, W_IN_7, W_IN_30, W_LATER, W_NO_DATE,
	/* column heads */
	W_LEVEL, W_VULNERABILITY, W_SYSTEM, W_SYSTEMS, W_ORGANIZATION,
	W_SOFTWARE, W_VERSION, W_CVSS, W_EPSS, W_KEV, W_DUE, W_STATE, W_FOUND,
	W_EXPOSURE, W_TOTAL, W_OVERDUE, W_DAYS_LATE, W_ADDED, W_KEV_DUE,
	W_RANSOMWARE, W_DESCRIPTION, W_CONFIDENCE, W_VENDOR, W_PRODUCT, W_CPE,
	W_PURL, W_SEVERITY, W_VECTOR, W_SOURCE, W_ID, W_CHANGED,
	W_APPLICABILITY, W_AGE, W_DATA_OF, W_CHECKED,
	/* tiles and sentences */
	W_UNRESOLVED, W_EXPLOITED, W_AFFECTED_SYSTEMS, W_OF, W_YES, W_DASH,
	W_LEAD_NONE, W_COUNT_UNIT, W_DAY_UNIT, W_DAYS_UNIT,
	/* of one, then of none or more */
	W_LEAD_1, W_LEAD_1_S, W_LEAD_2, W_LEAD_2_S, W_LEAD_3, W_LEAD_3_S,
	W_LEAD_4, W_LEAD_4_S,
	/* "In the last 7 days: found 46, closed 3." */
	W_WEEK_1, W_WEEK_2, W_WEEK_3,
	/* sections */
	W_S_NOTICE, W_S_NOTICE_NOTE, W_MAINTENANCE, W_UNPLANNED, W_EMERGENCY,
	W_INCIDENT, W_NEWS, W_FROM, W_UNTIL,
	W_S_FIRST, W_S_FIRST_NOTE, W_S_PICTURE, W_S_DUE, W_S_DUE_NOTE,
	W_S_MATRIX, W_S_MATRIX_NOTE, W_S_YEAR, W_S_YEAR_NOTE, W_S_ORG,
	W_S_ORG_NOTE, W_S_SYSTEM, W_S_SYSTEM_NOTE, W_S_KEV, W_S_KEV_NOTE,
	W_S_OVERDUE, W_S_OVERDUE_NOTE, W_S_NEWEST, W_S_NEWEST_NOTE, W_S_STATE,
	W_S_STATE_NOTE, W_S_SOURCES, W_S_SOURCES_NOTE, W_S_LEGEND,
	W_LEGEND_URGENT, W_LEGEND_HIGH, W_LEGEND_MEDIUM, W_LEGEND_LOW,
	W_LEGEND_UNRATED, W_NONE_HERE, W_MORE_1, W_MORE_2, W_POSSIBLE,
	W_POSSIBLE_NOTE, W_NEVER, W_STALE, W_SKIP, W_CONTENTS, W_NVD_NOTICE,
	W_MATRIX_REST, W_UNKNOWN_ORG, W_WARN_STALE, W_WARN_NEVER,
	W_WARN_SOFTWARE_1, W_WARN_SOFTWARE_2, W_WARN_SOFTWARE_3, W_KEV_MARK,
	W_POSSIBLE_MARK, W_SYSTEM_NAME, WORDS
};
/* clang-format on */

const char *word(enum word w, enum lang lang);

/* A number with its thousands set apart: "12,345". */
#define WORD_NUMBER 32
char *word_number(long n, char text[WORD_NUMBER]);

/* The word for a category of announcements. */
enum word word_category(const char *category);

#endif
