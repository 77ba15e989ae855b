/* rec/software: records there and back, and what makes two the same */

#include <string.h>

#include "check.h"
#include "rec/software.h"

static const char *
again(struct arena *a, struct buf *out, const char *text)
{
	const char *why;
	const struct json *v = json_parse(a, text, strlen(text), &why);
	struct software s;
	struct jsonw w;

	buf_clear(out);
	why = software_read(&s, v);
	if (why != NULL)
		return why;
	jsonw_init(&w, out);
	software_write(&w, &s);
	return out->data;
}

static void
test_records(struct arena *a)
{
	static const struct {
		const char *in, *part;
	} rows[] = {
		{ "{\"type\":\"software\"}", "no name, product, cpe or purl" },
		{ "{\"name\":\"\",\"version\":\"1\"}",
		    "no name, product, cpe or purl" },
		{ "{\"cpe\":\"cpe:2.3:a:b:c\"}",
		    "\"resolved\":{\"how\":\"cpe\"}}" },
		{ "{\"purl\":\"pkg:npm/x@1\"}",
		    "\"resolved\":{\"how\":\"purl\"}}" },
		{ "{\"name\":\"本社の何か\"}",
		    "\"name\":\"本社の何か\",\"unresolved\":true}" },
		{ "{\"name\":\"x\",\"resolved\":{\"how\":\"alias\","
		  "\"cpe\":\"cpe:2.3:a:b:c\"},\"gone\":true}",
		    "\"resolved\":{\"how\":\"alias\",\"cpe\":"
		    "\"cpe:2.3:a:b:c\"},\"gone\":true}" },
		{ "{\"name\":\"x\",\"suggestions\":[\"a:b\",1,\"c:d\"]}",
		    "\"suggestions\":[\"a:b\",\"c:d\"]}" },
	};
	struct buf out, twice;
	const char *got;

	buf_init(&out, 1 << 16);
	buf_init(&twice, 1 << 16);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		got = again(a, &out, rows[i].in);
		CHECK_ROW(strstr(got, rows[i].part) != NULL, rows[i].in);
		if (*got == '{')
			CHECK_ROW(strcmp(again(a, &twice, got), got) == 0,
			    rows[i].in);
	}
	buf_free(&out);
	buf_free(&twice);
}

static void
test_identity(void)
{
	struct software x = { .system = "a", .name = "n", .version = "1" };
	struct software y = x;
	char one[SOFTWARE_ID], two[SOFTWARE_ID];

	y.system = "b";
	y.source = "csv:x";
	software_identity(&x, one);
	CHECK(strlen(one) == 32);
	CHECK(strcmp(one, software_identity(&y, two)) == 0);
	y.version = "2";
	CHECK(strcmp(one, software_identity(&y, two)) != 0);
	y = x;
	y.purl = "pkg:npm/n@1";
	CHECK(strcmp(one, software_identity(&y, two)) != 0);
}

int
main(void)
{
	struct arena a = ARENA_INIT;

	test_records(&a);
	test_identity();
	arena_free(&a);
	return done();
}
