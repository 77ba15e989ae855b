#include <string.h>

#include "check.h"
#include "io/json_stream.h"

static const struct {
	const char *text;
	const char *why; /* NULL: good */
} row[] = {
	{ "{\"a\":1}", NULL },
	{ " [1,2.5e3,\"x\",null,true,{}] ", NULL },
	{ "\"\\ud83d\\ude00\"", NULL },
	{ "\"\\ud83d\"", "half a surrogate pair" },
	{ "\"\\ude00x\"", "half a surrogate pair" },
	{ "\"\\\\ud83d\"", NULL },
	{ "\"\xed\xa0\x80\"", "invalid UTF-8" },
	{ "\"\xff\"", "invalid UTF-8" },
	{ "\"a\\u0000b\"", "U+0000 in a string" },
	{ "{\"a\\u0000b\":1}", "U+0000 in a key" },
	{ "{\"a\":1} x", "not JSON" },
	{ "{\"a\":1", "not JSON" },
	{ "{'a':1}", "not JSON" },
	{ "NaN", "not JSON" },
	{ "", "not JSON" },
	{ "\"\t\"", "not JSON" },
};

static void
parses(void)
{
	struct arena a = ARENA_INIT;
	char deep[200];
	const char *why;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct json *v =
		    json_parse(&a, row[i].text, strlen(row[i].text), &why);

		CHECK_ROW((v != NULL) == (row[i].why == NULL), row[i].text);
		if (v == NULL && row[i].why != NULL)
			CHECK_ROW(strcmp(why, row[i].why) == 0, row[i].text);
	}
	memset(deep, '[', JSON_DEPTH + 1);
	memset(deep + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	CHECK(json_parse(&a, deep, 2 * JSON_DEPTH + 2, &why) == NULL);
	CHECK(strcmp(why, "nested too deep") == 0);
	CHECK(json_parse(&a, deep + 1, 2 * JSON_DEPTH, &why) != NULL);
	arena_free(&a);
}

static void
asks(void)
{
	static const char text[] =
	    "{\"n\":9007199254740993,\"s\":9.8,\"t\":\"x\",\"o\":{\"i\":\"y\"},"
	    "\"big\":123456789012345678901,\"f\":1e2}";
	struct arena a = ARENA_INIT;
	const char *why;
	const struct json *v = json_parse(&a, text, strlen(text), &why);
	int64_t n;

	CHECK(json_int(json_get(v, "n"), &n) && n == 9007199254740993);
	CHECK(json_tenths(json_get(v, "s")) == 98);
	CHECK(!json_int(json_get(v, "s"), &n));
	CHECK(!json_int(json_get(v, "big"), &n));
	CHECK(!json_int(json_get(v, "f"), &n));
	CHECK(strcmp(json_str(v, "t"), "x") == 0);
	CHECK(strcmp(json_text(json_path(v, "o", "i", NULL)), "y") == 0);
	CHECK(json_path(v, "o", "x", "y", NULL) == NULL);
	CHECK(json_str(v, "n") == NULL);
	arena_free(&a);
}

static void
writes(void)
{
	static const char text[] =
	    "{\"a\":[1,{\"b\":null},\"q\\\"\\\\\\n\\u0001\xe6\x9c\xac\"],\"c\":true}";
	struct arena a = ARENA_INIT;
	struct buf b;
	struct jsonw w;
	const char *why;
	const struct json *v = json_parse(&a, text, strlen(text), &why);

	buf_init(&b, 1000);
	jsonw_init(&w, &b);
	jsonw_json(&w, v);
	CHECK(strcmp(b.data, text) == 0);
	buf_clear(&b);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "x", NULL);
	jsonw_member(&w, "y", "z");
	jsonw_key(&w, "s");
	jsonw_tenths(&w, 98);
	jsonw_key(&w, "d");
	jsonw_double(&w, 0.1);
	jsonw_time(&w, "t", 0);
	jsonw_close(&w, '}');
	CHECK(strcmp(b.data, "{\"y\":\"z\",\"s\":9.8,\"d\":0.1,\"t\":null}") ==
	      0);
	buf_clear(&b);
	jsonw_init(&w, &b);
	jsonw_open(&w, '[');
	jsonw_int(&w, INT64_MIN);
	jsonw_int(&w, 0);
	jsonw_int(&w, INT64_MAX);
	jsonw_tenths(&w, 100);
	jsonw_tenths(&w, 0);
	jsonw_tenths(&w, -1);
	jsonw_str(&w, "");
	jsonw_close(&w, ']');
	CHECK(strcmp(b.data, "[-9223372036854775808,0,9223372036854775807,"
			     "10.0,0.0,null,\"\"]") == 0);
	buf_free(&b);
	arena_free(&a);
}

