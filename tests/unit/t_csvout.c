/* report/csvout: quoting, and nothing that a spreadsheet would run */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "report/csvout.h"

int
main(void)
{
	static const struct {
		const char *in, *out;
	} row[] = {
		{ NULL, "" },
		{ "", "" },
		{ "web1", "web1" },
		{ "1.2.3-4", "1.2.3-4" },
		{ "a b", "\"a b\"" },
		{ "a,b", "\"a,b\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "a\r\nb", "\"a \nb\"" },
		{ "佐藤", "\"佐藤\"" },
		{ "=1+1", "\"'=1+1\"" },
		{ " =1+1", "\"' =1+1\"" },
		{ "　＝1+1", "\"'　＝1+1\"" },
		{ "＋1", "\"'＋1\"" },
		{ "－1", "\"'－1\"" },
		{ "＠SUM(A1)", "\"'＠SUM(A1)\"" },
		{ "@SUM(A1)", "\"'@SUM(A1)\"" },
		{ "\t=1", "\"' =1\"" },
		{ "-1.5", "-1.5" },
		{ "+81", "+81" },
		{ "-", "\"'-\"" },
		{ "-1-cmd", "\"'-1-cmd\"" },
		{ "a\x01\x1b[31m", "\"a  [31m\"" },
		{ "a\xff", "\"a?\"" },
	};
	char *text = NULL;
	size_t n = 0;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		FILE *f = open_memstream(&text, &n);
		struct csvout c;

		csvout_begin(&c, f);
		csvout_cell(&c, "x");
		csvout_cell(&c, row[i].in);
		csvout_end_row(&c);
		fclose(f);
		CHECK_ROW(strncmp(text, "\xef\xbb\xbfx,", 5) == 0,
		    row[i].in ? row[i].in : "");
		CHECK_ROW(n >= 7 && strncmp(text + 5, row[i].out, n - 7) == 0 &&
			      strlen(row[i].out) == n - 7 &&
			      strcmp(text + n - 2, "\r\n") == 0,
		    row[i].in ? row[i].in : "");
		free(text);
	}
	return done();
}
