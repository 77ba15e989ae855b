#ifndef VVS_JOB_REPORT_H
#define VVS_JOB_REPORT_H

#include <stdio.h>

#include "base/lang.h"
#include "store/store.h"

/* The work of vvs-report: from the state file to a page or a list. */

enum report_format {
	REPORT_HTML,
	REPORT_CSV,
	REPORT_MARKDOWN,
	REPORT_JSONL,
	REPORT_FORMATS
};

/* "html" and so on; -1 if there is no such format. */
int report_format(const char *name);

struct report_order {
	enum report_format format;
	enum lang lang;
	int limit;		  /* rows of each list of a page */
	const char *organization; /* only this and those below, or NULL */
	const char *system;	  /* only this, or NULL */
	int cp932;    /* CSV in that encoding, for old spreadsheets */
	int all;      /* CSV and JSON lines: also what is closed */
	int stale_ok; /* old data is no reason to complain */
};

#define REPORT_LIMIT 20
#define REPORT_LIMIT_MAX 1000

/*
 * Write a summary to `f`; write errors are left in it.  CMD_OK; CMD_RETRY,
 * said, if a source is older than allowed: what it says may be missing
 * something; CMD_NOINPUT, said, if there is no such organization or system.
 */
int report_summary(struct store *st, const struct report_order *o, FILE *f);

#endif
