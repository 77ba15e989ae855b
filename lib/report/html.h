#ifndef VVS_REPORT_HTML_H
#define VVS_REPORT_HTML_H

#include <stdio.h>

#include "base/lang.h"
#include "report/summary.h"

/*
 * A summary as one HTML page that needs nothing else: no script, no
 * picture, no font from elsewhere.  Charts are SVG, each with the same
 * numbers as text; colours never say anything alone.  It prints on A4.
 * Every text that is not ours is escaped.
 */
void html_summary(FILE *f, const struct report_summary *s, enum lang lang);

/*
 * Write text for HTML, also inside a quoted attribute.  Control and
 * bidirectional characters are left out, bytes that are not UTF-8 become
 * U+FFFD.  NULL writes nothing.
 */
void html_text(FILE *f, const char *text);
void html_textn(FILE *f, const char *text, size_t n);

/* The style sheet of our pages. */
extern const char html_style[];

#endif
