#ifndef VVS_ALIASES_H
#define VVS_ALIASES_H

#include <stddef.h>

#include "base/mem.h"

/*
 * What people and packagers call products, and what CPE calls them: the
 * content of share/aliases.tsv, in memory.  Three columns with tabs
 * between, `#` begins a comment line:
 *
 *   name     a product's name       part:vendor:product[:version[:update]]
 *   package  a package of a distribution            the same
 *   purl     type/namespace/name                    the same
 *   vendor   a vendor's name                        its CPE name
 *   noise    words that say nothing of the product
 *
 * Names are compared as aliases_clean() makes them.  In a name `%` stands
 * for a number, $1 to $9 in its value for the first to ninth of them, and
 * a `*` at its end for anything.  Of equal lines the first counts.
 */
#define ALIASES_BYTES (4u << 20) /* of one file */
#define ALIASES_NUMBERS 9

enum alias_kind {
	ALIAS_NAME,
	ALIAS_PACKAGE,
	ALIAS_PURL,
	ALIAS_VENDOR,
	ALIAS_NOISE,
	ALIAS_KINDS
};

struct aliases;

struct aliases *aliases_new(void);
void aliases_free(struct aliases *al);

/*
 * Add the lines of a file.  Returns 0, or the number of the first line
 * that is none (those before it are in).
 */
long aliases_add(struct aliases *al, const char *text, size_t n);

/*
 * A name made comparable: folded, without (R) and (TM), without noise and
 * what then is left of parentheses.  Lives in `a`.
 */
char *aliases_clean(
    const struct aliases *al, struct arena *a, const char *name);

/*
 * What `key` stands for, with its numbers put in; NULL if nothing.  Names
 * must be clean; patterns count for ALIAS_NAME only, after exact ones.
 */
const char *aliases_find(const struct aliases *al, struct arena *a,
    enum alias_kind kind, const char *key);

#endif
