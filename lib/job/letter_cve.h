#ifndef VVS_JOB_LETTER_CVE_H
#define VVS_JOB_LETTER_CVE_H

#include "job/letter.h"

/*
 * The part of a letter that is about CVEs, from sorted items: the most
 * urgent LETTER_FULL in full, by `template`, then LETTER_LINES in a line
 * each, into `items`; into `more` the number of the rest.  The ids of all
 * are appended to l->about.
 */
void letter_cves(struct letter *l, struct buf *items, struct buf *more,
    struct store *st, const char *template, const struct letter_item *item,
    size_t n, int japanese);

/* The names of their products, at most three, each once. */
void letter_products(struct buf *out, const struct letter_item *item, size_t n);

#endif
