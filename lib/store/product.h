#ifndef VVS_STORE_PRODUCT_H
#define VVS_STORE_PRODUCT_H

#include "store/store.h"

/*
 * The products that sources know; names as in a formatted string.  Calls
 * `fn` with at most `max` of exactly that name or, if `like`, of names
 * that begin so; by vendor.
 */
void product_each(struct store *st, const char *product, int like, int max,
    void (*fn)(
	const char *part, const char *vendor, const char *product, void *arg),
    void *arg);

/* The highest number of a product; grows when a source brings new ones. */
int64_t product_newest(struct store *st);

#endif
