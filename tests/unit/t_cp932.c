#include "io/cp932.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static const struct {
	const char *in, *out;
} rows[] = {
	{ "plain, \\ ~\r\n", "plain, \\ ~\r\n" },
	{ "\xef\xbb\xbf"
	  "a",
	    "a" },
	{ "日本", "\x93\xfa\x96\x7b" },
	{ "ｶﾅ①㈱髙", "\xb6\xc5\x87\x40\x87\x8a\xfb\xfc" },
	{ "〜～−", "\x81\x60\x81\x60\x81\x7c" },
	{ "é😀", "??" },
	{ "\xff"
	  "a\xe3\x81",
	    "?" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int whole = 0; whole < 2; whole++) {
			char *text;
			size_t n;
			FILE *f = open_memstream(&text, &n);
			FILE *out = cp932_open(f);

			if (!whole)
				setvbuf(out, NULL, _IONBF, 0);
			for (const char *s = rows[i].in; *s != '\0'; s++)
				fputc(*s, out);
			CHECK_ROW(fclose(out) == 0, rows[i].in);
			fclose(f);
			CHECK_ROW(strcmp(text, rows[i].out) == 0, rows[i].in);
			free(text);
		}
	return done();
}
