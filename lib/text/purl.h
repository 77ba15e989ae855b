#ifndef VVS_PURL_H
#define VVS_PURL_H

#include "base/buf.h"
#include "base/mem.h"

/*
 * Package URLs: pkg:type/namespace/name@version?qualifiers#subpath.
 *
 * Reading is liberal about slashes, the case of type and keys, and an
 * npm scope whose @ is not encoded.  What is read is normalised by the
 * rules of its type (case, `_` and `-` of Python), so equal packages are
 * equal byte by byte.  Refused: no type or no name, percent codes that
 * are broken or give NUL or no UTF-8, a namespace where the type has none
 * or needs one, the same qualifier twice, more than PURL_MAX bytes.
 * Unknown types are fine.
 */

#define PURL_MAX 4096
#define PURL_QUALIFIERS 32

struct purl_qualifier {
	const char *key, *value;
};

/* All decoded; NULL where absent, qualifiers sorted by key. */
struct purl {
	const char *type, *namespace, *name, *version, *subpath;
	struct purl_qualifier qualifier[PURL_QUALIFIERS];
	size_t qualifiers;
};

/* 0, or -1 with a static text in `*why`.  What it sets lives in `a`. */
int purl_parse(
    struct purl *p, struct arena *a, const char *text, const char **why);

/*
 * Apply the rules of its type to what was put together by hand; the same
 * refusals.  purl_parse() has done it already.
 */
int purl_normalise(struct purl *p, struct arena *a, const char **why);

/* Append the canonical text. */
void purl_build(const struct purl *p, struct buf *out);

/* Both for one put together by hand; NULL if refused or too long. */
const char *purl_text(struct purl *p, struct arena *a);

/* The value of a qualifier, or NULL. */
const char *purl_qualifier(const struct purl *p, const char *key);

#endif
