#ifndef VVS_CPE_H
#define VVS_CPE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

/*
 * Names of products: CPE 2.3 formatted strings and CPE 2.2 URIs.
 *
 * Reading is liberal: upper case, bare punctuation, needless backslashes
 * and short match strings (missing attributes are ANY) are accepted, a
 * space becomes `_`.  Refused are: more than CPE_MAX bytes, an empty
 * attribute, control characters and bytes beyond ASCII, a part that is
 * none of a, o, h, * and -, wildcards in the middle of an attribute, and
 * in a URI percent codes that the standard does not have.
 *
 * Writing is strict, lower case, one form for each name: names are equal
 * if their formatted strings are equal byte by byte.
 */

#define CPE_MAX 2048			/* bytes of a name that is read */
#define CPE_BIND_MAX (3 * CPE_MAX + 64) /* bytes of one that is written */

enum cpe_attr {
	CPE_PART,
	CPE_VENDOR,
	CPE_PRODUCT,
	CPE_VERSION,
	CPE_UPDATE,
	CPE_EDITION,
	CPE_LANGUAGE,
	CPE_SW_EDITION,
	CPE_TARGET_SW,
	CPE_TARGET_HW,
	CPE_OTHER,
	CPE_ATTRS
};
#define CPE_ALL ((1u << CPE_ATTRS) - 1)

/*
 * One name.  Values stand as in a formatted string: "*" is ANY, "-" is
 * NA, punctuation but . - _ has a backslash.  Masks: 1u << CPE_VERSION ...
 */
struct cpe {
	const char *attr[CPE_ATTRS];
	uint16_t any, na;
	uint16_t wild; /* has * or ? as a wildcard */
};

/*
 * Reads a formatted string or a URI; the values live in the arena.
 * Returns 0, or -1 when it is not a name; then *c is not changed.
 */
int cpe_parse(struct cpe *c, struct arena *a, const char *text);

/* Sets one attribute to a value as it stands in a name written here. */
void cpe_set(struct cpe *c, enum cpe_attr i, const char *value);

/* Appends the name; a buffer with CPE_BIND_MAX to spare always holds it. */
void cpe_bind(const struct cpe *c, struct buf *out);
void cpe_bind_uri(const struct cpe *c, struct buf *out);

/*
 * How attribute `i` of a source (the criteria) relates to that of a
 * target (what is installed): NISTIR 7696, table 6-2.  UNDEFINED whenever
 * the target has wildcards.
 */
enum cpe_relation {
	CPE_DISJOINT,
	CPE_EQUAL,
	CPE_SUBSET,
	CPE_SUPERSET,
	CPE_UNDEFINED
};
enum cpe_relation cpe_relate(
    const struct cpe *source, const struct cpe *target, enum cpe_attr i);

#endif
