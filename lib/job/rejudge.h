#ifndef VVS_REJUDGE_H
#define VVS_REJUDGE_H

#include <stdint.h>

#include "rec/finding.h"
#include "store/store.h"

/*
 * Level and due date of stored findings again, without a match: after a
 * score, the catalogue of exploited vulnerabilities or EPSS has changed.
 * For vulnerabilities with a change number above `after`; inside a write
 * transaction.  `changed`, if not NULL, gets each finding that is
 * different now; returns how many are.
 */
typedef void rejudge_fn(const struct finding *f, void *arg);
long rejudge(struct store *st, int64_t after, rejudge_fn *changed, void *arg);

#endif
