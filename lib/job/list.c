#include "job/list.h"

#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/lang.h"
#include "base/mem.h"
#include "io/json.h"
#include "job/filter_reason.h"
#include "job/list_kind.h"
#include "job/permit.h"
#include "report/csvout.h"
#include "report/table.h"

#define CELL_MAX 65536	 /* bytes in a cell; Excel takes 32767 characters */
#define FAILURES_SAID 10 /* then only their number */

/* A listing under way. */
struct list {
	const struct list_kind *kind;
	struct store *st;
	struct actor who;
	int all;	    /* is theirs to read */
	const char *veiled; /* key that they do not see, or NULL */
	struct filter *filter;
	FILE *out;
	struct table *table; /* one of these two, or neither */
	struct csvout *csv;
	int columns;
	struct arena arena;
	struct buf shown; /* a record without what is veiled */
	long failed;
	int dead;
};

static const struct json *
at_path(const struct json *v, const char *path)
{
	char key[64];

	for (const char *dot; v != NULL && path != NULL; path = dot) {
		size_t n = strcspn(path, ".");

		dot = path[n] == '.' ? path + n + 1 : NULL;
		snprintf(key, sizeof key, "%.*s", (int)n, path);
		if (v->type == JSON_ARRAY) /* the first counts */
			v = v->child;
		v = json_get(v, key);
	}
	return v;
}

/* The value as text for people, in the arena. */
static const char *
cell_text(struct arena *a, const struct json *v)
{
	const struct json *mine;
	struct jsonw w;
	struct buf b;
	const char *text;

	if (v == NULL || v->type == JSON_NULL)
		return NULL;
	if (v->type == JSON_OBJECT) {
		mine = json_get(v, lang_user() == LANG_JA ? "ja" : "en");
		if (mine == NULL)
			mine = json_get(v, "en");
		if (json_text(mine) != NULL)
			return json_text(mine);
	}
	if (v->type == JSON_STRING || v->type == JSON_NUMBER)
		return v->text;
	buf_init(&b, CELL_MAX);
	if (v->type == JSON_ARRAY && v->child != NULL &&
	    v->child->type == JSON_STRING) {
		for (const struct json *e = v->child; e != NULL; e = e->next) {
			buf_adds(&b, e == v->child ? "" : " ");
			buf_adds(&b, e->text != NULL ? e->text : "");
		}
	} else {
		jsonw_init(&w, &b);
		jsonw_json(&w, v);
	}
	text = arena_strndup(a, b.data, b.len);
	buf_free(&b);
	return text;
}

/* Software without a name is called by its product. */
static const char *
cell_of(struct list *l, const struct json *v, const char *path)
{
	const char *text = cell_text(&l->arena, at_path(v, path));

	if (text == NULL && strcmp(path, "software.name") == 0)
		text = cell_text(&l->arena, at_path(v, "software.product"));
	return text;
}

/* A time without seconds, for a table: "2026-01-31 00:00". */
static const char *
short_time(struct arena *a, const char *text)
{
	int64_t when;
	char *copy;

	if (text == NULL || strlen(text) != 20 || text[10] != 'T' ||
	    text[19] != 'Z' || clock_parse(text, &when) < 0)
		return text;
	copy = arena_strndup(a, text, 16);
	copy[10] = ' ';
	return copy;
}

static void
put_row(struct list *l, const char *record, size_t n)
{
	const char *cell[LIST_COLUMNS] = { NULL }, *why;
	const struct json *v;

	arena_reset(&l->arena);
	v = json_parse(&l->arena, record, n, &why);
	for (int i = 0; i < l->columns; i++)
		cell[i] = cell_of(l, v, l->kind->column[i]);
	if (l->table != NULL) {
		for (int i = 0; i < l->columns; i++)
			cell[i] = short_time(&l->arena, cell[i]);
		table_row(l->table, cell);
		return;
	}
	for (int i = 0; i < l->columns; i++)
		csvout_cell(l->csv, cell[i]);
	csvout_end_row(l->csv);
}

