#ifndef VVS_STORE_PURGE_H
#define VVS_STORE_PURGE_H

#include <stdint.h>

#include "io/json.h"
#include "store/store.h"

/*
 * Erase what the customer registered before `t`, what belongs to it, and
 * the content of events about it; inside a write transaction.  Writes how
 * many of each there were as members; returns the sum.
 */
int64_t purge_before(
    struct store *st, int64_t t, const char *actor, struct jsonw *w);

/* Is something erased that may still be found in the file? */
int purge_pending(struct store *st);

/*
 * Write the file anew and empty its log, so that nothing erased is left
 * in either.  0, or -1 if a reader prevents it.
 */
int purge_compact(struct store *st);

#endif
