#ifndef VVS_JSONW_H
#define VVS_JSONW_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct json;

/*
 * JSON out.  A writer appends to `out` and places the commas; the caller closes
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

#endif
