#include "io/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

static int
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Trim, and make each run of white space one blank, in place. */
static char *
squeeze(char *s)
{
	char *to = s;

	for (const char *p = s; *p != '\0'; p++) {
		if (!is_blank(*p))
			*to++ = *p;
		else if (to > s && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to > s && to[-1] == ' ')
		to--;
	*to = '\0';
	return s;
}

static char *
copy(struct arena *a, const char *s, int lower)
{
	char *out = arena_strndup(a, s, strlen(s));

	for (char *p = out; lower && *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 'a' - 'A');
	return squeeze(out);
}

static char *
map(struct arena *a, const char *s, int lower)
{
	utf8proc_option_t how = UTF8PROC_NULLTERM | UTF8PROC_STABLE |
				UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
				(lower ? UTF8PROC_CASEFOLD : 0);
	utf8proc_uint8_t *mapped;
	char *out;

	if (utf8_is_ascii(s))
		return copy(a, s, lower);
	if (utf8proc_map((const utf8proc_uint8_t *)s, 0, &mapped, how) < 0)
		return copy(a, s, lower);
	out = arena_strndup(a, (char *)mapped, strlen((char *)mapped));
	free(mapped);
	return squeeze(out);
}

char *
text_fold(struct arena *a, const char *s)
{
	return map(a, s, 1);
}

char *
text_nfkc(struct arena *a, const char *s)
{
	return map(a, s, 0);
}

/* One character at `s`, its columns in `*width`; returns its bytes. */
static size_t
step(const char *s, size_t left, size_t *width)
{
	unsigned cp;
	size_t n = utf8_next(s, left, &cp);
	int w;

	*width = 1;
	if (n == 0)
		return 1;
	w = utf8proc_charwidth((utf8proc_int32_t)cp);
	*width = w > 0 ? (size_t)w : 0;
	return n;
}

size_t
text_width(const char *s)
{
	size_t left = strlen(s), sum = 0, width;

	while (left > 0) {
		size_t n = step(s, left, &width);

		sum += width;
		s += n;
		left -= n;
	}
	return sum;
}

size_t
text_fit(const char *s, size_t columns)
{
	size_t left = strlen(s), bytes = 0, sum = 0, width;

	while (left > 0) {
		size_t n = step(s + bytes, left, &width);

		if (sum + width > columns)
			break;
		sum += width;
		bytes += n;
		left -= n;
	}
	return bytes;
}
