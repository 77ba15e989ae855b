#ifndef VVS_JSON_H
#define VVS_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

/*
 * JSON (RFC 8259) in and out.  The only module that knows yajl.
 *
 * Input is hostile.  A text is refused, with a reason, if it is not
 * UTF-8, holds half a surrogate pair or U+0000, is nested deeper than
 * JSON_DEPTH, or is not exactly one value.  Numbers stay text, so that
 * nothing is lost; ask with json_int() or json_double().
 *
 * What was read is a tree of `struct json` in an arena of the caller; it
 * lives until the arena is reset.  Of two equal keys the first counts.
 */

#define JSON_DEPTH 64

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

/* The member `key` of an object; NULL if `v` is NULL, no object, or lacks it. */
const struct json *json_get(const struct json *v, const char *key);
/* The same through nested objects: json_path(v, "cve", "id", NULL). */
const struct json *json_path(const struct json *v, ...)
    __attribute__((__sentinel__));

/* The text of a string, else NULL.  `v` may be NULL in all of these. */
const char *json_text(const struct json *v);
const char *json_str(const struct json *v, const char *key);
/* 1 if `v` is a number without fraction that fits, and `*n` is set. */
int json_int(const struct json *v, int64_t *n);
/* 1 if `v` is a finite number, and `*d` is set. */
int json_double(const struct json *v, double *d);
/* A score such as 9.8 in tenths, -1 if there is none from 0 to 10. */
int json_tenths(const struct json *v);
int json_is_true(const struct json *v);
/* The elements of an array: for (e = json_first(v); e; e = e->next). */
const struct json *json_first(const struct json *v);
/* Are they the same, keys in the same order?  Nothing is what is not there. */
int json_same(const struct json *a, const struct json *b);

/*
 * A writer.  It appends to `out` and places the commas; the caller closes
 * what it opens.  Look at out->overflow at the end.
 */
struct jsonw {
	struct buf *out;
	int comma; /* the next value needs one */
};

void jsonw_init(struct jsonw *w, struct buf *out);
void jsonw_open(struct jsonw *w, char bracket); /* '{' or '[' */
void jsonw_close(struct jsonw *w, char bracket);
void jsonw_key(struct jsonw *w, const char *key);
void jsonw_str(struct jsonw *w, const char *s); /* NULL writes null */
void jsonw_strn(struct jsonw *w, const char *s, size_t n);
void jsonw_int(struct jsonw *w, int64_t n);
void jsonw_tenths(struct jsonw *w, int n); /* 98 as 9.8, -1 as null */
void jsonw_double(struct jsonw *w, double d);
void jsonw_bool(struct jsonw *w, int b);
void jsonw_null(struct jsonw *w);
void jsonw_raw(struct jsonw *w, const char *s, size_t n); /* JSON as it is */
void jsonw_json(struct jsonw *w, const struct json *v);
/* A member; left out if `s` is NULL. */
void jsonw_member(struct jsonw *w, const char *key, const char *s);
/* A member that is a UTC time; null if `t` is 0. */
void jsonw_time(struct jsonw *w, const char *key, int64_t t);

/*
 * A huge document, `{… "key":[ {…}, {…}, … ] …}`, one element at a time.
 * Memory is bounded by JSON_ELEMENT for an element and for the rest.
 *
 * Feed it in any pieces.  element() gets each element of the array at
 * the top-level `key`; what is not good JSON inside an otherwise closed
 * element goes to bad() and the rest goes on.  json_stream_end() returns
 * the rest of the document (the array left empty) or NULL and the reason
 * if the document did not end properly, was not an object or is not JSON.
 * Either callback returns 0, or anything else to stop: then feed returns
 * that.  A document without the array is fine: no element is seen.
 */
#define JSON_ELEMENT (16u * 1024 * 1024)

struct json_stream;

struct json_stream_calls {
	int (*element)(
	    const struct json *v, const char *raw, size_t n, void *arg);
	int (*bad)(long index, const char *why, void *arg);
};

struct json_stream *json_stream_new(
    const char *key, const struct json_stream_calls *calls, void *arg);
int json_stream_feed(struct json_stream *s, const char *data, size_t n);
const struct json *json_stream_end(struct json_stream *s, const char **why);
void json_stream_free(struct json_stream *s);

#endif
