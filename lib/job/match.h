#ifndef VVS_JOB_MATCH_H
#define VVS_JOB_MATCH_H

#include <stdint.h>
#include <stdio.h>

#include "store/store.h"

/*
 * The work of vvs-match: software and advisories become findings.
 *
 * Findings of registered systems are stored, in transactions of bounded
 * length; what is new or changed is printed after each commit.  A run
 * that is cut off leaves good findings, and --pending starts again where
 * the last complete run ended.
 *
 * With `dry` nothing is stored and all findings that hold are printed, of
 * systems in the scope of who acts; any other looks as if it were not
 * registered.  Who stores must be the owner or an enterprise-manager.
 */

struct match_options {
	int dry;   /* -n */
	int quiet; /* -q: print no findings */
	int stale_ok;
};

struct match;

/* Ends the program with CMD_NOPERM if who acts may not. */
struct match *match_new(
    struct store *st, const struct match_options *options, FILE *out);
/* Frees it; returns how many findings held or were printed. */
long match_end(struct match *m);

/*
 * Each returns an enum cmd_exit: CMD_RETRY when a source is older than
 * allowed, then before any output except for match_pending().
 */

/*
 * Records from a stream: software is judged system by system at the end,
 * advisories as they come; others are passed on.
 */
int match_stream(struct match *m, FILE *in);
/* All systems against all advisories. */
int match_all(struct match *m);
/* What changed since the last time, by the cursor "match". */
int match_pending(struct match *m);
/*
 * With `dry`: why `cve` is found or not, in words; in `system`, or where
 * it is found.
 */
int match_explain(struct match *m, const char *system, const char *cve);

#endif
