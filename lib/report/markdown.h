#ifndef VVS_REPORT_MARKDOWN_H
#define VVS_REPORT_MARKDOWN_H

#include <stdio.h>

#include "base/lang.h"
#include "report/summary.h"

/*
 * A summary as Markdown with tables, for wikis, tickets and chats: the
 * figures, and the same lists as the page has.  Every text that is not
 * ours is escaped.
 */
void markdown_summary(FILE *f, const struct report_summary *s, enum lang lang);

/* Write text for Markdown; NULL writes nothing. */
void markdown_text(FILE *f, const char *text);

#endif
