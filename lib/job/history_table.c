#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/json.h"
#include "job/history.h"
#include "report/table.h"

#define CELL_MAX 8192 /* bytes; a text has 2000 characters */
#define COLUMNS 5

/* Records as history_print() wrote them, parsed. */
struct records {
	const struct json **rec;
	size_t count, size;
	struct arena arena;
};

static void
load(struct records *r, const struct buf *text)
{
	const char *p = text->data, *end = p + text->len, *line, *why;

	for (; p < end; p = line + 1) {
		line = memchr(p, '\n', (size_t)(end - p));
		r->rec = xgrow(r->rec, &r->size, r->count + 1, sizeof *r->rec);
		r->rec[r->count++] =
		    json_parse(&r->arena, p, (size_t)(line - p), &why);
	}
}

static int
is_about_finding(const struct json *event)
{
	const char *object = json_str(event, "object");

	return object != NULL && strncmp(object, "finding:", 8) == 0;
}

/* "2026-01-31 00:00" */
static const char *
time_of(struct records *r, const char *text)
{
	char *copy;

	if (text == NULL || strlen(text) < 16)
		return NULL;
	copy = arena_strndup(&r->arena, text, 16);
	copy[10] = ' ';
	return copy;
}

/* "open → planned, plan_due → 2026-03-01" */
static const char *
changed_of(struct records *r, const struct json *changed)
{
	struct buf b;
	const char *text;

	buf_init(&b, CELL_MAX);
	for (const struct json *e = changed != NULL ? changed->child : NULL;
	     e != NULL; e = e->next) {
		const char *old = json_text(json_first(e));
		const char *now = json_first(e) != NULL
				      ? json_text(json_first(e)->next)
				      : NULL;

		buf_addf(&b, "%s", b.len > 0 ? ", " : "");
		if (strcmp(e->key, "state") != 0)
			buf_addf(&b, "%s ", e->key);
		buf_addf(&b, "%s%s→ %s", old != NULL ? old : "",
		    old != NULL ? " " : "", now != NULL ? now : "-");
	}
	text = arena_strndup(&r->arena, b.data, b.len);
	buf_free(&b);
	return text;
}

/*
 * What somebody wrote: in the event itself, or in that of the request, or
 * in the decision about the request.
 */
static const char *
text_of(const struct records *r, const struct json *event)
{
	static const char *const keys[] = { "what", "reason", "note", "why" };
	const struct json *content = json_get(event, "content"), *e;
	const char *text = NULL, *object, *kind = json_str(event, "kind");
	char request[40];
	int64_t n, number;

	for (size_t i = 0; i < 4 && text == NULL; i++)
		text = json_str(content, keys[i]);
	if (text != NULL || kind == NULL ||
	    !json_int(json_get(content, "request"), &n))
		return text;
	snprintf(request, sizeof request, "request:%" PRId64, n);
	for (size_t i = 0; i < r->count && text == NULL; i++) {
		e = r->rec[i];
		object = json_str(e, "object");
		if (object == NULL || e == event ||
		    strcmp(json_str(e, "kind"), kind) != 0)
			continue;
		if (strcmp(object, request) == 0 ||
		    (json_int(json_get(e, "n"), &number) && number == n))
			text = json_str(json_get(e, "content"), "reason");
	}
	return text;
}

static void
row(struct records *r, struct table *t, const struct json *rec)
{
	const char *type = json_str(rec, "type"), *cell[COLUMNS] = { NULL };
	const struct json *content = json_get(rec, "content");

	cell[0] = time_of(r, json_str(rec, "at"));
	if (strcmp(type, "finding") == 0) {
		cell[0] = time_of(r, json_str(rec, "first_at"));
		cell[1] = "vvs-match";
		cell[2] = "found";
		cell[4] = json_str(rec, "vulnerability");
	} else if (strcmp(type, "history") == 0) {
		cell[1] = "vvs-match";
		cell[3] = changed_of(r, json_get(rec, "changed"));
	} else if (is_about_finding(rec)) {
		cell[1] = json_str(rec, "actor");
		cell[2] = json_str(rec, "kind");
		if (cell[2] != NULL && strcmp(cell[2], "decided") == 0)
			cell[2] = json_str(content, "kind");
		cell[3] = changed_of(r, json_get(content, "changed"));
		cell[4] = text_of(r, rec);
	} else {
		return; /* it only lends its text */
	}
	table_row(t, cell);
}

void
history_table(const struct buf *records, FILE *out)
{
	static const char *const title[COLUMNS] = { "at", "who", "what",
		"changed", "text" };
	struct records r = { 0 };
	struct table *t = table_new(out, title, COLUMNS, table_width(out));

	load(&r, records);
	for (size_t i = 0; i < r.count; i++)
		row(&r, t, r.rec[i]);
	table_end(t);
	arena_free(&r.arena);
	free(r.rec);
}
