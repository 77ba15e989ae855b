#ifndef VVS_JOB_REQUEST_H
#define VVS_JOB_REQUEST_H

#include "io/json.h"
#include "report/table.h"
#include "store/request.h"

/*
 * The record of a request (vvs-request(5)): who waits for what, and what
 * became of it.  One that waits for longer than approve.max-wait (7) days
 * is overdue.
 */
#define REQUEST_BYTES (64u << 20) /* of one record */

void request_write(struct jsonw *w, struct store *st, const struct request *r);

/* The same as a table for people. */
struct table *request_table(FILE *out);
void request_row(struct table *t, struct store *st, const struct request *r);

#endif
