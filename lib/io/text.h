#ifndef VVS_TEXT_H
#define VVS_TEXT_H

#include <stddef.h>

#include "base/mem.h"

/*
 * Characters as people see them.  The only module that knows utf8proc.
 *
 * Input is NUL-terminated and may be anything; bytes that are not UTF-8
 * are kept as they are and count as one column each.  A result lives in
 * the arena and is at most 18 times as long as its input (Unicode's worst
 * case for NFKC).
 */

/*
 * For comparison only: NFKC and case folded, so that full-width and
 * half-width forms and capitals are the same ("ＯｐｅｎＳＳＬ" and "OpenSSL"
 * both become "openssl", "ﾊﾞｰｼﾞｮﾝ" becomes "バージョン"); white space at the
 * ends dropped, any other run of it becomes one blank.
 */
char *text_fold(struct arena *a, const char *s);

/* The same, but capitals stay: for values such as versions. */
char *text_nfkc(struct arena *a, const char *s);

/* Terminal columns: 2 for a wide character, 0 for a combining one. */
size_t text_width(const char *s);

/* How many bytes of `s` fit into `columns`, whole characters only. */
size_t text_fit(const char *s, size_t columns);

#endif
