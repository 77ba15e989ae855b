/* The writing half of io/json.h; needs no library. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/decimal.h"
#include "io/json.h"

/* What cannot stand in a string as it is; 'u' means \u00XX. */
static const char escape[256] = { [0] = 'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'b',
	't',
	'n',
	'u',
	'f',
	'r',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	'u',
	['"'] = '"',
	['\\'] = '\\',
	[0x7f] = 'u' };

void
jsonw_init(struct jsonw *w, struct buf *out)
{
	w->out = out;
	w->comma = 0;
}

static void
before_value(struct jsonw *w)
{
	if (w->comma)
		buf_addc(w->out, ',');
	w->comma = 1;
}

void
jsonw_open(struct jsonw *w, char bracket)
{
	before_value(w);
	buf_addc(w->out, bracket);
	w->comma = 0;
}

void
jsonw_close(struct jsonw *w, char bracket)
{
	buf_addc(w->out, bracket);
	w->comma = 1;
}

#define EACH(c) (UINT64_C(0x0101010101010101) * (unsigned char)(c))

/* The top bit of each byte that is 0; those above one may be wrong. */
static uint64_t
zeros(uint64_t bytes)
{
	return (bytes - EACH(1)) & ~bytes & EACH(0x80);
}

/* Must any of eight bytes be escaped? */
static int
any_special(const char *s)
{
	uint64_t x;

	memcpy(&x, s, sizeof x);
	return (zeros(x & EACH(0xe0)) | zeros(x ^ EACH('"')) |
		   zeros(x ^ EACH('\\')) | zeros(x ^ EACH(0x7f))) != 0;
}

/* The first byte that cannot stand as it is, or `end`. */
static const char *
plain_run(const char *s, const char *end)
{
	while (s < end && escape[(unsigned char)*s] == 0)
		s++;
	return s;
}

static int
all_plain(const char *s, size_t n)
{
	size_t i = 0;

	if (n < 8)
		return plain_run(s, s + n) == s + n;
	for (; i + 8 < n; i += 8)
		if (any_special(s + i))
			return 0;
	return !any_special(s + n - 8);
}

/* Nearly always there is nothing to escape. */
static int
quoted_plain(struct jsonw *w, const char *s, size_t n, int is_key)
{
	char *start, *p;

	if (!all_plain(s, n))
		return 0;
	start = p = buf_room(w->out, n + 2 + (w->comma != 0) + (is_key != 0));
	if (p == NULL)
		return 1;
	if (w->comma)
		*p++ = ',';
	*p++ = '"';
	memcpy(p, s, n);
	p += n;
	*p++ = '"';
	if (is_key)
		*p++ = ':';
	*p = '\0';
	w->out->len += (size_t)(p - start);
	return 1;
}

static void
escaped(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n, *run;
	char e, code[8];

	buf_addc(out, '"');
	for (; (run = plain_run(s, end)) < end; s = run + 1) {
		buf_add(out, s, (size_t)(run - s));
		e = escape[(unsigned char)*run];
		if (e == 'u') {
			snprintf(code, sizeof code, "\\u%04x",
			    (unsigned)(unsigned char)*run);
			buf_adds(out, code);
		} else {
			buf_addc(out, '\\');
			buf_addc(out, e);
		}
	}
	buf_add(out, s, (size_t)(end - s));
	buf_addc(out, '"');
}

static void
quoted(struct jsonw *w, const char *s, size_t n, int is_key)
{
	if (!quoted_plain(w, s, n, is_key)) {
		before_value(w);
		escaped(w->out, s, n);
		if (is_key)
			buf_addc(w->out, ':');
	}
	w->comma = !is_key;
}

void
jsonw_key(struct jsonw *w, const char *key)
{
	quoted(w, key, strlen(key), 1);
}

void
jsonw_strn(struct jsonw *w, const char *s, size_t n)
{
	quoted(w, s, n, 0);
}

void
jsonw_str(struct jsonw *w, const char *s)
{
	if (s == NULL)
		jsonw_null(w);
	else
		jsonw_strn(w, s, strlen(s));
}

void
jsonw_raw(struct jsonw *w, const char *s, size_t n)
{
	before_value(w);
	buf_add(w->out, s, n);
}

void
jsonw_int(struct jsonw *w, int64_t n)
{
	char text[1 + DECIMAL_MAX], *p = text;

	if (n < 0)
		*p++ = '-';
	p = decimal(p, n < 0 ? -(uint64_t)n : (uint64_t)n, 1);
	jsonw_raw(w, text, (size_t)(p - text));
}

void
jsonw_tenths(struct jsonw *w, int n)
{
	char text[2 * DECIMAL_MAX], *p;

	if (n < 0) {
		jsonw_null(w);
		return;
	}
	p = decimal(text, (uint64_t)n / 10, 1);
	*p++ = '.';
	p = decimal(p, (uint64_t)n % 10, 1);
	jsonw_raw(w, text, (size_t)(p - text));
}

void
jsonw_double(struct jsonw *w, double d)
{
	char text[40];
	int n = snprintf(text, sizeof text, "%.15g", d);

	if (strtod(text, NULL) != d)
		n = snprintf(text, sizeof text, "%.17g", d);
	/* JSON knows neither inf nor nan */
	if (strpbrk(text, "in") != NULL)
		jsonw_null(w);
	else
		jsonw_raw(w, text, (size_t)n);
}

void
jsonw_bool(struct jsonw *w, int b)
{
	if (b)
		jsonw_raw(w, "true", 4);
	else
		jsonw_raw(w, "false", 5);
}

void
jsonw_null(struct jsonw *w)
{
	jsonw_raw(w, "null", 4);
}

void
jsonw_json(struct jsonw *w, const struct json *v)
{
	const struct json *e;

	switch (v->type) {
	case JSON_NULL:
		jsonw_null(w);
		break;
	case JSON_FALSE:
	case JSON_TRUE:
		jsonw_bool(w, v->type == JSON_TRUE);
		break;
	case JSON_NUMBER:
		jsonw_raw(w, v->text, v->len);
		break;
	case JSON_STRING:
		jsonw_strn(w, v->text, v->len);
		break;
	case JSON_ARRAY:
		jsonw_open(w, '[');
		for (e = v->child; e != NULL; e = e->next)
			jsonw_json(w, e);
		jsonw_close(w, ']');
		break;
	case JSON_OBJECT:
		jsonw_open(w, '{');
		for (e = v->child; e != NULL; e = e->next) {
			jsonw_key(w, e->key);
			jsonw_json(w, e);
		}
		jsonw_close(w, '}');
		break;
	}
}

void
jsonw_member(struct jsonw *w, const char *key, const char *s)
{
	if (s == NULL)
		return;
	jsonw_key(w, key);
	jsonw_str(w, s);
}

void
jsonw_time(struct jsonw *w, const char *key, int64_t t)
{
	char text[CLOCK_TEXT];

	jsonw_key(w, key);
	jsonw_str(w, t != 0 ? clock_format(t, text) : NULL);
}
