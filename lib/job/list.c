#include "job/list.h"

#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/lang.h"
#include "base/mem.h"
#include "io/json.h"
#include "report/csvout.h"
#include "report/table.h"
#include "store/advisory.h"
#include "store/finding.h"
#include "store/registry.h"
#include "store/source.h"
#include "store/vulnerability.h"

#define COLUMNS 12	    /* at most, of any kind */
#define CELL_MAX 65536	    /* bytes in a cell; Excel takes 32767 characters */
#define RECORD_MAX 67108864 /* bytes */
#define FAILURES_SAID 10    /* then only their number */

struct list_kind {
	const char *name;
	int (*each)(struct store *st, store_fn *fn, void *arg);
	/* what a table shows: "key" or "key.key" */
	const char *column[COLUMNS + 1];
};

static int
organizations(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_ORGANIZATION, fn, arg);
}

static int
services(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_SERVICE, fn, arg);
}

static int
accounts(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_ACCOUNT, fn, arg);
}

static int
systems(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_SYSTEM, fn, arg);
}

static void
write_source(struct jsonw *w, struct store *st, const char *name)
{
	int64_t age = source_age(st, name, clock_now());
	struct source s;

	source_get(st, name, &s);
	jsonw_open(w, '{');
	jsonw_member(w, "type", "source");
	jsonw_member(w, "id", name);
	jsonw_time(w, "checked_at", s.checked_at);
	jsonw_time(w, "data_at", s.data_at);
	jsonw_key(w, "age_hours");
	if (age < 0)
		jsonw_null(w);
	else
		jsonw_int(w, age / 3600);
	jsonw_key(w, "stale");
	jsonw_bool(w, age > source_max_age(name));
	jsonw_close(w, '}');
	source_release(&s);
}

static int
sources(struct store *st, store_fn *fn, void *arg)
{
	struct jsonw w;
	struct buf b;
	int rc = 0;

	buf_init(&b, CELL_MAX);
	for (int i = 0; i < SOURCE_COUNT && rc == 0; i++) {
		buf_clear(&b);
		jsonw_init(&w, &b);
		write_source(&w, st, source_name[i]);
		rc = fn(b.data, b.len, arg);
	}
	buf_free(&b);
	return rc;
}

/* finding_each() gives a struct; a list wants its record. */
struct relay {
	store_fn *fn;
	void *arg;
	struct buf text;
};

static int
relay_finding(const struct finding *f, void *arg)
{
	struct relay *r = arg;
	struct jsonw w;

	buf_clear(&r->text);
	jsonw_init(&w, &r->text);
	finding_write(&w, f);
	return r->fn(r->text.data, r->text.len, r->arg);
}

static int
findings(struct store *st, store_fn *fn, void *arg)
{
	struct finding_query all = { 0 };
	struct relay r = { .fn = fn, .arg = arg };
	int rc;

	buf_init(&r.text, RECORD_MAX);
	rc = finding_each(st, &all, relay_finding, &r);
	buf_free(&r.text);
	return rc;
}

static int
advisories(struct store *st, store_fn *fn, void *arg)
{
	return advisory_each(st, 0, INT64_MAX, fn, arg);
}

static int
vulnerabilities(struct store *st, store_fn *fn, void *arg)
{
	return vulnerability_each(st, 0, INT64_MAX, fn, arg);
}

static const struct list_kind kinds[] = {
	{ "organizations", organizations, { "id", "name", "parent" } },
	{ "services", services, { "id", "name", "organization" } },
	{ "accounts", accounts,
	    { "id", "name", "email", "role", "scope", "lang", "frequency",
		"login" } },
	{ "systems", systems,
	    { "id", "name", "organization", "service", "exposure", "addresses",
		"purpose" } },
	{ "advisories", advisories,
	    { "id", "source", "status", "modified", "description" } },
	{ "vulnerabilities", vulnerabilities,
	    { "id", "cvss.score", "cvss.severity", "kev", "epss", "status",
		"modified" } },
	{ "findings", findings,
	    { "level", "due", "system", "software.name", "software.version",
		"vulnerability", "cvss.score", "kev", "epss", "confidence",
		"state" } },
	{ "sources", sources,
	    { "id", "checked_at", "data_at", "age_hours", "stale" } },
};
#define KINDS (int)(sizeof kinds / sizeof *kinds)

const struct list_kind *
list_kind(const char *name)
{
	for (int i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *
list_kind_name(int i)
{
	return i < KINDS ? kinds[i].name : NULL;
}

/* A listing under way. */
struct list {
	const struct list_kind *kind;
	struct filter *filter;
	FILE *out;
	struct table *table; /* one of these two, or neither */
	struct csvout *csv;
	int columns;
	struct arena arena;
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

static void
put_row(struct list *l, const char *record, size_t n)
{
	const char *cell[COLUMNS], *why;
	const struct json *v;

	arena_reset(&l->arena);
	v = json_parse(&l->arena, record, n, &why);
	for (int i = 0; i < l->columns; i++)
		cell[i] = cell_text(&l->arena, at_path(v, l->kind->column[i]));
	if (l->table != NULL) {
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
	    why);
	return 0;
}

static int
one(const char *record, size_t n, void *arg)
{
	struct list *l = arg;

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
	struct list l = { .kind = kind, .filter = f, .out = out };
	struct csvout csv;

	while (l.columns < COLUMNS && kind->column[l.columns] != NULL)
		l.columns++;
	if (format == LIST_TABLE)
		l.table =
		    table_new(out, kind->column, l.columns, table_width(out));
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
	return l.failed > 0 ? CMD_DATA : CMD_OK;
}