/* Does the filter keep it?  Says what goes wrong. */
static int
is_kept(struct list *l, const char *record, size_t n)
{
	char why[FILTER_WHY];
	const char *bad;
	const struct json *v;

	switch (filter_judge(l->filter, record, n, why)) {
	case FILTER_KEEP:
		return 1;
	case FILTER_DROP:
		return 0;
	case FILTER_DEAD:
		l->dead = 1;
		break;
	case FILTER_FAILED:
		break;
	}
	if (++l->failed > FAILURES_SAID)
		return 0;
	arena_reset(&l->arena);
	v = json_parse(&l->arena, record, n, &bad);
	bad = json_str(v, "id");
	warn("the filter failed on '%s': %s", bad != NULL ? bad : "a record",
	    filter_reason(why, lang_user() == LANG_JA));
	return 0;
}

static int
is_theirs(struct list *l, const char *record, size_t n)
{
	const char *why;

	if (l->all)
		return 1;
	arena_reset(&l->arena);
	return permit_reads(
	    &l->who, l->st, json_parse(&l->arena, record, n, &why));
}

/* What they get to see of it, in l->shown. */
static void
veil(struct list *l, const char *record, size_t n)
{
	const struct json *v;
	const char *why;
	struct jsonw w;

	arena_reset(&l->arena);
	v = json_parse(&l->arena, record, n, &why);
	buf_clear(&l->shown);
	jsonw_init(&w, &l->shown);
	jsonw_open(&w, '{');
	for (const struct json *e = v->child; e != NULL; e = e->next) {
		if (strcmp(e->key, l->veiled) == 0)
			continue;
		jsonw_key(&w, e->key);
		jsonw_json(&w, e);
	}
	jsonw_close(&w, '}');
}

static int
one(const char *record, size_t n, void *arg)
{
	struct list *l = arg;

	/* before their own filter, which could tell what it was asked about */
	if (!is_theirs(l, record, n))
		return 0;
	if (l->veiled != NULL) {
		veil(l, record, n);
		record = l->shown.data;
		n = l->shown.len;
	}
	if (l->filter != NULL && !is_kept(l, record, n))
		return l->dead;
	if (l->table == NULL && l->csv == NULL) {
		fwrite(record, 1, n, l->out);
		fputc('\n', l->out);
	} else {
		put_row(l, record, n);
	}
	return ferror(l->out);
}

static void
csv_header(struct list *l)
{
	for (int i = 0; i < l->columns; i++)
		csvout_cell(l->csv, l->kind->column[i]);
	csvout_end_row(l->csv);
}

int
list_run(struct store *st, const struct list_kind *kind,
    enum list_format format, struct filter *f, FILE *out)
{
	struct list l = { .kind = kind, .st = st, .filter = f, .out = out };
	const char *title[LIST_COLUMNS]; /* of a table: the last part */
	struct csvout csv;

	buf_init(&l.shown, REG_BODY_MAX);
	actor_load(&l.who, st);
	permit_require(&l.who, kind->type);
	l.all = permit_reads_all(&l.who, kind->type);
	l.veiled = permit_veiled(&l.who, kind->type);
	while (l.columns < LIST_COLUMNS && kind->column[l.columns] != NULL)
		l.columns++;
	for (int i = 0; i < l.columns; i++) {
		title[i] = strrchr(kind->column[i], '.');
		title[i] = title[i] ? title[i] + 1 : kind->column[i];
	}
	if (format == LIST_TABLE)
		l.table = table_new(out, title, l.columns, table_width(out));
	if (format == LIST_CSV) {
		l.csv = &csv;
		csvout_begin(&csv, out);
		csv_header(&l);
	}
	store_begin_read(st);
	kind->each(st, one, &l);
	store_commit(st);
	if (l.table != NULL)
		table_end(l.table);
	if (l.failed > FAILURES_SAID)
		warn("the filter failed on %ld records", l.failed);
	arena_free(&l.arena);
	buf_free(&l.shown);
	actor_free(&l.who);
	return l.failed > 0 ? CMD_DATA : CMD_OK;
}
