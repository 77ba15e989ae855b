#include "asset/sheet.h"

#include <string.h>
#include <strings.h>

#include "io/text.h"

#define PREAMBLE_ROWS 3

static int
column_of(struct sheet *s, const char *text)
{
	char *fold = text_fold(&s->arena, text), *to = fold;

	for (const char *p = fold; *p != '\0'; p++)
		if (strchr(" _-.()/", *p) == NULL)
			*to++ = *p;
	*to = '\0';
	return s->column(fold, s->arg);
}

/* Read a header row; how many columns it names. */
static int
read_header(struct sheet *s)
{
	int found = 0;

	for (size_t i = 0; i < s->rows.cells; i++) {
		int is = column_of(s, s->rows.cell[i]);

		if (is < 0 || s->at[is] != 0)
			continue;
		s->at[is] = i + 1;
		found++;
	}
	return found;
}

/* Excel's "sep=;" and PowerShell's "#TYPE ..." stand above the header. */
static int
is_preamble(const struct sheet *s)
{
	return strncasecmp(s->rows.cell[0], "sep=", 4) == 0 ||
	       strncmp(s->rows.cell[0], "#TYPE", 5) == 0;
}

/* Go to the first row that names something; how many columns it names. */
static int
find_header(struct sheet *s, const char *doc, size_t n, char separator)
{
	rows_init(&s->rows, doc, n, separator);
	memset(s->at, 0, sizeof s->at);
	for (int i = 0; i < PREAMBLE_ROWS; i++) {
		if (sheet_next(s) <= 0)
			break;
		if (!is_preamble(s))
			return read_header(s);
	}
	s->rows.cells = 0;
	return 0;
}

void
sheet_open(struct sheet *s, const char *doc, size_t n,
    int (*column)(const char *header, void *arg), void *arg)
{
	static const char separators[] = ",\t;";
	char best = ',';
	int most = 0;

	*s = (struct sheet){ .column = column, .arg = arg };
	for (const char *p = separators; *p != '\0'; p++) {
		int found = find_header(s, doc, n, *p);

		if (found > most) {
			most = found;
			best = *p;
		}
	}
	find_header(s, doc, n, best);
}

void
sheet_close(struct sheet *s)
{
	arena_free(&s->arena);
}

int
sheet_next(struct sheet *s)
{
	arena_reset(&s->arena);
	return rows_next(&s->rows, &s->arena);
}

const char *
sheet_cell(const struct sheet *s, int column)
{
	const char *text;

	if (s->at[column] == 0 || s->at[column] > s->rows.cells)
		return NULL;
	text = s->rows.cell[s->at[column] - 1];
	return *text != '\0' ? text : NULL;
}

const char *
sheet_narrow(struct sheet *s, int column)
{
	const char *text = sheet_cell(s, column);

	return text != NULL ? text_nfkc(&s->arena, text) : NULL;
}
