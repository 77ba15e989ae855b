#ifndef VVS_RESOLVE_WORK_H
#define VVS_RESOLVE_WORK_H

#include "match/resolve.h"

/*
 * What the files lib/match/resolve*.c share: one software record on its way
 * to a CPE name.  Texts live in the arena.
 */
#define PRODUCTS 64 /* of one name that are looked at */

struct product {
	const char *part, *vendor, *product;
};

struct work {
	const struct aliases *al;
	const struct resolve_dictionary *d;
	struct arena *a;
	struct software *s;
	const char *version; /* to put into the result, NULL if unknown */
	const char *target;  /* its target_sw, NULL if unknown */
	struct product found[PRODUCTS];
	size_t founds;
};

/* "big money$" -> "big_money\$", the form that the dictionary has. */
const char *work_value(struct work *w, const char *s);

/* Take what the aliases, or the dictionary, say: 1 if it is a name. */
int work_take_alias(struct work *w, enum alias_kind kind, const char *key);
int work_take_product(
    struct work *w, enum software_how how, const struct product *p);

/* Ask the dictionary; how many products were found. */
size_t work_look_up(struct work *w, const char *product, int like, int max);
/* The one product called so, of `vendor` if that is known; else NULL. */
const struct product *work_only_one(
    struct work *w, const char *product, const char *vendor);
/* Does it have the very vendor and product of this CPE name? */
int work_knows(struct work *w, const char *name);
/* Add up to three of what was found last to the suggestions. */
void work_suggest(struct work *w);

/* resolve_package.c: "deb", "rpm" and "apk" are. */
int resolve_is_distribution(const char *ecosystem);
void resolve_distribution(struct work *w);
void resolve_purl(struct work *w);

/* resolve_name.c */
void resolve_name(struct work *w);

#endif
