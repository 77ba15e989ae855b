/* report/table: columns line up, wide characters and bad bytes included */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "report/table.h"

static const char *const title[] = { "ID", "NAME", "X" };

static char *
draw(size_t width, const char *const (*row)[3], int rows)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	struct table *t = table_new(f, title, 3, width);

	for (int i = 0; i < rows; i++)
		table_row(t, row[i]);
	table_end(t);
	fclose(f);
	return text;
}

static void
small(void)
{
	static const char *const row[][3] = {
		{ "web1", "予約サイト", "1" },
		{ "w", "a\x1b[31m\nb", NULL },
		{ "\xff", NULL, "2" },
	};
	char *text = draw(0, row, 3);

	CHECK(strcmp(text, "ID    NAME        X\n"
			   "web1  予約サイト  1\n"
			   "w     a?[31m b\n"
			   "?                 2\n") == 0);
	free(text);
	text = draw(0, row, 0);
	CHECK(*text == '\0');
	free(text);
	text = draw(16, row, 1); /* no room for the last column */
	CHECK(strcmp(text, "ID    NAME\n"
			   "web1  予約サイト\n") == 0);
	free(text);
}

/* What is wide is cut, what is narrow stays. */
static void
cut(void)
{
	static const char *const row[][3] = { { "CVE-2021-44228",
	    "旅行予約サイトの前段のプロキシ", "10.0" } };
	char *text = draw(41, row, 1);

	CHECK(strcmp(text, "ID              NAME                 X\n"
			   "CVE-2021-44228  旅行予約サイトの前…  10.0\n") == 0);
	free(text);
}

/* More rows than are held: they come out too, in the same columns. */
static void
many(void)
{
	const char *row[3] = { "a", "b", "c" };
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	struct table *t = table_new(f, title, 3, 0);

	for (int i = 0; i < 2 * TABLE_SAMPLE + 1; i++)
		table_row(t, row);
	table_end(t);
	fclose(f);
	CHECK(n == strlen("ID  NAME  X\n") +
		       (2 * TABLE_SAMPLE + 1) * strlen("a   b     c\n"));
	free(text);
}

int
main(void)
{
	small();
	cut();
	many();
	return done();
}
