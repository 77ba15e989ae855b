#ifndef VVS_CHART_H
#define VVS_CHART_H

#include <stdio.h>

/*
 * Charts as inline SVG.  Texts are escaped here.  Colours are classes of
 * the page's style sheet: c0, c1 ... in the order of the levels.
 */

struct chart_row {
	const char *label;
	long value;
	int colour; /* class c0, c1, ... */
};

/* Bars that lie, with their label and value. */
void chart_bars(FILE *f, const char *title, const struct chart_row *row, int n);

#define CHART_PARTS 5

struct chart_column {
	int label;
	long part[CHART_PARTS];
};

/* Columns that stand, stacked from the last part at the bottom. */
void chart_columns(
    FILE *f, const char *title, const struct chart_column *column, int n);

/* One thin stacked bar for a table row; `most` fills its whole width. */
void chart_stack(
    FILE *f, const char *title, const long part[CHART_PARTS], long most);

#endif
