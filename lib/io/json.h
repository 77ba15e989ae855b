#ifndef VVS_JSON_H
#define VVS_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/jsonw.h"

/*
 * JSON (RFC 8259) in, and io/jsonw.h out.  The only module that knows yajl.
 *
 * Input is hostile.  A text is refused, with a reason, if it is not UTF-8,
 * holds half a surrogate pair or U+0000, is nested deeper than JSON_DEPTH,
 * or is not exactly one value.  Numbers stay text: nothing is lost.  What
 * was read is a tree in an arena of the caller, which lives until that is
 * reset.  Of two equal keys the first counts.
 */

#define JSON_DEPTH 64
#define JSON_ELEMENT (16u * 1024 * 1024) /* bytes of one record */

enum json_type {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json {
	enum json_type type;
	unsigned len;	    /* bytes of `text`, or number of children */
	const char *key;    /* in an object, else NULL */
	const char *text;   /* string or number, NUL-terminated */
	struct json *child; /* first of an array or object */
	struct json *next;  /* sibling */
};

/*
 * Read one value of `n` bytes.  NULL if it is not good JSON; then `*why`
 * is a static text such as "invalid UTF-8".
 */
const struct json *json_parse(
    struct arena *a, const char *s, size_t n, const char **why);

/* The member `key`; NULL if `v` is NULL, no object, or lacks it. */
const struct json *json_get(const struct json *v, const char *key);
/* The same through nested objects: json_path(v, "cve", "id", NULL). */
const struct json *json_path(const struct json *v, ...)
    __attribute__((__sentinel__));

/* The text of a string, else NULL.  `v` may be NULL in all of these. */
const char *json_text(const struct json *v);
const char *json_str(const struct json *v, const char *key);
/* 1 if `v` is a number without fraction that fits, and `*n` is set. */
int json_int(const struct json *v, int64_t *n);
/* A score such as 9.8 in tenths, -1 if there is none from 0 to 10. */
int json_tenths(const struct json *v);
int json_is_true(const struct json *v);
/* The elements of an array: for (e = json_first(v); e; e = e->next). */
const struct json *json_first(const struct json *v);
/* Are they the same, keys in the same order?  Nothing is what is not there. */
int json_same(const struct json *a, const struct json *b);

#endif
