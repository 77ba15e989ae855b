#ifndef VVS_REPORT_LINES_H
#define VVS_REPORT_LINES_H

#include "io/json.h"
#include "report/summary.h"

/*
 * The figures of a summary as JSON lines, appended to `out`: one record each
 * of type summary, summary-notice, summary-organization or summary-system
 * (vvs-summary(5)).  Findings are records of their own.
 */
void lines_summary(struct buf *out, const struct report_summary *s);

void lines_notice(struct buf *out, const struct report_notice *n);
void lines_organization(struct buf *out, const struct report_org *o);
void lines_system(struct buf *out, const struct report_summary *s,
    const struct report_system *y);

#endif
