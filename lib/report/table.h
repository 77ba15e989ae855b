#ifndef VVS_REPORT_TABLE_H
#define VVS_REPORT_TABLE_H

#include <stdio.h>

/*
 * An aligned table for people, in terminal columns (a wide character
 * takes two).  The first TABLE_SAMPLE rows are held to learn how wide the
 * columns are; later rows are printed as they come, so memory is bounded.
 *
 * If `width` is not 0 the widest columns are cut until a row fits, with
 * "…" where something is missing; if that is not enough, the last columns
 * are left out.  So the important ones come first.  Cells are hostile:
 * control characters become '?', line feeds blanks.
 */
#define TABLE_SAMPLE 500
#define TABLE_COLUMNS 24

struct table;

/* `title` are `columns` texts; they must outlive the table. */
struct table *table_new(
    FILE *f, const char *const *title, int columns, size_t width);

/* A row of as many cells; NULL is an empty one.  Copies. */
void table_row(struct table *t, const char *const *cell);

/* Print what is held, and free it.  Prints nothing if there was no row. */
void table_end(struct table *t);

/* The width of the terminal that `f` is, 0 if it is none. */
size_t table_width(FILE *f);

#endif
