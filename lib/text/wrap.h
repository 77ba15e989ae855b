#ifndef VVS_WRAP_H
#define VVS_WRAP_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Lines for mail and terminals: words are parted at spaces, Japanese
 * between any two characters but where its rules forbid it (no line begins
 * with 、。」 and their like, or ends with 「（).  A wide character takes
 * two columns.  What cannot be parted, such as a URL, stands out.
 */

#define WRAP_COLUMNS 70

/*
 * Append `text`, one paragraph, whose first line begins at column `at`;
 * further lines are indented by `indent`.  White space of any kind counts
 * as one space.  No newline at the end.
 */
void wrap(struct buf *out, const char *text, size_t at, size_t indent);

/*
 * Append at most `columns` of `text` as one line; what is left out is
 * shown by "…".
 */
void wrap_cut(struct buf *out, const char *text, size_t columns);

#endif
