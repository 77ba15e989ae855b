#ifndef VVS_RESOLVE_H
#define VVS_RESOLVE_H

#include "match/aliases.h"
#include "match/cpe.h"
#include "rec/software.h"

/*
 * From what an inventory calls a product to the CPE name that advisories
 * use.  In this order: the CPE name that is given; an alias for the
 * package or the name; the product dictionary, when exactly one product
 * fits.  A name in the dictionary must fit the vendor too where one is
 * known, as vendor or as the first word of the name.
 *
 * Tools guess CPE names for packages.  Where there is a purl too, and the
 * dictionary lacks the given name's product but has the one that the purl
 * leads to, the latter counts.
 *
 * A trailing version ("Apache HTTP Server 2.4.49") is taken apart from the
 * name.  The version that is given counts, except that of 3.11.4 in the
 * name and 3.11.4150.0 beside it the former does.
 */

/* One product that sources know, as in a formatted string. */
typedef void resolve_product_fn(
    const char *part, const char *vendor, const char *product, void *arg);

struct resolve_dictionary {
	/*
	 * Call `fn` with at most `max` products that are called `product`
	 * or, if `like`, whose name begins so.
	 */
	void (*products)(const char *product, int like, int max,
	    resolve_product_fn *fn, void *fn_arg, void *arg);
	void *arg;
};

/*
 * Sets how, resolved and suggestion of `s`; what they point to lives in
 * `a`.  `d` may be NULL: no dictionary.  Returns NULL, or what is wrong
 * with the given CPE name, which is then taken away.
 */
const char *resolve(const struct aliases *al,
    const struct resolve_dictionary *d, struct arena *a, struct software *s);

/* What upstream calls the version of a deb, rpm or apk; in `a`. */
const char *resolve_upstream(
    struct arena *a, const char *ecosystem, const char *version);

#endif
