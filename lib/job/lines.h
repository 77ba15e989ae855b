#ifndef VVS_JOB_LINES_H
#define VVS_JOB_LINES_H

#include <stdio.h>

#include "base/buf.h"
#include "io/json.h"

/*
 * All records of an input in memory, since nobody may wait for a peer
 * inside a transaction.  More than LINES_MAX bytes at once end the
 * program with CMD_DATA.
 */
#define LINES_MAX (256u * 1024 * 1024)

struct line_item {
	size_t start, len; /* in text */
	long line;
	int settled; /* the caller's */
};

struct lines {
	struct buf text;
	struct line_item *item;
	size_t count, size;
};

/* Read `in` to its end; bad lines are said and skipped: CMD_DATA then. */
int lines_read(struct lines *s, FILE *in, const char *name);
void lines_free(struct lines *s);

/*
 * Instead of reading: begin with none, and add a record, one line of JSON,
 * that came from line `line` of something else.
 */
void lines_init(struct lines *s);
void lines_add(
    struct lines *s, const char *text, size_t n, long line, const char *name);

/* The record of an item, in `a`. */
const struct json *lines_record(
    const struct lines *s, const struct line_item *i, struct arena *a);

/* Append it as it came: for records that are another program's. */
void lines_pass(
    const struct lines *s, const struct line_item *i, struct buf *out);

#endif
