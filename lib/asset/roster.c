#include "asset/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset/sheet.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "io/text.h"
#include "rec/role.h"

#define SAY 300 /* bytes of a message */

enum column {
	ID,
	NAME,
	PARENT,
	ORGANIZATION,
	SERVICE,
	PURPOSE,
	ADDRESSES,
	EXPOSURE,
	CONFIDENTIALITY,
	INTEGRITY,
	AVAILABILITY,
	EMAIL,
	ROLE,
	SCOPE,
	LANGUAGE,
	FREQUENCY,
	LOGIN,
	REGISTERED_AT,
	SUCCESSOR,
	COLUMNS
};

enum form {
	TEXT,	/* as it is */
	NARROW, /* without full-width forms */
	FOLDED, /* and without capitals */
	WORD,	/* one that we know by several names */
	HOSTS,	/* lists */
	SCOPES
};

static const struct {
	const char *key;
	enum form form;
} columns[COLUMNS] = {
	[ID] = { "id", FOLDED },
	[NAME] = { "name", TEXT },
	[PARENT] = { "parent", FOLDED },
	[ORGANIZATION] = { "organization", FOLDED },
	[SERVICE] = { "service", FOLDED },
	[PURPOSE] = { "purpose", TEXT },
	[ADDRESSES] = { "addresses", HOSTS },
	[EXPOSURE] = { "exposure", WORD },
	[CONFIDENTIALITY] = { "confidentiality", WORD },
	[INTEGRITY] = { "integrity", WORD },
	[AVAILABILITY] = { "availability", WORD },
	[EMAIL] = { "email", NARROW },
	[ROLE] = { "role", WORD },
	[SCOPE] = { "scope", SCOPES },
	[LANGUAGE] = { "lang", WORD },
	[FREQUENCY] = { "frequency", WORD },
	[LOGIN] = { "login", NARROW },
	[REGISTERED_AT] = { "registered_at", NARROW },
	[SUCCESSOR] = { "successor", FOLDED },
};

#define O (1u << REG_ORGANIZATION)
#define V (1u << REG_SERVICE)
#define A (1u << REG_ACCOUNT)
#define S (1u << REG_SYSTEM)
#define ANY (O | V | A | S)

