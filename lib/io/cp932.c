#include "io/cp932.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/utf8.h"

struct cp932 {
	FILE *f;
	iconv_t cd;
	char part[4]; /* a character of which more has to come */
	size_t part_len;
};

/* Signs that Unicode and Microsoft number differently. */
static const char *
same_sign(unsigned c)
{
	switch (c) {
	case 0x301c: /* wave dash */
		return "\x81\x60";
	case 0x2212: /* minus sign */
		return "\x81\x7c";
	case 0x2014: /* em dash */
		return "\x81\x5c";
	case 0x2016: /* double vertical line */
		return "\x81\x61";
	case 0x2013: /* en dash */
		return "-";
	case 0xa5: /* yen sign, which looks the same there */
		return "\\";
	case 0xa0: /* no-break space */
		return " ";
	}
	return NULL;
}

static void
put_char(struct cp932 *c, const char *s, size_t n, unsigned cp)
{
	char in[4], out[8], *from = in, *to = out;
	size_t left = n, room = sizeof out;
	const char *sign = same_sign(cp);

	if (cp == 0xfeff)
		return;
	if (sign != NULL) {
		fputs(sign, c->f);
		return;
	}
	memcpy(in, s, n);
	iconv(c->cd, NULL, NULL, NULL, NULL);
	if (iconv(c->cd, &from, &left, &to, &room) == (size_t)-1)
		fputc('?', c->f);
	else
		fwrite(out, 1, sizeof out - room, c->f);
}

/* How long the character that begins so has to be. */
static size_t
wanted(unsigned char first)
{
	return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

static ssize_t
put(void *cookie, const char *s, size_t n)
{
	struct cp932 *c = cookie;

	for (size_t i = 0; i < n; i++) {
		unsigned cp;
		size_t len;

		if (c->part_len == 0 && (unsigned char)s[i] < 0x80) {
			fputc(s[i], c->f);
			continue;
		}
		c->part[c->part_len++] = s[i];
		if (c->part_len < wanted((unsigned char)c->part[0]))
			continue;
		len = utf8_next(c->part, c->part_len, &cp);
		if (len == c->part_len)
			put_char(c, c->part, len, cp);
		else
			fputc('?', c->f);
		c->part_len = 0;
	}
	return ferror(c->f) ? 0 : (ssize_t)n;
}

static int
end(void *cookie)
{
	struct cp932 *c = cookie;
	int bad = ferror(c->f);

	iconv_close(c->cd);
	free(c);
	return bad ? EOF : 0;
}

FILE *
cp932_open(FILE *f)
{
	static const cookie_io_functions_t calls = { .write = put,
		.close = end };
	struct cp932 *c = xcalloc(1, sizeof *c);
	FILE *out;

	c->f = f;
	c->cd = iconv_open("CP932", "UTF-8");
	if (c->cd == (iconv_t)-1) {
		warn("cannot convert to CP932: glibc's gconv modules are "
		     "missing");
		free(c);
		return NULL;
	}
	out = fopencookie(c, "w", calls);
	if (out == NULL)
		end(c);
	return out;
}
