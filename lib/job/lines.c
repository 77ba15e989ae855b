#include "job/lines.h"

#include <stdlib.h>

#include "base/cmd.h"
#include "io/jsonl.h"

int
lines_read(struct lines *s, FILE *in, const char *name)
{
	struct jsonl *stream = jsonl_open(in, name);
	const char *line;
	size_t n;

	*s = (struct lines){ 0 };
	buf_init(&s->text, LINES_MAX);
	while (jsonl_next(stream) != NULL) {
		s->item =
		    xgrow(s->item, &s->size, s->count + 1, sizeof *s->item);
		line = jsonl_line(stream, &n);
		s->item[s->count++] = (struct line_item){ s->text.len, n,
			jsonl_number(stream), 0 };
		buf_add(&s->text, line, n);
		if (s->text.overflow)
			die(CMD_DATA, "%s: more than %u MiB at once", name,
			    LINES_MAX >> 20);
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
