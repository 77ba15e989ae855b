#ifndef VVS_JOB_AUDIT_H
#define VVS_JOB_AUDIT_H

#include <stdio.h>

#include "base/buf.h"
#include "store/ledger.h"

/*
 * The work of vvs-audit.  All return enum cmd_exit.  Everybody who has an
 * account may verify; what was done is for enterprise-managers alone.
 */

/* Print the events as JSON lines (vvs-event(5)). */
int audit_print(struct store *st, const struct ledger_query *q, FILE *out);

/* Append one event as a line. */
void audit_write(struct buf *line, const struct ledger_event *e);

/* Print the last event as an anchor: a JSON line to be kept elsewhere. */
int audit_anchor(struct store *st, FILE *out);

/*
 * Verify the chain, against the anchor in the file `anchor` if it is not
 * NULL, and print a verdict as a JSON line.  CMD_NO if the chain is
 * broken; a file that holds no anchor is CMD_DATA.
 */
int audit_verify(struct store *st, const char *anchor, FILE *out);

#endif
