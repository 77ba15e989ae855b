#ifndef VVS_STORE_EPSS_H
#define VVS_STORE_EPSS_H

#include <stdint.h>

#include "store/store.h"

/*
 * Exploit prediction scores, in 1e-5.  A day's file replaces them all:
 * most change a little, so what is stored is held against it in memory
 * and only differences are written.
 */

struct epss_day;

/* Reads what is stored; inside a write transaction. */
struct epss_day *epss_day_begin(struct store *st);
/*
 * The score before, -1 if there was none.  `*changed` tells whether
 * something was written.
 */
int32_t epss_day_put(struct epss_day *d, int64_t cve, int32_t score,
    int32_t percentile, int *changed);
/* A CVE that has no score any more, and had `before`. */
typedef void epss_gone_fn(int64_t cve, int32_t before, void *arg);
/*
 * Drops the scores of CVEs that are no longer in the file, if that is
 * `whole` and has at least nine in ten of what is stored; else it is an
 * excerpt.  Returns how many; frees it.
 */
long epss_day_end(struct epss_day *d, int whole, epss_gone_fn *gone, void *arg);
void epss_day_free(struct epss_day *d);

#endif
