#ifndef VVS_JOB_DESK_H
#define VVS_JOB_DESK_H

#include <stdio.h>

#include "job/actor.h"
#include "job/lines.h"

/*
 * What vvs-triage and vvs-approve share: records come in, somebody
 * decides, the ledger is told, findings go out.  All of an input is one
 * transaction; a record is done as a whole or named and left out.
 */

#define DESK_WHY 400 /* bytes for a reason */

struct desk {
	struct store *st;
	struct actor who;
	struct arena arena; /* of the record in hand */
	struct lines input;
	struct buf output;  /* printed after the commit */
	struct buf content; /* of the event in hand */
	char why[DESK_WHY];
};

/*
 * Sit down as who acts (job/actor.h).  desk_run() looks again inside
 * its transaction: an account may have gone while the input was read.
 */
void desk_open(struct desk *d, struct store *st);
/* Print what there is, and get up. */
void desk_close(struct desk *d, FILE *out);

/* -1, with the reason in d->why, in the user's language. */
int desk_refuse(struct desk *d, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Give every record of `type` in `in` to `fn`, which returns 0, or -1 with
 * the reason in d->why and nothing changed: it looks at everything before
 * it writes, so no savepoint is needed.  Records of other types pass.
 * `name` is for messages, NULL if the records are what options say; `about`
 * is the key that tells one from another there.  Returns the exit code.
 */
int desk_run(struct desk *d, FILE *in, const char *name, const char *type,
    const char *about, int (*fn)(struct desk *d, const struct json *rec));

/* d->content becomes an event about "KIND:ID"; its number. */
int64_t desk_tell(
    struct desk *d, const char *what, const char *kind, const char *id);

#endif
