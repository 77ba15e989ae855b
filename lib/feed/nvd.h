#ifndef VVS_NVD_H
#define VVS_NVD_H

#include <stdint.h>

#include "io/json.h"
#include "rec/advisory.h"

/*
 * The National Vulnerability Database: answers of its CVE API 2.0 and its
 * feeds of the same form.  An element of `vulnerabilities` becomes an
 * advisory.
 *
 * Needed are id, published, lastModified and descriptions; all else may be
 * absent or of a type we do not expect, and is left out then.  Keys we do
 * not know are ignored.
 */

#define NVD_TEXT 1024 /* bytes of a version bound or a short text */

struct nvd;

struct nvd *nvd_new(void);
void nvd_free(struct nvd *n);

/*
 * Read one element.  -1 and `*why`, a static text, if it is no advisory.
 * What `a` points to is valid until the next call.  `*bad_names` counts
 * product names that nobody can read: they stay in the record, but
 * nothing matches them.
 */
int nvd_read(struct nvd *n, const struct json *element, struct advisory *a,
    int *bad_names, const char **why);

/* The id of an element as far as it has one, for messages; else NULL. */
const char *nvd_id(const struct json *element);

/* What stands beside the array. */
struct nvd_envelope {
	int64_t start, per_page, total;
	int64_t timestamp;
};

/* -1 and `*why` if this is no answer about CVEs, or it lacks a count. */
int nvd_envelope(
    const struct json *rest, struct nvd_envelope *e, const char **why);

#endif
