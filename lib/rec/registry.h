#ifndef VVS_REC_REGISTRY_H
#define VVS_REC_REGISTRY_H

#include "io/json.h"

/*
 * The records that people register: organizations, services, accounts,
 * systems and announcements.  Their keys are spelled here alone;
 * vvs-organization(5) and its kin explain them.
 *
 * A record is checked and brought to one form: known keys in a fixed
 * order, white space around names removed, addresses canonical, lists
 * without duplicates, what is not set left out.  So equal records are
 * equal byte for byte.
 */

enum reg_kind {
	REG_ORGANIZATION,
	REG_SERVICE,
	REG_ACCOUNT,
	REG_SYSTEM,
	REG_ANNOUNCEMENT
};
#define REG_KINDS 5

#define REG_ID_MAX 64	    /* characters in an id */
#define REG_NAME_MAX 200    /* characters in a name */
#define REG_TEXT_MAX 2000   /* characters in a purpose */
#define REG_LIST_MAX 1024   /* addresses, or scope entries */
#define REG_BODY_MAX 524288 /* bytes in a record */
#define REG_WHY 300	    /* bytes for a reason */

/* "system" and so on: its `type`; -1 if `name` is no kind. */
const char *reg_name(enum reg_kind kind);
int reg_kind(const char *name);

/* 1 to 64 of [a-z0-9._-]. */
int reg_id_ok(const char *id);

/*
 * Merge what is `given` into what is `stored` (NULL if it is new) and
 * append the record to `out`.  Keys that are not given keep their value;
 * null, "" and [] clear.  `now` becomes `registered_at` of a new one.
 * Returns 0, or -1 with the reason in `why`; then `out` is of no use.
 * Whether the ids that it names exist is the caller's business.
 */
int reg_merge(enum reg_kind kind, const struct json *stored,
    const struct json *given, int64_t now, struct buf *out, char why[REG_WHY]);

/* The id that `rec` names at `key`, else NULL; the kind that it is of. */
struct reg_link {
	const char *key;
	enum reg_kind to;
};
/* Which keys of `kind` name others; ends with a NULL key. */
const struct reg_link *reg_links(enum reg_kind kind);

/*
 * A scope entry: "all", "organization:ID", "service:ID" or "system:ID".
 * Returns its id and sets `kind`; NULL for "all" and for nonsense.
 */
const char *reg_scope(const char *entry, int *kind);

#endif
