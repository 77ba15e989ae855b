#ifndef VVS_ROWS_H
#define VVS_ROWS_H

#include <stddef.h>

#include "base/mem.h"

/*
 * Rows of cells out of a text: RFC 4180 as spreadsheets write it.  Cells
 * are separated by one character, lines end with CR, LF or both, a cell in
 * quotes may hold all of these and "" for a quote; a quote inside a bare
 * cell is a character.  White space around a cell is dropped, and so is
 * what spreadsheets add to keep a text a text: ="1.10" and a leading '.
 */
#define ROWS_CELLS 256		      /* in a row; more are dropped */
#define ROWS_BYTES (8u * 1024 * 1024) /* bytes in a row */

struct rows {
	const char *at, *end;
	char separator;
	long line; /* where the row returned last begins */
	long next_line;
	const char *cell[ROWS_CELLS]; /* live until the arena is reset */
	size_t cells;
};

void rows_init(struct rows *t, const char *text, size_t n, char separator);

/*
 * The next row that is not blank: 1, 0 at the end, -1 when a quote is
 * never closed or a row is longer than ROWS_BYTES; t->line says where.
 */
int rows_next(struct rows *t, struct arena *a);

#endif
