#include "job/roster.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "asset/charset.h"
#include "asset/roster.h"
#include "base/cmd.h"
#include "base/jail.h"
#include "base/proc.h"
#include "io/jsonl.h"

/* A table of the largest size, while it is decoded, and its records. */
#define JAIL_BYTES ((size_t)1 << 30)
#define JAIL_SECONDS 120
#define LINE_BYTES ((size_t)2 * REG_BODY_MAX)

/* In the child: what goes to the pipe. */
struct writer {
	struct buf line;
	int fd;
};

static void
send_line(struct writer *w, struct jsonw *j)
{
	jsonw_close(j, '}');
	buf_addc(&w->line, '\n');
	if (proc_write(w->fd, w->line.data, w->line.len) < 0)
		_exit(CMD_IO); /* the parent is gone */
}

static void
begin_line(struct writer *w, struct jsonw *j, long line)
{
	buf_clear(&w->line);
	jsonw_init(j, &w->line);
	jsonw_open(j, '{');
	jsonw_key(j, "line");
	jsonw_int(j, line);
}

static void
on_record(long line, const char *json, void *arg)
{
	struct writer *w = arg;
	struct jsonw j;

	begin_line(w, &j, line);
	jsonw_key(&j, "record");
	jsonw_raw(&j, json, strlen(json));
	send_line(w, &j);
}

static void
on_say(long line, const char *what, void *arg)
{
	struct writer *w = arg;
	struct jsonw j;

	begin_line(w, &j, line);
	jsonw_member(&j, "say", what);
	send_line(w, &j);
}

struct table {
	enum reg_kind kind;
};

static int
child(int in, int out, void *arg)
{
	const struct table *t = arg;
	struct writer w = { .fd = out };
	struct roster r = { on_record, on_say, &w };
	struct charset *cs;
	const char *why;
	struct buf doc;

	proc_keep_only(in, out);
	cs = charset_new();
	jail_enter(JAIL_BYTES, JAIL_SECONDS);
	buf_init(&w.line, LINE_BYTES);
	buf_init(&doc, ROSTER_BYTES);
	if (buf_read(&doc, in) < 0)
		why = errno == EFBIG ? "larger than 64 MiB" : strerror(errno);
	else
		why = charset_decode(cs, &doc);
	if (why != NULL) {
		on_say(1, why, &w);
		return CMD_DATA;
	}
	if (doc.len == 0)
		return CMD_OK;
	return roster_read(&r, t->kind, doc.data, doc.len) < 0 ? CMD_DATA
							       : CMD_OK;
}

/* One line of the child. */
static void
take(struct lines *s, const struct json *v, const char *name, int *rc)
{
	const struct json *record = json_get(v, "record");
	const char *what = json_str(v, "say");
	int64_t line = 0;
	struct buf text;
	struct jsonw w;

	json_int(json_get(v, "line"), &line);
	if (what != NULL) {
		warn("%s:%ld: %s", name, (long)line, what);
		*rc = CMD_DATA;
	}
	if (record == NULL)
		return;
	buf_init(&text, LINE_BYTES);
	jsonw_init(&w, &text);
	jsonw_json(&w, record);
	lines_add(s, text.data, text.len, (long)line, name);
	buf_free(&text);
}

int
roster_lines(struct lines *s, int in, const char *name, enum reg_kind kind)
{
	struct table t = { kind };
	const struct json *v;
	struct jsonl *lines;
	struct proc p;
	int rc = CMD_OK, end;
	FILE *f;

	lines_init(s);
	proc_start(&p, child, in, &t);
	f = fdopen(dup(p.out), "r");
	if (f == NULL)
		die(CMD_IO, "cannot read a pipe: %s", strerror(errno));
	lines = jsonl_open(f, name);
	while ((v = jsonl_next(lines)) != NULL)
		take(s, v, name, &rc);
	jsonl_close(lines);
	fclose(f);
	end = proc_end(&p);
	if (end != CMD_OK && end != CMD_DATA)
		warn("%s: its reader failed", name);
	if (end != CMD_OK) { /* nobody knows what the rest would have said */
		s->count = 0;
		rc = CMD_DATA;
	}
	return rc;
}
