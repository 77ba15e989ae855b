/* json_stream of io/json.h: cut a huge document into its elements. */

#include <stdlib.h>
#include <string.h>

#include "io/json_stream.h"

#include "base/lang.h"

/*
 * Only brackets and strings are looked at here; whether an element is
 * JSON is left to json_parse().
 */
struct json_stream {
	const struct json_stream_calls *calls;
	void *arg;
	char *key;
	struct buf rest; /* the document without the elements */
	struct buf part; /* an element that arrives in pieces */
	struct arena arena;
	long index; /* of the element */
	long depth;
	int in_string, escaped;
	int in_array; /* inside the wanted array, which is at depth 2 */
	int seen;     /* it was there: an equal key later is no array */
	const char *why;
};

struct json_stream *
json_stream_new(
    const char *key, const struct json_stream_calls *calls, void *arg)
{
	struct json_stream *s = xcalloc(1, sizeof *s);

	s->calls = calls;
	s->arg = arg;
	s->key = xasprintf("\"%s\"", key);
	buf_init(&s->rest, JSON_ELEMENT);
	buf_init(&s->part, JSON_ELEMENT);
	return s;
}

void
json_stream_free(struct json_stream *s)
{
	if (s == NULL)
		return;
	buf_free(&s->rest);
	buf_free(&s->part);
	arena_free(&s->arena);
	free(s->key);
	free(s);
}

/* Does the text so far end with `"key" :`, directly inside the document? */
static int
after_key(const struct json_stream *s)
{
	const char *text = s->rest.data;
	size_t n = s->rest.len, k = strlen(s->key);

	while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
		n--;
	if (n == 0 || text[n - 1] != ':')
		return 0;
	for (n--; n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL;)
		n--;
	return n >= k && memcmp(text + n - k, s->key, k) == 0;
}

static int
deliver(struct json_stream *s, const char *data, size_t n)
{
	const struct json *v;
	const char *why = N_("element is too large");
	int rc;

	arena_reset(&s->arena);
	v = s->part.overflow ? NULL : json_parse(&s->arena, data, n, &why);
	rc = v != NULL ? s->calls->element(v, data, n, s->arg)
		       : s->calls->bad(s->index, why, s->arg);
	s->index++;
	buf_clear(&s->part);
	return rc;
}

/* Is there a quote or a backslash in these eight bytes? */
static int
ends_run(const char *p)
{
	const uint64_t one = UINT64_C(0x0101010101010101), high = one << 7;
	uint64_t word, quote, slash;

	memcpy(&word, p, sizeof word);
	quote = word ^ (one * '"');
	slash = word ^ (one * '\\');
	return (((quote - one) & ~quote) | ((slash - one) & ~slash)) & high ? 1
									    : 0;
}

/* The end of the string that `p` is in, or `end` if it is not here. */
static const char *
skip_string(struct json_stream *s, const char *p, const char *end)
{
	while (p < end) {
		if (s->escaped) {
			s->escaped = 0;
			p++;
			continue;
		}
		while (end - p >= 8 && !ends_run(p))
			p += 8;
		while (p < end && *p != '"' && *p != '\\')
			p++;
		if (p == end)
			break;
		if (*p == '\\') {
			s->escaped = 1;
			p++;
			continue;
		}
		s->in_string = 0;
		return p + 1;
	}
	return end;
}

/* Inside an element, from its start or its continuation. */
static const char *
scan_element(struct json_stream *s, const char *p, const char *end, int *rc)
{
	const char *start = p;

	while (p < end) {
		if (s->in_string) {
			p = skip_string(s, p, end);
			continue;
		}
		switch (*p++) {
		case '"':
			s->in_string = 1;
			break;
		case '{':
		case '[':
			s->depth++;
			break;
		case '}':
		case ']':
			if (--s->depth > 2)
				break;
			if (s->part.len == 0 && !s->part.overflow) {
				*rc = deliver(s, start, (size_t)(p - start));
			} else {
				buf_add(&s->part, start, (size_t)(p - start));
				*rc = deliver(s, s->part.data, s->part.len);
			}
			return p;
		default:
			break;
		}
	}
	buf_add(&s->part, start, (size_t)(end - start));
	return end;
}

/* Between the elements of the wanted array. */
static const char *
scan_between(struct json_stream *s, const char *p, int *rc)
{
	switch (*p) {
	case ']':
		s->in_array = 0;
		s->depth--;
		buf_addc(&s->rest, ']');
		return p + 1;
	case ',':
	case ' ':
	case '\t':
	case '\r':
	case '\n':
		return p + 1;
	default:
		s->why = N_("the array holds something that is no object");
		*rc = -1;
		return p;
	}
}

/* Outside the wanted array: keep everything, watch for its beginning. */
static const char *
scan_rest(struct json_stream *s, const char *p, const char *end)
{
	const char *start = p;

	if (s->in_string) {
		p = skip_string(s, p, end);
		buf_add(&s->rest, start, (size_t)(p - start));
		return p;
	}
	switch (*p) {
	case '"':
		s->in_string = 1;
		break;
	case '[':
	case '{':
		if (*p == '[' && s->depth == 1 && !s->seen && after_key(s))
			s->in_array = s->seen = 1;
		s->depth++;
		break;
	case '}':
	case ']':
		s->depth--;
		break;
	default:
		break;
	}
	buf_addc(&s->rest, *p);
	return p + 1;
}

int
json_stream_feed(struct json_stream *s, const char *data, size_t n)
{
	const char *p = data, *end = data + n;
	int rc = 0;

	if (s->why != NULL)
		return -1;
	/* a byte order mark, which some Windows tools write */
	if (s->rest.len == 0 && n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end && rc == 0) {
		if (s->in_array && s->depth > 2)
			p = scan_element(s, p, end, &rc);
		else if (!s->in_array)
			p = scan_rest(s, p, end);
		else if (*p == '{')
			p = scan_element(s, p, end, &rc);
		else
			p = scan_between(s, p, &rc);
	}
	return rc;
}

const struct json *
json_stream_end(struct json_stream *s, const char **why)
{
	const struct json *v;

	*why = s->why;
	if (s->why != NULL)
		return NULL;
	*why = N_("the document is cut off");
	if (s->depth != 0 || s->in_string)
		return NULL;
	*why = N_("too much beside the array");
	if (s->rest.overflow)
		return NULL;
	arena_reset(&s->arena);
	v = json_parse(&s->arena, s->rest.data, s->rest.len, why);
	if (v != NULL && v->type != JSON_OBJECT) {
		*why = N_("not a JSON object");
		return NULL;
	}
	return v;
}
