#ifndef VVS_JOB_REQUEST_H
#define VVS_JOB_REQUEST_H

#include "io/json.h"
#include "job/sight.h"
#include "rec/role.h"
#include "report/table.h"
#include "store/request.h"

/*
 * The record of a request (vvs-request(5)): who waits for what, and what
 * became of it.  One that waits for longer than approve.max-wait (7) days
 * is overdue.
 */
#define REQUEST_BYTES (64u << 20) /* of one record */

void request_write(struct jsonw *w, struct store *st, const struct request *r);

/*
 * Is all that it is about in somebody's sight, as their role sees systems?
 * Who asked may have lost a system since, or the role.
 */
int request_in_sight(struct store *st, struct sight *sight, enum role role,
    const struct request *r);

/* The record as a table for people. */
struct table *request_table(FILE *out);
void request_row(struct table *t, struct store *st, const struct request *r);

#endif
