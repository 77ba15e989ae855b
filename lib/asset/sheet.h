#ifndef VVS_SHEET_H
#define VVS_SHEET_H

#include "asset/rows.h"

/*
 * Tables with a header, as spreadsheets and other tools write them:
 * separated by comma, tab or semicolon, with columns known by what the
 * header calls them.
 */
#define SHEET_COLUMNS 32 /* that a reader may know */

struct sheet {
	struct rows rows;
	struct arena arena; /* of the row in hand */
	/*
	 * Which column a header is: below SHEET_COLUMNS, or -1.  It comes
	 * folded (io/text.h), without blanks and `_-.()/`.
	 */
	int (*column)(const char *header, void *arg);
	void *arg;
	size_t at[SHEET_COLUMNS]; /* cell + 1; 0: there is no such column */
};

/*
 * Find the header, with the separator by which it names most columns.
 * The header is the row in hand then, s->rows.cells being 0 if there is
 * none.  Of two columns with one meaning the first counts.
 */
void sheet_open(struct sheet *s, const char *doc, size_t n,
    int (*column)(const char *header, void *arg), void *arg);
void sheet_close(struct sheet *s);

/* The next row, as rows_next(). */
int sheet_next(struct sheet *s);

/* What stands in the column; NULL if nothing does. */
const char *sheet_cell(const struct sheet *s, int column);

/* The same for what machines compare: full-width forms made narrow. */
const char *sheet_narrow(struct sheet *s, int column);

#endif
