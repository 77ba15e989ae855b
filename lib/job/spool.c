#include "job/spool.h"

#include <stdlib.h>

#include "base/cmd.h"
#include "io/jsonl.h"

int
spool_read(struct spool *s, FILE *in, const char *name)
{
	struct jsonl *lines = jsonl_open(in, name);
	const char *line;
	size_t n;

	*s = (struct spool){ 0 };
	buf_init(&s->text, SPOOL_MAX);
	while (jsonl_next(lines) != NULL) {
		if (s->count == s->size) {
			s->size = s->size * 2 + 64;
			s->item =
			    xreallocarray(s->item, s->size, sizeof *s->item);
		}
		line = jsonl_line(lines, &n);
		s->item[s->count++] = (struct spool_item){ s->text.len, n,
			jsonl_number(lines), 0 };
		buf_add(&s->text, line, n);
		if (s->text.overflow)
			die(CMD_DATA, "%s: more than %u MiB at once", name,
			    SPOOL_MAX >> 20);
	}
	return jsonl_close(lines);
}

void
spool_free(struct spool *s)
{
	buf_free(&s->text);
	free(s->item);
}

const struct json *
spool_record(const struct spool *s, const struct spool_item *i, struct arena *a)
{
	const char *why;

	return json_parse(a, s->text.data + i->start, i->len, &why);
}
