#ifndef VVS_WANT_H
#define VVS_WANT_H

#include "base/mem.h"
#include "io/json.h"

/*
 * What an account wants to hear of (個別フィルタ), as far as simple options
 * say it: {"min_cvss":7,"kev":true,"severity":["high"],"level":["urgent"],
 * "product":["openssl"],"system":["web1"]}.  All that is said must hold; of
 * a list one entry.  Decided without jq.
 *
 * It applies to findings, advisories and threats.  What a record says
 * nothing of cannot be held against it: an advisory has no system, so a
 * wanted system lets all advisories pass.
 */

#define WANT_LIST_MAX 100 /* entries of a list */

/* NULL, or what is wrong with it. */
const char *want_check(const struct json *want);

/* Does the record hold what is wanted? */
int want_holds(const struct json *want, const struct json *record);

#endif
