#ifndef VVS_STORE_KEV_H
#define VVS_STORE_KEV_H

#include "store/store.h"

/*
 * The catalogue of known exploited vulnerabilities.  An entry that leaves
 * the catalogue is kept as withdrawn.  What changes gives the
 * vulnerability a new change number.
 */

struct kev_catalogue;

/* Compare with what is stored; inside a write transaction. */
struct kev_catalogue *kev_begin(struct store *st);
/* 1 if the entry is new or different.  Of equal entries the last counts. */
int kev_put(struct kev_catalogue *k, int64_t cve, const char *added,
    const char *due, const char *ransomware, const char *body);
/* Withdraw what was not put, if `whole`; returns how many.  Frees it. */
long kev_end(struct kev_catalogue *k, int whole);
/* Frees it, and withdraws nothing. */
void kev_free(struct kev_catalogue *k);

#endif
