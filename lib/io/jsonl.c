#include "io/jsonl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmd.h"
#include "base/lang.h"

struct jsonl {
	FILE *f;
	const char *name;
	struct buf line;
	struct arena arena;
	long number, bad;
};

struct jsonl *
jsonl_open(FILE *f, const char *name)
{
	struct jsonl *in = xcalloc(1, sizeof *in);

	in->f = f;
	in->name = name;
	buf_init(&in->line, JSONL_MAX);
	return in;
}

/* Some editors put a byte order mark in front; it is no part of a record. */
static void
skip_bom(struct buf *b)
{
	static const char bom[] = "\xef\xbb\xbf";
	const size_t n = sizeof bom - 1;

	if (b->len < n || memcmp(b->data, bom, n) != 0)
		return;
	b->len -= n;
	memmove(b->data, b->data + n, b->len + 1);
}

/* Read one line, without its newline, into in->line; 0 at the end. */
static int
read_line(struct jsonl *in)
{
	char piece[4096];
	size_t n = 0;
	int c;

	buf_clear(&in->line);
	flockfile(in->f);
	while ((c = getc_unlocked(in->f)) != EOF && c != '\n') {
		piece[n++] = (char)c;
		if (n == sizeof piece) {
			buf_add(&in->line, piece, n);
			n = 0;
		}
	}
	funlockfile(in->f);
	buf_add(&in->line, piece, n);
	if (c == EOF && in->line.len == 0 && !in->line.overflow)
		return 0;
	if (in->number++ == 0)
		skip_bom(&in->line);
	return 1;
}

void
jsonl_reject(struct jsonl *in, const char *fmt, ...)
{
	char why[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof why, lang_text(fmt), ap);
	va_end(ap);
	warn("%s:%ld: %s", in->name, in->number, why);
	in->bad++;
}

const struct json *
jsonl_next(struct jsonl *in)
{
	const struct json *v;
	const char *why;

	while (in->bad < JSONL_MAX_BAD && read_line(in)) {
		if (in->line.overflow) {
			jsonl_reject(in, "line is longer than 8 MiB");
			continue;
		}
		if (in->line.data[strspn(in->line.data, " \t\r")] == '\0')
			continue;
		arena_reset(&in->arena);
		v = json_parse(&in->arena, in->line.data, in->line.len, &why);
		if (v != NULL && v->type == JSON_OBJECT)
			return v;
		jsonl_reject(in, "%s",
		    lang_text(v != NULL ? N_("not a JSON object") : why));
	}
	if (in->bad >= JSONL_MAX_BAD)
		warn("%s: too many bad lines, the rest is not read", in->name);
	return NULL;
}

const char *
jsonl_line(const struct jsonl *in, size_t *n)
{
	*n = in->line.len;
	return in->line.data;
}

long
jsonl_number(const struct jsonl *in)
{
	return in->number;
}

int
jsonl_close(struct jsonl *in)
{
	int rc = in->bad > 0 ? CMD_DATA : CMD_OK;

	if (ferror(in->f)) {
		warn("cannot read '%s': %s", in->name, strerror(errno));
		rc = CMD_IO;
	}
	buf_free(&in->line);
	arena_free(&in->arena);
	free(in);
	return rc;
}
