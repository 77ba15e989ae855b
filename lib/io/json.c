#include "io/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_parse.h>

#include "base/lang.h"
#include "base/utf8.h"

/* Where the parser stands: the open containers and their last child. */
struct builder {
	struct arena *arena;
	struct json *open[JSON_DEPTH], *last[JSON_DEPTH];
	struct json *root;
	const char *key;
	const char *why;
	int depth;
};

static struct json *
add_value(struct builder *b, enum json_type type)
{
	struct json *v = arena_alloc(b->arena, sizeof *v);

	*v = (struct json){ .type = type, .key = b->key };
	b->key = NULL;
	if (b->depth == 0) {
		b->root = v;
		return v;
	}
	if (b->last[b->depth - 1] == NULL)
		b->open[b->depth - 1]->child = v;
	else
		b->last[b->depth - 1]->next = v;
	b->last[b->depth - 1] = v;
	b->open[b->depth - 1]->len++;
	return v;
}

static int
on_null(void *arg)
{
	add_value(arg, JSON_NULL);
	return 1;
}

static int
on_boolean(void *arg, int value)
{
	add_value(arg, value ? JSON_TRUE : JSON_FALSE);
	return 1;
}

static int
add_text(struct builder *b, enum json_type type, const char *s, size_t n)
{
	struct json *v = add_value(b, type);

	if (memchr(s, '\0', n) != NULL) {
		b->why = N_("U+0000 in a string");
		return 0;
	}
	v->text = arena_strndup(b->arena, s, n);
	v->len = (unsigned)n;
	return 1;
}

static int
on_number(void *arg, const char *s, size_t n)
{
	return add_text(arg, JSON_NUMBER, s, n);
}

static int
on_string(void *arg, const unsigned char *s, size_t n)
{
	return add_text(arg, JSON_STRING, (const char *)s, n);
}

static int
on_key(void *arg, const unsigned char *s, size_t n)
{
	struct builder *b = arg;

	if (memchr(s, '\0', n) != NULL) {
		b->why = N_("U+0000 in a key");
		return 0;
	}
	b->key = arena_strndup(b->arena, (const char *)s, n);
	return 1;
}

static int
open_container(struct builder *b, enum json_type type)
{
	struct json *v;

	if (b->depth == JSON_DEPTH) {
		b->why = N_("nested too deep");
		return 0;
	}
	v = add_value(b, type);
	b->open[b->depth] = v;
	b->last[b->depth] = NULL;
	b->depth++;
	return 1;
}

static int
on_open_object(void *arg)
{
	return open_container(arg, JSON_OBJECT);
}

static int
on_open_array(void *arg)
{
	return open_container(arg, JSON_ARRAY);
}

static int
on_close(void *arg)
{
	((struct builder *)arg)->depth--;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_open_object,
	.yajl_map_key = on_key,
	.yajl_end_map = on_close,
	.yajl_start_array = on_open_array,
	.yajl_end_array = on_close,
};

static int
hex4(const char *s)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		char c = s[i];

		if (c >= '0' && c <= '9')
			v = v * 16 + (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v * 16 + ((c | 32) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* yajl turns half a surrogate pair into '?': find them first. */
static int
escapes_ok(const char *s, size_t n)
{
	const char *end = s + n, *p = s;
	int v;

	while ((p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		if (end - p < 6 || p[1] != 'u') {
			p += end - p < 2 ? 1 : 2;
			continue;
		}
		v = hex4(p + 2);
		p += 6;
		if (v >= 0xdc00 && v <= 0xdfff)
			return 0;
		if (v < 0xd800 || v > 0xdbff)
			continue;
		if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
			return 0;
		v = hex4(p + 2);
		if (v < 0xdc00 || v > 0xdfff)
			return 0;
		p += 6;
	}
	return 1;
}

const struct json *
json_parse(struct arena *a, const char *s, size_t n, const char **why)
{
	struct builder b = { .arena = a };
	yajl_handle h;
	int ok;

	*why = N_("invalid UTF-8");
	if (!utf8_valid(s, n))
		return NULL;
	*why = N_("half a surrogate pair");
	if (!escapes_ok(s, n))
		return NULL;
	h = yajl_alloc(&callbacks, NULL, &b);
	if (h == NULL)
		return NULL;
	yajl_config(h, yajl_dont_validate_strings, 1);
	ok = yajl_parse(h, (const unsigned char *)s, n) == yajl_status_ok &&
	     yajl_complete_parse(h) == yajl_status_ok;
	yajl_free(h);
	*why = b.why != NULL ? b.why : N_("not JSON");
	return ok ? b.root : NULL;
}

const struct json *
json_get(const struct json *v, const char *key)
{
	if (v == NULL || v->type != JSON_OBJECT)
		return NULL;
	for (v = v->child; v != NULL; v = v->next)
		if (strcmp(v->key, key) == 0)
			return v;
	return NULL;
}

const struct json *
json_path(const struct json *v, ...)
{
	const char *key;
	va_list ap;

	va_start(ap, v);
	while (v != NULL && (key = va_arg(ap, const char *)) != NULL)
		v = json_get(v, key);
	va_end(ap);
	return v;
}

const char *
json_text(const struct json *v)
{
	return v != NULL && v->type == JSON_STRING ? v->text : NULL;
}

const char *
json_str(const struct json *v, const char *key)
{
	return json_text(json_get(v, key));
}

int
json_int(const struct json *v, int64_t *n)
{
	char *end;
	long long x;

	if (v == NULL || v->type != JSON_NUMBER || v->len > 20)
		return 0;
	x = strtoll(v->text, &end, 10);
	if (*end != '\0' || ((x == INT64_MAX || x == INT64_MIN) && v->len > 18))
		return 0;
	*n = x;
	return 1;
}

int
json_tenths(const struct json *v)
{
	double d;

	if (v == NULL || v->type != JSON_NUMBER)
		return -1;
	d = strtod(v->text, NULL);
	if (!(d >= 0 && d <= 10))
		return -1;
	return (int)lround(d * 10);
}

int
json_is_true(const struct json *v)
{
	return v != NULL && v->type == JSON_TRUE;
}

const struct json *
json_first(const struct json *v)
{
	return v != NULL && v->type == JSON_ARRAY ? v->child : NULL;
}

static int
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

int
json_same(const struct json *a, const struct json *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->type != b->type || a->len != b->len ||
	    !same_text(a->text, b->text))
		return 0;
	for (a = a->child, b = b->child; a != NULL && b != NULL;
	     a = a->next, b = b->next)
		if (!same_text(a->key, b->key) || !json_same(a, b))
			return 0;
	return a == b;
}
