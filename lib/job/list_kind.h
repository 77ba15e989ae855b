#ifndef VVS_JOB_LIST_KIND_H
#define VVS_JOB_LIST_KIND_H

#include "store/store.h"

/*
 * The kinds that vvs-list knows.  To add one: a function that calls `fn`
 * with each of its records as JSON until that returns non-zero, and a row
 * in the table of list_kind.c.
 */

#define LIST_COLUMNS 12

struct list_kind {
	const char *name;
	const char *type; /* of its records */
	int (*each)(struct store *st, store_fn *fn, void *arg);
	/* for table and CSV, the important first: "key" or "key.key" */
	const char *column[LIST_COLUMNS + 1];
};

#endif
