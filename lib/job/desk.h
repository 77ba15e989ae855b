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

#define DESK_WHY 300 /* bytes for a reason */

struct desk {
	struct store *st;
	struct actor who;
	struct arena arena; /* of the record in hand */
	struct lines input;
	struct buf output;  /* printed after the commit */
	struct buf content; /* of the event in hand */
	char why[DESK_WHY];
};

/* Sit down as who acts. */
void desk_open(struct desk *d, struct store *st);
/* Print what there is, and get up. */
void desk_close(struct desk *d, FILE *out);

/* -1, with the reason in d->why. */
int desk_refuse(struct desk *d, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Give every record of `type` in `in` to `fn`, which returns 0, or -1 with
 * the reason in d->why and nothing changed; records of other types pass.
 * Returns the exit code.
 */
int desk_run(struct desk *d, FILE *in, const char *name, const char *type,
    int (*fn)(struct desk *d, const struct json *rec));

/* d->content becomes an event about "KIND:ID"; its number. */
int64_t desk_tell(
    struct desk *d, const char *what, const char *kind, const char *id);

#endif
