#ifndef VVS_JSON_STREAM_H
#define VVS_JSON_STREAM_H

#include "io/json.h"

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
