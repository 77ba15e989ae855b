#ifndef VVS_CRITERIA_H
#define VVS_CRITERIA_H

#include <stdbool.h>

#include "base/buf.h"
#include "match/cpe.h"

/*
 * One match of an applicability statement: a name, perhaps with a range
 * of versions, judged against the name of something installed.
 */

/* In an order in which AND is the minimum and OR the maximum. */
enum truth { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE };

/* How the versions were found to fit, the strongest first. */
enum fit {
	FIT_EXACT,   /* the same version, or both have none */
	FIT_RANGE,   /* inside the bounds */
	FIT_PATTERN, /* 8.* covers 8.1 */
	FIT_ALL	     /* the criteria cover all versions */
};

/* Bounds are compared by version_compare(); NULL where there is none. */
struct criteria {
	struct cpe cpe;
	const char *start_including, *start_excluding;
	const char *end_including, *end_excluding;
	bool vulnerable; /* else only the environment */
};

struct judgement {
	enum truth truth;
	enum fit fit; /* when the truth is not FALSE */
	/* the criteria name an attribute that the inventory leaves open */
	bool weaker;
};

/*
 * Bounds count where the version of the criteria is ANY; ANY without
 * bounds covers everything, also an unknown version.  A concrete version
 * covers that text only, NA covers NA and ANY.  A comparison that cannot
 * be made, because the installed version is ANY or has wildcards or is
 * incomparable, is UNKNOWN unless the other bound decides.  NA is never
 * in a range.  Attributes after the version follow table 6-2: UNDEFINED
 * counts only when both are the same text.
 */
struct judgement criteria_judge(
    const struct criteria *c, const struct cpe *installed);

/* Are part, vendor, product and the rest compatible, versions aside? */
bool criteria_names(
    const struct criteria *c, const struct cpe *installed, bool *weaker);

/*
 * The index keeps criteria as (part, vendor, product, bucket, detail).
 * The bucket is the version if it is concrete, "-" for NA, else "".
 * The detail is what else they say, one line of text; with nothing else
 * criteria_detail() adds nothing and the index may store NULL.
 */
const char *criteria_bucket(const struct criteria *c);
void criteria_detail(const struct criteria *c, struct buf *out);

/*
 * The way back: version, later attributes and bounds of *c from `bucket`
 * and `detail` (NULL is empty), which must outlive *c; `detail` is cut in
 * pieces.  Part, vendor and product are the caller's.  Returns -1 if it
 * is not what criteria_detail() writes.
 */
int criteria_from_row(struct criteria *c, const char *bucket, char *detail);

#endif
