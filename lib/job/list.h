#ifndef VVS_JOB_LIST_H
#define VVS_JOB_LIST_H

#include <stdio.h>

#include "io/filter.h"
#include "store/store.h"

/*
 * List any kind of record: the work of vvs-list.  Records that who acts may
 * read (job/permit.h) go from the state file to `out` one by one, so memory
 * does not grow with them; as JSON lines they are exactly what is stored.
 */

enum list_format { LIST_JSONL, LIST_TABLE, LIST_CSV };

struct list_kind; /* "systems", "findings" ... */

/* The kind of that name, or NULL. */
const struct list_kind *list_kind(const char *name);

/* The names of all kinds, one after another; NULL at the end. */
const char *list_kind_name(int i);

/*
 * List those that `f` keeps (NULL: all).  A record on which the filter
 * fails is named and left out: CMD_DATA.  Texts in several languages are
 * shown in the user's.  Returns the exit code.
 */
int list_run(struct store *st, const struct list_kind *kind,
    enum list_format format, struct filter *f, FILE *out);

#endif
