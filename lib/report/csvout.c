#include "report/csvout.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

void
csvout_begin(struct csvout *c, FILE *f)
{
	c->f = f;
	c->cells = 0;
	fputs("\xef\xbb\xbf", f);
}

static int
is_number(const char *s)
{
	size_t digits;

	if (*s == '-' || *s == '+')
		s++;
	digits = strspn(s, "0123456789");
	s += digits;
	if (*s == '.')
		digits += strspn(s + 1, "0123456789"),
		    s += 1 + strspn(s + 1, "0123456789");
	return digits > 0 && *s == '\0';
}

static int
is_formula(const char *s)
{
	static const char *const first[] = { "=", "+", "-", "@", "\t", "\r",
		"＝", "＋", "－", "＠", "−", "﹣", "﹢", "﹦", "﹫" };

	if (isalnum((unsigned char)*s))
		return 0; /* as nearly all are */
	while (*s == ' ' || *s == '\n' || strncmp(s, "\u3000", 3) == 0 ||
	       strncmp(s, "\u00a0", 2) == 0)
		s += *s == ' ' || *s == '\n' ? 1 : *s == '\xc2' ? 2 : 3;
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		if (strncmp(s, first[i], strlen(first[i])) == 0)
			return !is_number(s);
	return 0;
}

/* Needs no quotes in any spreadsheet. */
static int
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
			(*s >= '+' && *s <= ':' && *s != ',') || *s == '_'))
			return 0;
	return 1;
}

/* Runs of what needs no change go out in one piece. */
static void
put_quoted(FILE *f, const char *s)
{
	const char *run = s;
	size_t n = strlen(s), k;
	unsigned cp;

	for (; n > 0; s += k, n -= k) {
		k = utf8_next(s, n, &cp);
		if (k > 0 && cp != '"' && (cp >= 0x20 || cp == '\n') &&
		    !(cp >= 0x7f && cp < 0xa0))
			continue;
		fwrite(run, 1, (size_t)(s - run), f);
		if (k == 0) {
			k = 1;
			fputc('?', f);
		} else {
			fputs(cp == '"' ? "\"\"" : " ", f);
		}
		run = s + k;
	}
	fwrite(run, 1, (size_t)(s - run), f);
}

void
csvout_cell(struct csvout *c, const char *text)
{
	int guard;

	if (c->cells++ > 0)
		fputc(',', c->f);
	if (text == NULL || *text == '\0')
		return;
	guard = is_formula(text);
	if (!guard && is_plain(text)) {
		fputs(text, c->f);
		return;
	}
	fputs(guard ? "\"'" : "\"", c->f);
	put_quoted(c->f, text);
	fputc('"', c->f);
}

void
csvout_end_row(struct csvout *c)
{
	fputs("\r\n", c->f);
	c->cells = 0;
}
