#ifndef VVS_JOB_TRIAGE_H
#define VVS_JOB_TRIAGE_H

#include <stdio.h>

#include "store/store.h"

/*
 * The work of vvs-triage: decisions about findings (vvs-decision(5)).
 *
 * Each record of `in` (`name` for messages; NULL: what options say) names
 * one finding (`finding`), or all findings of a `cve`, a `system` or a
 * `product` in the scope of who acts, of which those count in which the
 * decision is possible.  A record is done as a whole or not at all; a
 * rejected one is named.  All of `in` is one transaction.  Every decision
 * is an event of the ledger.  The findings as they are then go to `out`,
 * other records as they are.
 *
 * Returns the exit code.
 */
int triage_stream(struct store *st, FILE *in, const char *name, FILE *out);

/*
 * Print what happened to a finding (job/history.h): JSON lines, or a table
 * if `out` is a terminal.  CMD_DATA if there is no such finding in the
 * scope of who acts.
 */
int triage_show(struct store *st, const char *id, FILE *out);

#define TRIAGE_FINDINGS_MAX 100000 /* of one decision */

#endif
