#ifndef VVS_REPORT_ITEM_H
#define VVS_REPORT_ITEM_H

#include <stdint.h>

#include "report/kinds.h"

/* What a summary is made of; what the caller looks up is the caller's. */

/* Open findings. */
struct report_counts {
	long total, level[LEVELS], kev, overdue;
};

struct report_org {
	const char *id, *name, *parent_id;
	int parent;   /* its place, -1 at the top */
	int depth;    /* 0 at the top */
	long systems; /* those below included, as in `sum` */
	struct report_counts sum;
};

struct report_system {
	const char *id, *name, *org_id;
	int org; /* -1: none */
	enum report_exposure exposure;
	struct report_counts sum;
};

/* One finding of a list. */
struct report_item {
	char id[FINDING_ID];
	int64_t cve;
	int system; /* -1: not registered */
	char system_id[72];
	enum level level;
	enum report_state state;
	enum report_exposure exposure;
	int kev, score, epss, possible;
	int64_t due; /* days since 1970, REPORT_NO_DATE: none */
	int64_t first_at;
	/* looked up by the caller; NULL where unknown */
	const char *software, *version, *text;
	int english; /* `text` is, though the report is not */
};
#define REPORT_NO_DATE INT64_MAX

struct report_list {
	struct report_item *item;
	int count;
	long total; /* how many there are, shown or not */
};

/* One CVE that is known to be exploited. */
struct report_kev {
	int64_t cve;
	long findings, systems;
	int last_system;
	enum level level;
	int score, epss;
	/* looked up by the caller; NULL where unknown */
	const char *product, *added, *due, *text;
	int english, ransomware;
};

/* An announcement; texts in the language of the report. */
struct report_notice {
	const char *category, *title, *text;
	int64_t from, to; /* 0: not said */
};

struct report_source {
	const char *name;
	int64_t checked_at, data_at; /* 0: never */
	int stale;
};

#endif
