#include "asset/rows.h"

#include <string.h>

void
rows_init(struct rows *t, const char *text, size_t n, char separator)
{
	*t = (struct rows){ .at = text,
		.end = text + n,
		.separator = separator,
		.next_line = 1 };
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int
is_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Step over the end of a line: LF, CR LF, CR CR LF or CR. */
static void
skip_end(struct rows *t)
{
	int cr = 0;

	while (t->at < t->end && *t->at == '\r' && cr++ < 2)
		t->at++;
	if (t->at < t->end && *t->at == '\n')
		t->at++;
	t->next_line++;
}

/* ="1.10" is a text, not a formula; so is '1.10. */
static char *
unguard(char *cell)
{
	size_t n = strlen(cell);

	if (n >= 3 && cell[0] == '=' && cell[1] == '"' && cell[n - 1] == '"') {
		cell[n - 1] = '\0';
		return cell + 2;
	}
	return *cell == '\'' ? cell + 1 : cell;
}

/* Where the cell that begins at `p` stops; NULL if a quote is left open. */
static const char *
cell_end(struct rows *t, const char *p)
{
	if (p < t->end && *p == '"')
		for (p++;; p++) {
			if (p == t->end)
				return NULL;
			if (*p == '\n')
				t->next_line++;
			if (*p != '"')
				continue;
			if (p + 1 == t->end || p[1] != '"')
				break;
			p++;
		}
	while (p < t->end && *p != t->separator && !is_end(*p))
		p++;
	return p;
}

/* What stands between `p` and `stop`, without the quotes around it. */
static char *
cell_text(struct arena *a, const char *p, const char *stop)
{
	char *cell = arena_alloc(a, (size_t)(stop - p) + 1), *to = cell;
	int quoted = p < stop && *p == '"';

	for (p += quoted; p < stop; p++) {
		if (quoted && *p == '"') {
			p++;
			if (p == stop)
				break;
			quoted = *p == '"';
		}
		*to++ = *p;
	}
	while (to > cell && is_blank(to[-1]))
		to--;
	*to = '\0';
	return unguard(cell);
}

/* The cell at t->at, which moves to what ends it; NULL if that is missing. */
static char *
take_cell(struct rows *t, struct arena *a)
{
	const char *p = t->at, *stop;

	while (p < t->end && is_blank(*p) && *p != t->separator)
		p++;
	stop = cell_end(t, p);
	if (stop == NULL || (size_t)(stop - t->at) > ROWS_BYTES)
		return NULL;
	t->at = stop;
	return cell_text(a, p, stop);
}

/* One row, blank or not. */
static int
take_row(struct rows *t, struct arena *a, int *blank)
{
	const char *begin = t->at;

	t->line = t->next_line;
	t->cells = 0;
	*blank = 1;
	for (;;) {
		char *cell = take_cell(t, a);

		if (cell == NULL || (size_t)(t->at - begin) > ROWS_BYTES)
			return -1;
		if (*cell != '\0')
			*blank = 0;
		if (t->cells < ROWS_CELLS)
			t->cell[t->cells++] = cell;
		if (t->at == t->end || is_end(*t->at))
			break;
		t->at++;
	}
	skip_end(t);
	return 1;
}

int
rows_next(struct rows *t, struct arena *a)
{
	int blank = 1;

	while (t->at < t->end)
		if (take_row(t, a, &blank) < 0)
			return -1;
		else if (!blank)
			return 1;
	return 0;
}