/* What columns are called (asset/sheet.h), and in tables of what. */
static const struct {
	unsigned kinds;
	enum column is;
	const char *name;
} headers[] = {
	{ ANY, ID, "id" },
	{ O, ID, "organizationid" },
	{ O, ID, "組織id" },
	{ O, ID, "組織コード" },
	{ V, ID, "serviceid" },
	{ V, ID, "サービスid" },
	{ A, ID, "accountid" },
	{ A, ID, "アカウントid" },
	{ A, ID, "アカウント" },
	{ A, ID, "利用者id" },
	{ A, ID, "ユーザid" },
	{ A, ID, "ユーザーid" },
	{ A, ID, "社員番号" },
	{ S, ID, "systemid" },
	{ S, ID, "システムid" },
	{ ANY, NAME, "name" },
	{ ANY, NAME, "名前" },
	{ ANY, NAME, "名称" },
	{ O, NAME, "組織名" },
	{ O, NAME, "組織名称" },
	{ V, NAME, "サービス名" },
	{ A, NAME, "氏名" },
	{ A, NAME, "利用者名" },
	{ S, NAME, "システム名" },
	{ O, PARENT, "parent" },
	{ O, PARENT, "上位組織" },
	{ O, PARENT, "上位組織id" },
	{ O, PARENT, "親組織" },
	{ O, PARENT, "親組織id" },
	{ V | S, ORGANIZATION, "organization" },
	{ V | S, ORGANIZATION, "組織" },
	{ V | S, ORGANIZATION, "組織id" },
	{ V | S, ORGANIZATION, "所属組織" },
	{ V | S, ORGANIZATION, "所属組織id" },
	{ S, SERVICE, "service" },
	{ S, SERVICE, "サービス" },
	{ S, SERVICE, "サービスid" },
	{ S, PURPOSE, "purpose" },
	{ S, PURPOSE, "用途" },
	{ S, PURPOSE, "目的" },
	{ S, ADDRESSES, "addresses" },
	{ S, ADDRESSES, "address" },
	{ S, ADDRESSES, "ipaddress" },
	{ S, ADDRESSES, "アドレス" },
	{ S, ADDRESSES, "ipアドレス" },
	{ S, ADDRESSES, "管理アドレス" },
	{ S, EXPOSURE, "exposure" },
	{ S, EXPOSURE, "公開範囲" },
	{ S, EXPOSURE, "公開区分" },
	{ S, CONFIDENTIALITY, "confidentiality" },
	{ S, CONFIDENTIALITY, "requirementconfidentiality" },
	{ S, CONFIDENTIALITY, "機密性" },
	{ S, INTEGRITY, "integrity" },
	{ S, INTEGRITY, "requirementintegrity" },
	{ S, INTEGRITY, "完全性" },
	{ S, AVAILABILITY, "availability" },
	{ S, AVAILABILITY, "requirementavailability" },
	{ S, AVAILABILITY, "可用性" },
	{ A, EMAIL, "email" },
	{ A, EMAIL, "mail" },
	{ A, EMAIL, "emailaddress" },
	{ A, EMAIL, "mailaddress" },
	{ A, EMAIL, "メール" },
	{ A, EMAIL, "メールアドレス" },
	{ A, EMAIL, "eメール" },
	{ A, EMAIL, "eメールアドレス" },
	{ A, EMAIL, "電子メール" },
	{ A, ROLE, "role" },
	{ A, ROLE, "役割" },
	{ A, ROLE, "権限" },
	{ A, ROLE, "ロール" },
	{ A, SCOPE, "scope" },
	{ A, SCOPE, "範囲" },
	{ A, SCOPE, "対象" },
	{ A, SCOPE, "対象範囲" },
	{ A, SCOPE, "担当" },
	{ A, SCOPE, "担当範囲" },
	{ A, LANGUAGE, "lang" },
	{ A, LANGUAGE, "language" },
	{ A, LANGUAGE, "言語" },
	{ A, FREQUENCY, "frequency" },
	{ A, FREQUENCY, "頻度" },
	{ A, FREQUENCY, "通知頻度" },
	{ A, FREQUENCY, "配信頻度" },
	{ A, LOGIN, "login" },
	{ A, LOGIN, "ログイン" },
	{ A, LOGIN, "ログイン名" },
	{ ANY, REGISTERED_AT, "registeredat" },
	{ ANY, REGISTERED_AT, "登録日時" },
	{ A, SUCCESSOR, "successor" },
	{ A, SUCCESSOR, "後任" },
	{ A, SUCCESSOR, "後任者" },
	{ A, SUCCESSOR, "後任者id" },
};

#define LEVELS \
	((1u << CONFIDENTIALITY) | (1u << INTEGRITY) | (1u << AVAILABILITY))

/* What values are called, folded, besides our own word for them. */
static const struct {
	unsigned columns;
	const char *name, *value;
} words[] = {
	{ 1u << EXPOSURE, "インターネット", "internet" },
	{ 1u << EXPOSURE, "公開", "internet" },
	{ 1u << EXPOSURE, "外部公開", "internet" },
	{ 1u << EXPOSURE, "内部", "internal" },
	{ 1u << EXPOSURE, "社内", "internal" },
	{ 1u << EXPOSURE, "隔離", "isolated" },
	{ 1u << EXPOSURE, "閉域", "isolated" },
	{ LEVELS, "高", "high" },
	{ LEVELS, "中", "medium" },
	{ LEVELS, "低", "low" },
	{ 1u << LANGUAGE, "日本語", "ja" },
	{ 1u << LANGUAGE, "英語", "en" },
	{ 1u << FREQUENCY, "日次", "daily" },
	{ 1u << FREQUENCY, "毎日", "daily" },
	{ 1u << FREQUENCY, "週次", "weekly" },
	{ 1u << FREQUENCY, "毎週", "weekly" },
	{ 1u << FREQUENCY, "即時", "immediate" },
	{ 1u << FREQUENCY, "都度", "immediate" },
	{ 1u << SCOPE, "全社", "all" },
	{ 1u << SCOPE, "全て", "all" },
	{ 1u << SCOPE, "すべて", "all" },
};

