#ifndef VVS_REPORT_WARN_H
#define VVS_REPORT_WARN_H

#include "base/buf.h"
#include "base/lang.h"
#include "report/summary.h"

/* What the reader must know before believing the figures of a summary. */
enum warn {
	WARN_STALE,    /* sources that are too old */
	WARN_NEVER,    /* sources that were never fetched */
	WARN_SOFTWARE, /* software that could not be judged */
	WARNS
};

/*
 * One such warning as a plain sentence, in `out`, which is emptied first.
 * 0, and nothing in it, if there is nothing to warn of.
 */
int warn_text(struct buf *out, const struct report_summary *s, enum warn which,
    enum lang lang);

#endif
