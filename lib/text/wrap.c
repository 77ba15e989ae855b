#include "text/wrap.h"

#include <string.h>

#include "base/utf8.h"
#include "io/text.h"

/* May not begin a line, may not end one. */
static const char no_begin[] = "、。，．・：；？！ー）］｝」』】〉》〕"
			       "ぁぃぅぇぉっゃゅょァィゥェォッャュョ々％";
static const char no_end[] = "（［｛「『【〈《〔";

struct piece {
	const char *s;
	size_t len, width;
	int space; /* white space stood before it */
};

static size_t
width_of(const char *s, size_t n)
{
	char c[8];

	memcpy(c, s, n);
	c[n] = '\0';
	return text_width(c);
}

static int
is_among(const char *set, const char *s, size_t n)
{
	for (; *set != '\0'; set += strlen("あ"))
		if (n == strlen("あ") && memcmp(set, s, n) == 0)
			return 1;
	return 0;
}

static int
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Is there a place to break between the wide or narrow characters a, b? */
static int
may_break(const char *a, size_t an, const char *b, size_t bn)
{
	if (width_of(a, an) < 2 && width_of(b, bn) < 2)
		return 0;
	return width_of(b, bn) > 0 && !is_among(no_begin, b, bn) &&
	       !is_among(no_end, a, an);
}

static size_t
char_len(const char *s)
{
	size_t n = utf8_next(s, strnlen(s, 4), NULL);

	return n > 0 ? n : 1;
}

/* The next piece that must stay together; 0 at the end. */
static int
next_piece(const char **at, struct piece *p)
{
	const char *s = *at;
	size_t n, last;

	*p = (struct piece){ 0 };
	for (; is_space(*s); s++)
		p->space = 1;
	if (*s == '\0')
		return 0;
	p->s = s;
	n = char_len(s);
	for (;;) {
		p->width += width_of(s, n);
		last = n;
		s += n;
		if (*s == '\0' || is_space(*s))
			break;
		n = char_len(s);
		if (may_break(s - last, last, s, n))
			break;
	}
	p->len = (size_t)(s - p->s);
	*at = s;
	return 1;
}

void
wrap(struct buf *out, const char *text, size_t at, size_t indent)
{
	struct piece p;
	int first = 1;

	while (next_piece(&text, &p)) {
		size_t space = !first && p.space;

		if (!first && at + space + p.width > WRAP_COLUMNS) {
			buf_addc(out, '\n');
			for (at = 0; at < indent; at++)
				buf_addc(out, ' ');
			space = 0;
		}
		if (space)
			buf_addc(out, ' ');
		buf_add(out, p.s, p.len);
		at += space + p.width;
		first = 0;
	}
}

void
wrap_cut(struct buf *out, const char *text, size_t columns)
{
	size_t n;

	if (text_width(text) <= columns) {
		buf_adds(out, text);
		return;
	}
	n = text_fit(text, columns - 1);
	while (n > 0 && text[n - 1] == ' ')
		n--;
	buf_add(out, text, n);
	buf_adds(out, "…");
}
