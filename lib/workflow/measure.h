#ifndef VVS_MEASURE_H
#define VVS_MEASURE_H

#include "base/mem.h"
#include "io/json.h"

/*
 * Countermeasures (対策管理): what people decide about a finding, and
 * which decision is possible in which state (vvs-decision(5)).
 *
 *	open, investigating, affected, planned, done, not_affected
 *
 * are left by saying the impact, a plan or that it is done.  From any of
 * them one can request that no action is needed; until that is decided
 * the finding waits (waiver_requested), then it is waived until a date,
 * or exactly as before.  Resolved and retracted findings take notes only.
 */

enum measure_kind {
	MEASURE_IMPACT,	 /* affected, not_affected, investigating */
	MEASURE_PLAN,	 /* what, who, until when */
	MEASURE_DONE,	 /* what, when */
	MEASURE_REQUEST, /* no action is needed, why, until when */
	MEASURE_NOTE,
	MEASURE_ASSIGN /* who */
};
#define MEASURE_KINDS 6
#define MEASURE_TEXT_MAX 2000 /* characters of a text */
#define MEASURE_WHY 400	      /* bytes for a reason */

struct measure {
	enum measure_kind kind;
	const char *impact;	   /* a state */
	const char *justification; /* of not_affected, as VEX has them */
	const char *text;	   /* plan, what was done, reason, note */
	const char *who;	   /* id of an account */
	int has_day;
	int64_t day; /* due, done on, or requested until */
};

extern const char *const measure_name[MEASURE_KINDS];

/*
 * Read a decision record; `today` is the date in Japan.  Texts live in
 * `a`.  0, or -1 with the reason in `why`: also for a key that is unknown,
 * stands twice, is no text or belongs to another kind of decision.
 */
int measure_read(struct measure *m, const struct json *rec, int64_t today,
    struct arena *a, char why[MEASURE_WHY]);

/* Is it fit to be kept, under this key?  0, or -1 with the reason in `why`. */
int measure_check_text(
    const char *key, const char *text, char why[MEASURE_WHY]);

/* Append the members that say the decision, in their one form. */
void measure_write(struct jsonw *w, const struct measure *m);

/*
 * The state after the decision, which may be the same; NULL if it is not
 * possible in `state`.
 */
const char *measure_next(const struct measure *m, const char *state);

/* Append what is possible: "impact, plan, note". */
void measure_possible(const char *state, struct buf *out);

#endif
