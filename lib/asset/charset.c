#include "asset/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { UTF16LE, UTF16BE, CP932, CHARSETS };

static const char *const names[CHARSETS] = { "UTF-16LE", "UTF-16BE", "CP932" };

struct charset {
	iconv_t from[CHARSETS]; /* (iconv_t)-1 where the system has none */
};

struct charset *
charset_new(void)
{
	struct charset *cs = xcalloc(1, sizeof *cs);

	for (int i = 0; i < CHARSETS; i++)
		cs->from[i] = iconv_open("UTF-8", names[i]);
	return cs;
}

void
charset_free(struct charset *cs)
{
	for (int i = 0; i < CHARSETS; i++)
		if (cs->from[i] != (iconv_t)-1)
			iconv_close(cs->from[i]);
	free(cs);
}

/* All of `in` through `cd` into `out`; -1 if it is not of that charset. */
static int
convert(iconv_t cd, char *in, size_t left, struct buf *out)
{
	char piece[16384];

	if (cd == (iconv_t)-1)
		return -1;
	iconv(cd, NULL, NULL, NULL, NULL);
	while (left > 0) {
		char *to = piece;
		size_t room = sizeof piece;
		size_t r = iconv(cd, &in, &left, &to, &room);

		buf_add(out, piece, sizeof piece - room);
		if ((r == (size_t)-1 && errno != E2BIG) || out->overflow)
			return -1;
	}
	return 0;
}

static const char *
replace(struct charset *cs, int from, struct buf *doc, size_t skip)
{
	struct buf out;

	buf_init(&out, doc->max);
	if (convert(cs->from[from], doc->data + skip, doc->len - skip, &out) <
	    0) {
		buf_free(&out);
		return from == CP932 ? lang_text("neither UTF-8 nor CP932")
				     : lang_text("broken UTF-16");
	}
	buf_free(doc);
	*doc = out;
	return NULL;
}

/* JSON or XML say themselves what they are; the rest of their bytes too. */
static int
is_structured(const struct buf *doc)
{
	const char *p = doc->data + strspn(doc->data, " \t\r\n");

	return *p == '{' || *p == '[' || *p == '<';
}

static const char *
without_nul(const struct buf *doc, const char *why)
{
	if (why == NULL && memchr(doc->data, 0, doc->len) != NULL)
		return lang_text("not text: it has NUL bytes");
	return why;
}

const char *
charset_decode(struct charset *cs, struct buf *doc)
{
	if (doc->len >= 3 && memcmp(doc->data, "\xef\xbb\xbf", 3) == 0) {
		doc->len -= 3;
		memmove(doc->data, doc->data + 3, doc->len + 1);
	}
	if (doc->len >= 2 && memcmp(doc->data, "\xff\xfe", 2) == 0)
		return without_nul(doc, replace(cs, UTF16LE, doc, 2));
	if (doc->len >= 2 && memcmp(doc->data, "\xfe\xff", 2) == 0)
		return without_nul(doc, replace(cs, UTF16BE, doc, 2));
	if (utf8_valid(doc->data, doc->len) || is_structured(doc))
		return without_nul(doc, NULL);
	return without_nul(doc, replace(cs, CP932, doc, 0));
}
