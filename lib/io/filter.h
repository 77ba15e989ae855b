#ifndef VVS_FILTER_H
#define VVS_FILTER_H

#include <stddef.h>

/*
 * A user's filter: a jq expression that says which records to keep.  The
 * only module that knows libjq.
 *
 * A record is kept if any result of the expression is neither false nor
 * null, so `.exposure == "internet"` and `select(.exposure == "internet")`
 * both do.
 *
 * The expression is hostile.  It runs in a child that has no environment,
 * no files, no descriptors but its two pipes, FILTER_BYTES of memory, and
 * a time limit for each record and for all.  `import`, `include` and
 * ~/.jq do not exist, `env` and `$ENV` are empty, `input` and `halt` are
 * errors, `now` is our clock.  The child's death is an error of the
 * filter, never ours.
 *
 * libjq 1.6 rounds integers beyond 2^53: in the expression, not in the
 * record, which the caller still has.  Open a filter before the state
 * file where that is possible.  Not for use with a NUL in a record.
 */
#define FILTER_EXPRESSION_MAX 65536	  /* bytes */
#define FILTER_BYTES (256u * 1024 * 1024) /* of memory */
#define FILTER_RECORD_MS 3000		  /* wall-clock for one record */
#define FILTER_SECONDS 600		  /* processor time for all */
#define FILTER_WHY 300			  /* bytes for a reason */

/* The reasons that are ours and not jq's (job/filter_reason.h). */
#define FILTER_SLOW "the filter took longer than 3 s"
#define FILTER_BUSY "the filter used more than 600 s of processor time"
#define FILTER_BIG \
	"the filter used more than 256 MiB of memory or nested too deep"
#define FILTER_UNSAFE "filters need a sandbox"
#define FILTER_INPUT "there is no input"
#define FILTER_HALT "halt is not allowed"

enum filter_verdict {
	FILTER_DROP,
	FILTER_KEEP,
	FILTER_FAILED, /* on this record, as `why` says */
	FILTER_DEAD    /* and no other will be judged */
};

struct filter;

/* Compile it.  NULL if it is no good, with the reason in `why`. */
struct filter *filter_open(const char *expression, char why[FILTER_WHY]);

/* Judge one JSON text of `n` bytes. */
enum filter_verdict filter_judge(
    struct filter *f, const char *record, size_t n, char why[FILTER_WHY]);

void filter_close(struct filter *f); /* NULL is fine */

#endif
