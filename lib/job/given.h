#ifndef VVS_JOB_GIVEN_H
#define VVS_JOB_GIVEN_H

#include <stdio.h>

#include "base/buf.h"
#include "store/store.h"

/*
 * What the options of a program say, as a record.  Each option sets
 * the key of its name; --address and --scope may be repeated and make a
 * list, the three levels go into `requirement`.  Of others the last
 * counts; an empty value clears.
 */
#define GIVEN_MAX 2048 /* options in one call */
#define GIVEN_TEXT 600 /* bytes of a name or a reason */

struct given {
	struct {
		const char *option, *value;
	} pair[GIVEN_MAX];
	int count;
};

/* -1 if there are too many.  Both texts stay the caller's. */
int given_add(struct given *g, const char *option, const char *value);

/* The last value given for `option`; NULL if there is none. */
const char *given_get(const struct given *g, const char *option);

/*
 * The same for one line of text for people; ends the program with CMD_USAGE
 * if it is empty, beyond GIVEN_TEXT, not UTF-8 or has control characters.
 */
const char *given_text(const struct given *g, const char *option);

/* Append the record, one line of JSON, to `out`. */
void given_record(const struct given *g, const char *type, struct buf *out);

/*
 * Give `fn` the records that the options and the operands of a call make,
 * like standard input, but without a name: one for each operand, which is
 * what `option` says, or a single one without any.  Returns what it does.
 */
typedef int given_fn(struct store *st, FILE *in, const char *name, FILE *out);
int given_run(struct given *g, const char *type, const char *option, int argc,
    char **argv, given_fn *fn, struct store *st);

#endif
