#ifndef VVS_STORE_WAITING_H
#define VVS_STORE_WAITING_H

#include "io/digest.h"
#include "store/software.h"

/*
 * Inventories that wait for approval: the spool of an import
 * (store/software.h), kept with the number of its request.
 */

/* Keep the spool with `request`; inside a write transaction. */
void waiting_keep(struct store *st, int64_t request);

/* It is the spool again; what is kept stays. */
void waiting_take(struct store *st, int64_t request);

/* It is not needed any more. */
void waiting_drop(struct store *st, int64_t request);

/* Call `fn` for each system of the spool, and for `also` unless NULL. */
void waiting_systems(struct store *st, const char *also,
    void (*fn)(const char *system, void *arg), void *arg);

/*
 * What software_replace() would do, without doing it: adds to `n`, and
 * calls `fn` with the record of each that would be gone (`new` is 0), or
 * be there newly (1).
 */
void waiting_compare(struct store *st, const char *source, const char *also,
    int complete, struct software_counts *n,
    void (*fn)(const char *body, int new, void *arg), void *arg);

/*
 * A digest of which software `source` says these systems have, to see
 * whether that is still so.
 */
void waiting_basis(struct store *st, const char *source, const char *also,
    unsigned char out[DIGEST_LEN]);

#endif