/* A byte that must be escaped is seen wherever it stands in a text. */
static void
escapes(void)
{
	static const char x[] = "xxxxxxxxxxxxxxxxxxxx";
	char text[sizeof x], code[8], want[64];
	struct buf b;
	struct jsonw w;
	int known;

	buf_init(&b, 1000);
	for (int c = 0; c < 256; c++) {
		known = c == '"' || c == '\\' || c < ' ' || c == 0x7f;
		snprintf(code, sizeof code,
		    c == '"' || c == '\\' ? "\\%c" : "\\u%04x", (unsigned)c);
		if (c < ' ' && strchr("\b\t\n\f\r", c) != NULL && c != 0)
			snprintf(code, sizeof code, "\\%c", "btn.fr"[c - '\b']);
		for (int n = 1; n < (int)sizeof text; n++)
			for (int at = 0; at < n; at++) {
				memcpy(text, x, sizeof text);
				text[at] = (char)c;
				buf_clear(&b);
				jsonw_init(&w, &b);
				jsonw_strn(&w, text, (size_t)n);
				if (!known)
					snprintf(code, sizeof code, "%c", c);
				snprintf(want, sizeof want, "\"%.*s%s%.*s\"",
				    at, x, code, n - at - 1, x);
				CHECK(strcmp(b.data, want) == 0);
			}
	}
	buf_free(&b);
}

/* A buffer holds what fits to the last byte, and nothing of the rest. */
static void
fills(void)
{
	struct buf b;
	struct jsonw w;

	buf_init(&b, strlen("{\"k\":\"v\",\"l\":\"w\"}"));
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "k", "v");
	jsonw_member(&w, "l", "w");
	jsonw_close(&w, '}');
	CHECK(!b.overflow);
	CHECK(strcmp(b.data, "{\"k\":\"v\",\"l\":\"w\"}") == 0);
	jsonw_member(&w, "m", "");
	CHECK(b.overflow);
	buf_free(&b);
}

static int seen, broken;

static int
on_element(const struct json *v, const char *raw, size_t n, void *arg)
{
	(void)arg;
	seen++;
	CHECK(v->type == JSON_OBJECT && raw[0] == '{' && raw[n - 1] == '}');
	return 0;
}

static int
on_bad(long index, const char *why, void *arg)
{
	(void)arg;
	CHECK(index == 1 && strcmp(why, "invalid UTF-8") == 0);
	broken++;
	return 0;
}

/* Cut at every position into two pieces; the result must be the same. */
static void
streams(void)
{
	static const char text[] =
	    "{\"x\":{\"list\":[{\"no\":1}]},\"list\" : [ {\"a\":\"]}\\\"{\"},\n"
	    "{\"b\":\"\xff\"},{\"c\":[{}]}],\"end\":\"z\"}\n";
	static const struct json_stream_calls calls = { on_element, on_bad };
	size_t n = strlen(text);
	const struct json *rest;
	const char *why;

	for (size_t cut = 0; cut <= n; cut++) {
		struct json_stream *s = json_stream_new("list", &calls, NULL);

		seen = broken = 0;
		CHECK(json_stream_feed(s, text, cut) == 0);
		CHECK(json_stream_feed(s, text + cut, n - cut) == 0);
		rest = json_stream_end(s, &why);
		CHECK(seen == 2 && broken == 1);
		CHECK(rest != NULL && json_str(rest, "end") != NULL);
		json_stream_free(s);
	}
	for (size_t cut = 0; cut < n - 2; cut++) {
		struct json_stream *s = json_stream_new("list", &calls, NULL);

		json_stream_feed(s, text, cut);
		CHECK(json_stream_end(s, &why) == NULL);
		json_stream_free(s);
	}
}

static void
compares(void)
{
	static const struct {
		const char *a, *b;
		int same;
	} rows[] = {
		{ "null", "null", 1 },
		{ "null", "false", 0 },
		{ "1", "1", 1 },
		{ "1", "1.0", 0 },
		{ "1", "\"1\"", 0 },
		{ "\"a\"", "\"a\"", 1 },
		{ "\"a\"", "\"b\"", 0 },
		{ "[]", "{}", 0 },
		{ "[1,2]", "[1, 2]", 1 },
		{ "[1,2]", "[2,1]", 0 },
		{ "[1]", "[1,2]", 0 },
		{ "{\"a\":[1]}", "{\"a\":[1]}", 1 },
		{ "{\"a\":1}", "{\"b\":1}", 0 },
		{ "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2}}", 0 },
	};
	struct arena a = ARENA_INIT;
	const struct json *x, *y;
	const char *why;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		x = json_parse(&a, rows[i].a, strlen(rows[i].a), &why);
		y = json_parse(&a, rows[i].b, strlen(rows[i].b), &why);
		CHECK_ROW(json_same(x, y) == rows[i].same, rows[i].b);
		CHECK(!json_same(x, NULL) && !json_same(NULL, y));
	}
	CHECK(json_same(NULL, NULL));
	arena_free(&a);
}

int
main(void)
{
	compares();
	parses();
	asks();
	writes();
	escapes();
	fills();
	streams();
	return done();
}