/* An id and where it stood first. */
struct seen {
	const char *id;
	long line;
};

struct reading {
	const struct roster *out;
	enum reg_kind kind;
	struct sheet sheet;
	size_t header_cells;
	struct buf record;

	struct seen *seen; /* open addressing; `room` is a power of two */
	size_t count, room;
	struct arena ids;
};

static void PRINTF_LIKE(3, 4)
    complain(struct reading *r, long line, const char *fmt, ...)
{
	char text[SAY];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, lang_text(fmt), ap);
	va_end(ap);
	r->out->say(line, text, r->out->arg);
}

static int
column_of(const char *header, void *arg)
{
	const struct reading *r = arg;

	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		if ((headers[i].kinds & (1u << r->kind)) != 0 &&
		    strcmp(headers[i].name, header) == 0)
			return (int)headers[i].is;
	return -1;
}

/* A misspelt column that is silently ignored is worse than one named. */
static void
say_unknown(struct reading *r)
{
	const struct sheet *s = &r->sheet;

	for (size_t i = 0; i < s->rows.cells; i++) {
		int known = 0;

		for (int c = 0; c < COLUMNS; c++)
			known |= s->at[c] == i + 1;
		if (!known && *s->rows.cell[i] != '\0')
			complain(r, s->rows.line, "column '%.100s' is ignored",
			    s->rows.cell[i]);
	}
}

static struct seen *
seen_slot(struct seen *table, size_t room, const char *id)
{
	size_t hash = 5381;

	for (const char *p = id; *p != '\0'; p++)
		hash = hash * 33 + (unsigned char)*p;
	while (table[hash % room].id != NULL &&
	       strcmp(table[hash % room].id, id) != 0)
		hash++;
	return &table[hash % room];
}

/* The line where the id stood before, or 0; then it is remembered. */
static long
stood_before(struct reading *r, const char *id)
{
	struct seen *slot, *more;

	if (2 * r->count >= r->room) {
		more = xcalloc(2 * r->room + 64, sizeof *more);
		for (size_t i = 0; i < r->room; i++)
			if (r->seen[i].id != NULL)
				*seen_slot(more, 2 * r->room + 64,
				    r->seen[i].id) = r->seen[i];
		free(r->seen);
		r->seen = more;
		r->room = 2 * r->room + 64;
	}
	slot = seen_slot(r->seen, r->room, id);
	if (slot->id != NULL)
		return slot->line;
	*slot = (struct seen){ arena_strndup(&r->ids, id, strlen(id)),
		r->sheet.rows.line };
	r->count++;
	return 0;
}

static const char *
word(struct arena *a, enum column c, const char *text)
{
	char *fold = text_fold(a, text);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if ((words[i].columns & (1u << c)) != 0 &&
		    strcmp(words[i].name, fold) == 0)
			return words[i].value;
	for (int i = 0; c == ROLE && i < ROLES; i++)
		if (strcmp(role_name_ja[i], fold) == 0)
			return role_name[i];
	for (char *p = fold; *p != '\0'; p++)
		if (*p == ' ' || *p == '_') /* "system manager" */
			*p = '-';
	return fold;
}

/* "システム:web1" is "system:web1". */
static const char *
scope_entry(struct arena *a, const char *text)
{
	static const char *const name[][2] = { { "組織:", "organization:" },
		{ "サービス:", "service:" }, { "システム:", "system:" } };
	char *full;
	size_t size;

	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		size_t n = strlen(name[i][0]);

		if (strncmp(text, name[i][0], n) != 0)
			continue;
		size = strlen(text) + strlen(name[i][1]);
		full = arena_alloc(a, size);
		snprintf(full, size, "%s%s", name[i][1], text + n);
		return full;
	}
	return word(a, SCOPE, text);
}

