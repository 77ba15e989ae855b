#ifndef VVS_REPORT_CSVOUT_H
#define VVS_REPORT_CSVOUT_H

#include <stdio.h>

/*
 * CSV (RFC 4180) as Excel reads it: UTF-8 with a byte order mark, CRLF
 * after each row.
 *
 * Cells are hostile.  What a spreadsheet would take for a formula (begins,
 * perhaps after blanks, with = + - @, their full-width forms, TAB or CR)
 * gets an apostrophe before it, unless it is a plain number; control
 * characters other than a line feed become blanks, broken UTF-8 becomes
 * '?'.  Write errors are left in `f`: main() looks.
 */
struct csvout {
	FILE *f;
	int cells; /* in this row so far */
};

/* Begin a document: writes the byte order mark. */
void csvout_begin(struct csvout *c, FILE *f);
/* The next cell of the row; NULL is an empty one. */
void csvout_cell(struct csvout *c, const char *text);
void csvout_end_row(struct csvout *c);

#endif
