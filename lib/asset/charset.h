#ifndef VVS_CHARSET_H
#define VVS_CHARSET_H

#include "base/buf.h"

/*
 * Documents in the encodings that inventories come in: UTF-8 with or
 * without byte order mark, UTF-16 with one, and CP932 (Japanese Windows).
 * Open it before a jail is entered, because iconv(3) loads its tables.
 */
struct charset;

struct charset *charset_new(void);
void charset_free(struct charset *cs);

/*
 * Make `doc` UTF-8 without byte order mark, in place.  Bytes that are not
 * UTF-8 are taken as CP932, unless the document begins like JSON or XML,
 * which are never that: those are left to their readers.  NULL, or why it
 * cannot be text; then `doc` is as it was.
 */
const char *charset_decode(struct charset *cs, struct buf *doc);

#endif
