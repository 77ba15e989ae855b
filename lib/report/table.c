#include "report/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "io/text.h"

#define GAP 2	   /* blanks between columns */
#define NARROW 16  /* no column is cut below this */
#define WIDEST 200 /* no cell is wider, even where there is room */
#define DEFAULT_COLS 80

struct table {
	FILE *f;
	const char *const *title;
	int columns, shown;
	size_t width, column[TABLE_COLUMNS];
	struct arena arena;
	char **cell; /* TABLE_SAMPLE rows */
	int rows;
	int started;
};

size_t
table_width(FILE *f)
{
	struct winsize w;
	int fd = fileno(f);

	if (!isatty(fd))
		return 0;
	return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col
							      : DEFAULT_COLS;
}

struct table *
table_new(FILE *f, const char *const *title, int columns, size_t width)
{
	struct table *t = xcalloc(1, sizeof *t);

	t->f = f;
	t->title = title;
	t->columns = columns < TABLE_COLUMNS ? columns : TABLE_COLUMNS;
	t->shown = t->columns;
	t->width = width;
	t->cell = xcalloc(TABLE_SAMPLE * (size_t)t->columns, sizeof *t->cell);
	for (int i = 0; i < t->columns; i++)
		t->column[i] = text_width(title[i]);
	return t;
}

/* A copy that a terminal can be shown. */
static char *
clean(struct arena *a, const char *text)
{
	size_t n;
	char *copy;

	if (text == NULL)
		text = "";
	n = text_fit(text, WIDEST + 1);
	copy = arena_strndup(a, text, n);
	for (char *p = copy; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	utf8_clean(copy);
	return copy;
}

static void
put_cell(const struct table *t, const char *s, size_t width, int last)
{
	size_t w = text_width(s);

	if (w > width) {
		char *cut = xstrndup(s, text_fit(s, width - 1));

		w = text_width(cut) + 1;
		fprintf(t->f, "%s…", cut);
		free(cut);
	} else {
		fputs(s, t->f);
	}
	if (!last)
		fprintf(t->f, "%*s", (int)(width - w + GAP), "");
}

static void
put_row(const struct table *t, const char *const *cell)
{
	int last = t->shown - 1;

	while (last > 0 && *cell[last] == '\0')
		last--;
	for (int i = 0; i <= last; i++)
		put_cell(t, cell[i], t->column[i], i == last);
	fputc('\n', t->f);
}

/* Take from the widest column until a row fits, or drop the last ones. */
static void
narrow(struct table *t)
{
	while (t->width > 0) {
		size_t all = (size_t)(t->shown - 1) * GAP;
		int widest = 0;

		for (int i = 0; i < t->shown; i++) {
			all += t->column[i];
			if (t->column[i] > t->column[widest])
				widest = i;
		}
		if (all <= t->width)
			return;
		if (t->column[widest] > NARROW)
			t->column[widest]--;
		else if (t->shown > 1)
			t->shown--;
		else
			return;
	}
}

/* The widths are known: print the titles and what is held. */
static void
start(struct table *t)
{
	if (t->started || t->rows == 0)
		return;
	t->started = 1;
	for (int i = 0; i < t->columns; i++)
		if (t->column[i] > WIDEST)
			t->column[i] = WIDEST;
	narrow(t);
	put_row(t, t->title);
	for (int r = 0; r < t->rows; r++)
		put_row(t, (const char *const *)t->cell + r * t->columns);
	arena_reset(&t->arena);
}

void
table_row(struct table *t, const char *const *cell)
{
	const char *row[TABLE_COLUMNS];

	for (int i = 0; i < t->columns; i++)
		row[i] = clean(&t->arena, cell[i]);
	if (t->started) {
		put_row(t, row);
		arena_reset(&t->arena);
		return;
	}
	for (int i = 0; i < t->columns; i++) {
		size_t w = text_width(row[i]);

		if (w > t->column[i])
			t->column[i] = w;
	}
	memcpy(t->cell + t->rows * t->columns, row,
	    (size_t)t->columns * sizeof *row);
	if (++t->rows == TABLE_SAMPLE)
		start(t);
}

void
table_end(struct table *t)
{
	start(t);
	arena_free(&t->arena);
	free(t->cell);
	free(t);
}
