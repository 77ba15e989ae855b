#ifndef VVS_JSONL_H
#define VVS_JSONL_H

#include <stdio.h>

#include "io/json.h"

/*
 * JSON lines in: one object a line.
 *
 * Input is hostile.  A line longer than JSONL_MAX, or one that is not
 * exactly one JSON object, is reported as "NAME:LINE: why" and skipped;
 * after JSONL_MAX_BAD of them the rest is not read: it is not the input
 * you think.  Empty lines are skipped
 * silently, and so is a byte order mark before the first.
 */
#define JSONL_MAX (8u * 1024 * 1024) /* bytes in one line */
#define JSONL_MAX_BAD 1000

struct jsonl;

/* Read `f`, which stays the caller's; `name` is for messages. */
struct jsonl *jsonl_open(FILE *f, const char *name);

/* The next good object, or NULL at the end; valid until the next call. */
const struct json *jsonl_next(struct jsonl *in);

/* The line it came from, without its newline: to pass it on unchanged. */
const char *jsonl_line(const struct jsonl *in, size_t *n);
/* Its number, counted from 1. */
long jsonl_number(const struct jsonl *in);

/* Report the current line as bad, for reasons that only the caller knows. */
void jsonl_reject(struct jsonl *in, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Free it.  CMD_OK, CMD_DATA if a line was rejected, CMD_IO (said) if
 * reading failed.
 */
int jsonl_close(struct jsonl *in);

#endif
