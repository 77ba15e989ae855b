#ifndef VVS_SUMMARY_H
#define VVS_SUMMARY_H

#include <stdint.h>

#include "base/mem.h"
#include "report/item.h"

/*
 * What a summary says: counted from findings that pass by one at a time.
 *
 * Memory depends on the number of organizations, systems and known
 * exploited CVEs, never on that of findings: only the first `limit` of
 * each list are kept, by id; the caller looks up what else the page shows.
 *
 * Order of calls: summary_init, the organizations and systems, summary_scope,
 * then summary_finding for each, and summary_end.  Texts are copied.
 */

#define MATRIX_EPSS 5	       /* from 50%, 10%, 1%, 0.1%, 0 */
#define MATRIX_CVSS 4	       /* 9.0 and above, 7.0, 4.0, below */
#define REPORT_FIRST_YEAR 1999 /* of any CVE */
#define REPORT_YEARS 64

struct report_summary {
	struct arena arena;
	int64_t now, today; /* seconds; days in Japan */
	int limit, scoped;  /* scoped: leave out findings of other systems */
	const char *scope;  /* its name, NULL: all; set both for a part */

	struct report_org *org; /* by id */
	int org_count;
	size_t org_size;
	int *org_order; /* after summary_end(): as the tree is printed */
	struct report_system *system; /* by id */
	int system_count;
	size_t system_size;
	int *system_order; /* after summary_end(): worst first */

	struct report_counts sum;
	long systems_hit, possible, week_found, week_closed, state[STATES];
	long due[DUES], matrix[MATRIX_EPSS][MATRIX_CVSS], no_epss_or_score;
	long year[REPORT_YEARS][LEVELS];

	struct report_list first, overdue, newest;
	struct report_kev *kev; /* by CVE, after summary_end() worst first */
	int kev_count;
	size_t kev_size;

	/* the caller's: notices, how old all is, what was not judged */
	const struct report_source *source;
	const struct report_notice *notice;
	int source_count, notice_count;
	long software, nameless; /* 0, 0 if scoped */
};

void summary_init(struct report_summary *s, int64_t now, int limit);
void summary_free(struct report_summary *s);

void summary_add_org(struct report_summary *s, const char *id, const char *name,
    const char *parent_id);
void summary_add_system(struct report_summary *s, const char *id,
    const char *name, const char *org_id, const char *exposure);

/*
 * All is added.  Leave only the organization with this id and those below,
 * or only this system; NULL leaves all.  -1 if there is no such.
 */
int summary_scope(
    struct report_summary *s, const char *org_id, const char *system_id);

/* Count one finding; 1 if it belongs to the report, else 0. */
int summary_finding(struct report_summary *s, const struct finding *f);
void summary_end(struct report_summary *s);

/* A system by its id; NULL if it is not in the report. */
const struct report_system *summary_system(
    const struct report_summary *s, const char *id);

#endif
