#include "job/lines.h"

#include <stdlib.h>

#include "base/cmd.h"
#include "io/jsonl.h"

void
lines_init(struct lines *s)
{
	*s = (struct lines){ 0 };
	buf_init(&s->text, LINES_MAX);
}

void
lines_add(
    struct lines *s, const char *text, size_t n, long line, const char *name)
{
	s->item = xgrow(s->item, &s->size, s->count + 1, sizeof *s->item);
	s->item[s->count++] = (struct line_item){ s->text.len, n, line, 0 };
	buf_add(&s->text, text, n);
	if (s->text.overflow)
		die(CMD_DATA, "%s: more than %u MiB at once", name,
		    LINES_MAX >> 20);
}

int
lines_read(struct lines *s, FILE *in, const char *name)
{
	struct jsonl *stream = jsonl_open(in, name);
	const char *line;
	size_t n;

	lines_init(s);
	while (jsonl_next(stream) != NULL) {
		line = jsonl_line(stream, &n);
		lines_add(s, line, n, jsonl_number(stream), name);
	}
	return jsonl_close(stream);
}

void
lines_free(struct lines *s)
{
	buf_free(&s->text);
	free(s->item);
}

const struct json *
lines_record(const struct lines *s, const struct line_item *i, struct arena *a)
{
	const char *why;

	return json_parse(a, s->text.data + i->start, i->len, &why);
}

void
lines_pass(const struct lines *s, const struct line_item *i, struct buf *out)
{
	buf_add(out, s->text.data + i->start, i->len);
	buf_addc(out, '\n');
}
