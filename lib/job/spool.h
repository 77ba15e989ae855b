#ifndef VVS_JOB_SPOOL_H
#define VVS_JOB_SPOOL_H

#include <stdio.h>

#include "base/buf.h"
#include "io/json.h"

/*
 * All records of an input in memory, since nobody may wait for a peer
 * inside a transaction.  More than SPOOL_MAX bytes at once end the
 * program with CMD_DATA.
 */
#define SPOOL_MAX (256u * 1024 * 1024)

struct spool_item {
	size_t start, len; /* in text */
	long line;
	int settled; /* the caller's */
};

struct spool {
	struct buf text;
	struct spool_item *item;
	size_t count, size;
};

/* Read `in` to its end; bad lines are said and skipped: CMD_DATA then. */
int spool_read(struct spool *s, FILE *in, const char *name);
void spool_free(struct spool *s);

/* The record of an item, in `a`. */
const struct json *spool_record(
    const struct spool *s, const struct spool_item *i, struct arena *a);

#endif
