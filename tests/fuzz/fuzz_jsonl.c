/*
 * JSON lines, the writer, and the cutting of huge documents: what was
 * read and written is read again as the same, and an element cut out of a
 * document in two pieces is the element cut out of the whole.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/json_stream.h"
#include "io/jsonl.h"

static int
on_element(const struct json *v, const char *raw, size_t n, void *arg)
{
	unsigned long *sum = arg;

	(void)raw;
	*sum = *sum * 31 + v->len + n;
	return 0;
}

static int
on_bad(long index, const char *why, void *arg)
{
	unsigned long *sum = arg;

	(void)why;
	*sum = *sum * 37 + (unsigned long)index;
	return 0;
}

static unsigned long
cut(const char *data, size_t n, size_t at)
{
	static const struct json_stream_calls calls = { on_element, on_bad };
	unsigned long sum = 0;
	struct json_stream *s = json_stream_new("v", &calls, &sum);
	const char *why;

	if (json_stream_feed(s, data, at) == 0 &&
	    json_stream_feed(s, data + at, n - at) == 0 &&
	    json_stream_end(s, &why) == NULL)
		sum = ~sum;
	json_stream_free(s);
	return sum;
}

static void
lines(const char *data, size_t n)
{
	FILE *f = fmemopen((void *)(uintptr_t)data, n, "r");
	struct arena a = ARENA_INIT;
	const struct json *v, *again;
	struct jsonl *in;
	struct jsonw w;
	const char *why;
	struct buf b, c;

	buf_init(&b, 1 << 24);
	buf_init(&c, 1 << 24);
	in = jsonl_open(f, "fuzz");
	while ((v = jsonl_next(in)) != NULL) {
		buf_clear(&b);
		buf_clear(&c);
		arena_reset(&a);
		jsonw_init(&w, &b);
		jsonw_json(&w, v);
		again = json_parse(&a, b.data, b.len, &why);
		if (again == NULL)
			abort();
		jsonw_init(&w, &c);
		jsonw_json(&w, again);
		if (b.len != c.len || memcmp(b.data, c.data, b.len) != 0)
			abort();
	}
	jsonl_close(in);
	fclose(f);
	buf_free(&b);
	buf_free(&c);
	arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;

	if (n == 0)
		return 0;
	lines(text, n);
	if (cut(text, n, n) != cut(text, n, data[0] % n))
		abort();
	return 0;
}
