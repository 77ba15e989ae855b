#ifndef VVS_STORE_REGISTRY_H
#define VVS_STORE_REGISTRY_H

#include "io/json.h"
#include "rec/registry.h"
#include "store/store.h"

/*
 * Organizations, services, accounts and systems as registered.  What was
 * removed stays until vvs-purge erases it; its id is never used again, since
 * the ledger knows it for ever, and nothing else of it.
 */

enum registry_state { REGISTRY_NONE, REGISTRY_LIVE, REGISTRY_REMOVED };

/*
 * Look one up.  `rec`, if not NULL, gets its record, which lives in `a`,
 * or NULL if there is none.
 */
enum registry_state registry_find(struct store *st, enum reg_kind kind,
    const char *id, struct arena *a, const struct json **rec);

/* Store a record (rec/registry.h); inside a write transaction. */
void registry_put(
    struct store *st, enum reg_kind kind, const char *id, const char *body);

/*
 * Remove it; inside a write transaction.  The software of a system is
 * marked gone, so that the next match resolves its findings.
 */
void registry_remove(struct store *st, enum reg_kind kind, const char *id);

/*
 * Call `fn` with each live record, by id, until it returns non-zero;
 * returns that.  Not again for the same kind from within `fn`.
 */
int registry_each(
    struct store *st, enum reg_kind kind, store_fn *fn, void *arg);

/* The same of those that were removed and not yet erased. */
int registry_each_removed(
    struct store *st, enum reg_kind kind, store_fn *fn, void *arg);

/* How many live ones there are. */
int registry_any(
    struct store *st, enum reg_kind kind); /* cheaper: is there one */
int64_t registry_count(struct store *st, enum reg_kind kind);

/* How many addresses the live systems have together. */
int64_t registry_addresses(struct store *st);

/*
 * The id of a live record of `kind` whose text at `key` is `value`, other
 * than `except`; NULL if there is none.  Lives in `a`.  ASCII capitals do
 * not matter.
 */
const char *registry_holder(struct store *st, enum reg_kind kind,
    const char *key, const char *value, const char *except, struct arena *a);

/* Call `fn` with the id of each such record, until it returns non-zero. */
void registry_holders(struct store *st, enum reg_kind kind, const char *key,
    const char *value, int (*fn)(const char *id, void *arg), void *arg);

/* Is organization `id` the organization `above`, or somewhere below it? */
int registry_is_within(struct store *st, const char *id, const char *above);

#endif
