#ifndef VVS_ROSTER_H
#define VVS_ROSTER_H

#include "io/json.h"
#include "rec/registry.h"

/*
 * Organizations, services, accounts or systems out of a table with a
 * header in Japanese or English (vvs-register(1) lists the names).
 *
 * A row becomes a record to be registered; whether it is a good one is
 * for rec/registry.h to say.  Full-width forms are made narrow where
 * machines compare, values such as 企業責任者 or 高 become ours, lists are
 * separated by blanks, `,` `;` or `、`.  An empty cell clears, as an empty
 * value does elsewhere.
 *
 * What cannot be taken is said with its line and left out: a column that
 * nobody knows, a row with more cells than the header, an id that an
 * earlier row has.
 */
#define ROSTER_BYTES (64u << 20) /* of a table */

struct roster {
	/* A record, one line of JSON; lives until it returns. */
	void (*record)(long line, const char *json, void *arg);
	void (*say)(long line, const char *what, void *arg);
	void *arg;
};

/*
 * Read a table of `n` bytes, NUL-terminated.  0, or -1 if it is refused
 * (said): not UTF-8, no column for the id, or broken from some row on.
 */
int roster_read(
    const struct roster *r, enum reg_kind kind, const char *doc, size_t n);

#endif