static void
write_list(struct jsonw *w, struct arena *a, enum form form, const char *cell)
{
	char *text = form == SCOPES ? text_fold(a, cell) : text_nfkc(a, cell);
	size_t n;

	jsonw_open(w, '[');
	while (*text != '\0') {
		n = strncmp(text, "、", 3) == 0 ? 3 : strspn(text, " ,;\t\n");
		if (n > 0) {
			text += n;
			continue;
		}
		while (text[n] != '\0' && strchr(" ,;\t\n", text[n]) == NULL &&
		       strncmp(text + n, "、", 3) != 0)
			n++;
		const char *entry = arena_strndup(a, text, n);

		jsonw_str(w, form == SCOPES ? scope_entry(a, entry) : entry);
		text += n;
	}
	jsonw_close(w, ']');
}

static void
write_cell(struct reading *r, struct jsonw *w, enum column c)
{
	struct arena *a = &r->sheet.arena;
	const char *cell = sheet_cell(&r->sheet, c);

	if (r->sheet.at[c] == 0)
		return;
	jsonw_key(w, columns[c].key);
	if (cell == NULL)
		cell = "";
	switch (columns[c].form) {
	case TEXT:
		jsonw_str(w, cell);
		break;
	case NARROW:
		jsonw_str(w, text_nfkc(a, cell));
		break;
	case FOLDED:
		jsonw_str(w, text_fold(a, cell));
		break;
	case WORD:
		jsonw_str(w, word(a, c, cell));
		break;
	case HOSTS:
	case SCOPES:
		write_list(w, a, columns[c].form, cell);
		break;
	}
}

static int
is_level(int c)
{
	return (LEVELS & (1u << c)) != 0;
}

static void
write_record(struct reading *r)
{
	const struct sheet *s = &r->sheet;
	struct jsonw w;

	buf_clear(&r->record);
	jsonw_init(&w, &r->record);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", reg_name(r->kind));
	for (int c = 0; c < COLUMNS; c++)
		if (!is_level(c))
			write_cell(r, &w, (enum column)c);
	if (s->at[CONFIDENTIALITY] + s->at[INTEGRITY] + s->at[AVAILABILITY]) {
		jsonw_key(&w, "requirement");
		jsonw_open(&w, '{');
		for (int c = 0; c < COLUMNS; c++)
			if (is_level(c))
				write_cell(r, &w, (enum column)c);
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, '}');
}

/* An unquoted comma in a name moves all that follows it. */
static int
is_too_wide(const struct reading *r)
{
	const struct rows *t = &r->sheet.rows;

	for (size_t i = r->header_cells; i < t->cells; i++)
		if (*t->cell[i] != '\0')
			return 1;
	return 0;
}

static void
read_row(struct reading *r)
{
	const char *id = sheet_cell(&r->sheet, ID);
	long line = r->sheet.rows.line, before;

	if (is_too_wide(r)) {
		complain(r, line, "more cells than the header has");
		return;
	}
	if (id != NULL) {
		id = text_fold(&r->sheet.arena, id);
		before = stood_before(r, id);
		if (before != 0) {
			complain(r, line, "'%.100s' stands in line %ld too", id,
			    before);
			return;
		}
	}
	write_record(r);
	if (r->record.overflow)
		complain(r, line, "the record is too long");
	else
		r->out->record(line, r->record.data, r->out->arg);
}

static int
read_rows(struct reading *r)
{
	struct sheet *s = &r->sheet;
	int more;

	if (s->at[ID] == 0) {
		complain(r, s->rows.line > 0 ? s->rows.line : 1,
		    "no column for the id in the header");
		return -1;
	}
	say_unknown(r);
	r->header_cells = s->rows.cells;
	while ((more = sheet_next(s)) > 0)
		read_row(r);
	if (more < 0)
		complain(r, s->rows.line,
		    "a quote is never closed, or a line is longer than 8 MiB");
	return more;
}

int
roster_read(
    const struct roster *out, enum reg_kind kind, const char *doc, size_t n)
{
	struct reading r = { .out = out, .kind = kind };
	int rc;

	if (!utf8_valid(doc, n)) { /* "<" makes it look like XML */
		complain(&r, 1, "neither UTF-8 nor CP932");
		return -1;
	}
	buf_init(&r.record, REG_BODY_MAX);
	sheet_open(&r.sheet, doc, n, column_of, &r);
	rc = read_rows(&r);
	sheet_close(&r.sheet);
	buf_free(&r.record);
	arena_free(&r.ids);
	free(r.seen);
	return rc;
}
