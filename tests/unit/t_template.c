#include <string.h>

#include "text/template.h"
#include "text/wrap.h"

#include "check.h"

static void
templates(void)
{
	static const struct template_value value[] = { { "name", "佐藤" },
		{ "none", "" }, { "null", NULL }, { "list", "a\nb\n" },
		{ "long", "one two three four five six seven eight nine ten "
			  "eleven twelve thirteen" },
		{ 0 } };
	static const struct {
		const char *text, *want;
	} row[] = {
		{ "", "" },
		{ "plain\n", "plain\n" },
		{ "{name} 様\n\n", "佐藤 様\n\n" },
		{ "a {none}\nb\n", "b\n" },
		{ "a {null} {none}\nb {none}{name}\n", "b 佐藤\n" },
		{ "{list}end\n", "a\nb\nend\n" },
		{ "{ x } {X} {} {\n", "{ x } {X} {} {\n" },
		{ "last {none}", "" },
		{ " x: {list}\n", " x: a\n    b\n\n" },
		{ "  x: {long}\n",
		    "  x: one two three four five six seven eight nine ten "
		    "eleven twelve\n     thirteen\n" },
	};
	struct buf out;
	const char *why;

	buf_init(&out, 10000);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		buf_clear(&out);
		CHECK_ROW(template_fill(&out, row[i].text, value) == NULL,
		    row[i].text);
		CHECK_ROW(strcmp(out.data, row[i].want) == 0, out.data);
	}
	why = template_fill(&out, "a {nmae} b", value);
	CHECK(why != NULL && strncmp(why, "nmae}", 5) == 0);
	buf_free(&out);
}

static void
wraps(void)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{ "", "" },
		{ " a \n b\t", "a b" },
		/* 35 wide characters fill a line; the full stop stays with
		 * its character */
		{ "ああああああああああああああああああああああああああああああ"
		  "あああああ。い",
		    "ああああああああああああああああああああああああああああ"
		    "ああああああ\n  あ。い" },
		{ "ああああああああああああああああああああああああああああああ"
		  "ああああ「い",
		    "ああああああああああああああああああああああああああああ"
		    "ああああああ\n  「い" },
		{ "https://example.jp/"
		  "0123456789012345678901234567890123456789"
		  "0123456789012345 x",
		    "https://example.jp/"
		    "0123456789012345678901234567890123456789"
		    "0123456789012345\n  x" },
		{ "\xff\xfe a", "\xff\xfe a" },
	};
	struct buf out;

	buf_init(&out, 10000);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		buf_clear(&out);
		wrap(&out, row[i].text, 0, 2);
		CHECK_ROW(strcmp(out.data, row[i].want) == 0, out.data);
	}
	buf_clear(&out);
	wrap_cut(&out, "漢字漢字", 8);
	CHECK(strcmp(out.data, "漢字漢字") == 0);
	buf_clear(&out);
	wrap_cut(&out, "漢字漢字", 6);
	CHECK(strcmp(out.data, "漢字…") == 0);
	buf_free(&out);
}

int
main(void)
{
	templates();
	wraps();
	return done();
}
