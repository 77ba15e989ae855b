#include "rec/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "rec/address.h"
#include "rec/role.h"

#define LAST_TIME INT64_C(253402300799) /* the year 9999 */

enum form {
	NAME,
	TEXT,
	ID,
	CHOICE,
	CHOICES, /* a list of them */
	MAIL,
	LOGIN,
	HOSTS,
	SCOPES,
	NEEDS,
	TIME, /* of a new record: now */
	WHEN  /* a time, or none */
};

struct field {
	const char *key;
	enum form form;
	int required;
	const char *otherwise;	   /* value of a new record that lacks it */
	const char *const *choice; /* ends with NULL */
};

static const char *const langs[] = { "ja", "en", NULL };
static const char *const frequencies[] = { "daily", "weekly", "immediate",
	NULL };
static const char *const exposures[] = { "internet", "internal", "isolated",
	NULL };
static const char *const needs[] = { "low", "medium", "high", NULL };
static const char *const aspects[] = { "confidentiality", "integrity",
	"availability", NULL };

static const struct field organization[] = {
	{ "name", NAME, 1, NULL, NULL },
	{ "parent", ID, 0, NULL, NULL },
	{ "registered_at", TIME, 0, NULL, NULL },
	{ 0 },
};
static const struct field service[] = {
	{ "name", NAME, 1, NULL, NULL },
	{ "organization", ID, 0, NULL, NULL },
	{ "registered_at", TIME, 0, NULL, NULL },
	{ 0 },
};
static const struct field account[] = {
	{ "name", NAME, 1, NULL, NULL },
	{ "email", MAIL, 1, NULL, NULL },
	{ "role", CHOICE, 1, NULL, role_name },
	{ "scope", SCOPES, 0, NULL, NULL },
	{ "lang", CHOICE, 0, "ja", langs },
	{ "frequency", CHOICE, 0, NULL, frequencies },
	{ "login", LOGIN, 0, NULL, NULL },
	{ "registered_at", TIME, 0, NULL, NULL },
	{ 0 },
};
static const struct field machine[] = {
	{ "name", NAME, 1, NULL, NULL },
	{ "purpose", TEXT, 0, NULL, NULL },
	{ "organization", ID, 0, NULL, NULL },
	{ "service", ID, 0, NULL, NULL },
	{ "addresses", HOSTS, 0, NULL, NULL },
	{ "exposure", CHOICE, 0, NULL, exposures },
	{ "requirement", NEEDS, 0, NULL, needs },
	{ "registered_at", TIME, 0, NULL, NULL },
	{ 0 },
};

static const char *const categories[] = { "maintenance", "unplanned",
	"emergency", "incident", "news", NULL };
static const struct field announcement[] = {
	{ "name", NAME, 1, NULL, NULL },
	{ "name_en", NAME, 0, NULL, NULL },
	{ "text", TEXT, 0, NULL, NULL },
	{ "text_en", TEXT, 0, NULL, NULL },
	{ "category", CHOICE, 0, "news", categories },
	{ "scope", SCOPES, 0, NULL, NULL },
	{ "roles", CHOICES, 0, NULL, role_name },
	{ "from", TIME, 0, NULL, NULL },
	{ "to", WHEN, 0, NULL, NULL },
	{ "registered_at", TIME, 0, NULL, NULL },
	{ 0 },
};

static const struct reg_link no_links[] = { { NULL, REG_SYSTEM } };
static const struct reg_link organization_links[] = {
	{ "parent", REG_ORGANIZATION }, { NULL, REG_SYSTEM }
};
static const struct reg_link service_links[] = {
	{ "organization", REG_ORGANIZATION }, { NULL, REG_SYSTEM }
};
static const struct reg_link system_links[] = { { "organization",
						    REG_ORGANIZATION },
	{ "service", REG_SERVICE }, { NULL, REG_SYSTEM } };

static const struct {
	const char *name;
	const struct field *field;
	const struct reg_link *link;
} kinds[REG_KINDS] = {
	[REG_ORGANIZATION] = { "organization", organization,
	    organization_links },
	[REG_SERVICE] = { "service", service, service_links },
	[REG_ACCOUNT] = { "account", account, no_links },
	[REG_SYSTEM] = { "system", machine, system_links },
	[REG_ANNOUNCEMENT] = { "announcement", announcement, no_links },
};

const char *
reg_name(enum reg_kind kind)
{
	return kinds[kind].name;
}

int
reg_kind(const char *name)
{
	for (int i = 0; i < REG_KINDS; i++)
		if (name != NULL && strcmp(kinds[i].name, name) == 0)
			return i;
	return -1;
}

const struct reg_link *
reg_links(enum reg_kind kind)
{
	return kinds[kind].link;
}

int
reg_id_ok(const char *id)
{
	size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-");

	return n > 0 && n <= REG_ID_MAX && id[n] == '\0';
}

const char *
reg_scope(const char *entry, int *kind)
{
	const char *colon = strchr(entry, ':');

	*kind = -1;
	if (colon == NULL || !reg_id_ok(colon + 1))
		return NULL;
	for (int i = 0; i < REG_KINDS; i++)
		if (i != REG_ACCOUNT &&
		    strncmp(entry, kinds[i].name, (size_t)(colon - entry)) ==
			0 &&
		    kinds[i].name[colon - entry] == '\0')
			*kind = i;
	return *kind < 0 ? NULL : colon + 1;
}

/* Where a value is being written, and room for the reason it is refused. */
struct take {
	struct jsonw *w;
	const struct field *field;
	char *why;
};

static int
unfit(const struct take *t, const char *what)
{
	snprintf(t->why, REG_WHY, "'%s' %s", t->field->key, lang_text(what));
	return -1;
}

/* Names and texts of ours have nothing that is not seen at all, either. */
static int
is_control(unsigned cp)
{
	return utf8_is_harmful(cp) || (cp >= 0x200b && cp <= 0x200d) ||
	       (cp >= 0x2060 && cp <= 0x206f) || (cp >= 0xfff9 && cp <= 0xfffb);
}

/* The length of a blank at `s`, ASCII or ideographic; 0 if there is none. */
static size_t
blank(const char *s)
{
	return *s == ' ' ? 1 : strncmp(s, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

static int
take_name(const struct take *t, const char *s)
{
	size_t max = t->field->form == NAME ? REG_NAME_MAX : REG_TEXT_MAX;
	size_t k, n, end = 0, count = 0;
	unsigned cp;

	while ((k = blank(s)) > 0)
		s += k;
	for (n = 0; s[n] != '\0'; n += k, count++) {
		k = utf8_next(s + n, strlen(s + n), &cp);
		if (k == 0)
			return unfit(t, "is not UTF-8");
		if (is_control(cp) && !(cp == '\n' && t->field->form == TEXT))
			return unfit(t, "has a control character");
		if (blank(s + n) == 0)
			end = n + k;
	}
	if (end == 0)
		return unfit(t, "is blank");
	if (count > max)
		return unfit(t, "is too long");
	jsonw_strn(t->w, s, end);
	return 0;
}

static int
take_choice(const struct take *t, const char *s)
{
	char all[REG_WHY - 60] = "";
	size_t n = 0;

	for (int i = 0; t->field->choice[i] != NULL; i++) {
		if (strcmp(t->field->choice[i], s) == 0) {
			jsonw_str(t->w, s);
			return 0;
		}
		if (n < sizeof all)
			n += (size_t)snprintf(all + n, sizeof all - n, "%s%s",
			    i > 0 ? ", " : "", t->field->choice[i]);
	}
	snprintf(t->why, REG_WHY, lang_text("'%s' must be one of: %s"),
	    t->field->key, all);
	return -1;
}

/* Also those of a domain: sato@example.jp, EXAMPLE\sato. */
static int
take_login(const struct take *t, const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@\\-");

	if (n > 64 || s[n] != '\0' || strchr("0123456789.@\\-", *s) != NULL)
		return unfit(t, "is not the name of a user");
	jsonw_str(t->w, s);
	return 0;
}

static int
take_time(const struct take *t, const char *s)
{
	char text[CLOCK_TEXT];
	int64_t when;

	if (clock_parse(s, &when) < 0 || when < 0 || when > LAST_TIME)
		return unfit(t, "is not a time such as 2026-01-31T00:00:00Z");
	jsonw_str(t->w, clock_format(when, text));
	return 0;
}

/* One text; for a list, one entry. */
static int
take_text(const struct take *t, const char *s)
{
	char address[ADDRESS_MAX];
	int kind;

	switch (t->field->form) {
	case NAME:
	case TEXT:
		return take_name(t, s);
	case CHOICE:
	case CHOICES:
	case NEEDS:
		return take_choice(t, s);
	case LOGIN:
		return take_login(t, s);
	case TIME:
	case WHEN:
		return take_time(t, s);
	case ID:
		if (!reg_id_ok(s))
			return unfit(t, "is not an id");
		break;
	case MAIL:
		if (!address_mail_ok(s))
			return unfit(t, "is not a mail address");
		break;
	case HOSTS:
		if (address_host(s, address) < 0)
			return unfit(t, "has an entry that is not an IP "
					"address or host name");
		jsonw_str(t->w, address);
		return 0;
	case SCOPES:
		if (strcmp(s, "all") != 0 && reg_scope(s, &kind) == NULL)
			return unfit(t, "must be all, organization:ID, "
					"service:ID or system:ID");
		break;
	}
	jsonw_str(t->w, s);
	return 0;
}

/* A list, without what stood in it before; one text counts as a list of it. */
static int
take_list(const struct take *t, const struct json *v)
{
	struct buf one;
	struct jsonw w;
	struct take each = { &w, t->field, t->why };
	struct json alone = *v;
	const struct json *e = v->type == JSON_ARRAY ? v->child : &alone;
	size_t start = t->w->out->len;
	int rc = 0;

	alone.next = NULL;
	buf_init(&one, ADDRESS_MAX + 16);
	jsonw_open(t->w, '[');
	for (; e != NULL && rc == 0; e = e->next) {
		buf_clear(&one);
		jsonw_init(&w, &one);
		if (e->type != JSON_STRING)
			rc = unfit(t, "must be a list of texts");
		else
			rc = take_text(&each, e->text);
		if (rc == 0 &&
		    strstr(t->w->out->data + start, one.data) == NULL)
			jsonw_raw(t->w, one.data, one.len);
	}
	jsonw_close(t->w, ']');
	buf_free(&one);
	return rc;
}

/* low, medium or high for each of three; those not given stay. */
static int
take_needs(
    const struct take *t, const struct json *stored, const struct json *given)
{
	if (given->type != JSON_OBJECT)
		return unfit(t, "must be an object");
	for (const struct json *e = given->child; e != NULL; e = e->next) {
		int i = 0;

		while (aspects[i] != NULL && strcmp(aspects[i], e->key) != 0)
			i++;
		if (aspects[i] == NULL)
			return unfit(t, "may have confidentiality, integrity "
					"and availability");
	}
	jsonw_open(t->w, '{');
	for (int i = 0; aspects[i] != NULL; i++) {
		const struct json *v = json_get(given, aspects[i]);

		if (v == NULL)
			v = json_get(stored, aspects[i]);
		if (v == NULL || v->type == JSON_NULL || v->len == 0)
			continue;
		if (v->type != JSON_STRING)
			return unfit(t, "must be a text");
		jsonw_key(t->w, aspects[i]);
		if (take_text(t, v->text) < 0)
			return -1;
	}
	jsonw_close(t->w, '}');
	return 0;
}

static int
is_empty(const struct json *v)
{
	return v->type == JSON_NULL ||
	       (v->len == 0 && v->type != JSON_NUMBER && v->type != JSON_TRUE &&
		   v->type != JSON_FALSE);
}

static int
take_given(
    const struct take *t, const struct json *stored, const struct json *v)
{
	switch (t->field->form) {
	case HOSTS:
	case SCOPES:
	case CHOICES:
		if (v->type == JSON_ARRAY && v->len > REG_LIST_MAX)
			return unfit(t, "has too many entries");
		return take_list(t, v);
	case NEEDS:
		return take_needs(t, stored, v);
	default:
		if (v->type != JSON_STRING)
			return unfit(t, "must be a text");
		return take_text(t, v->text);
	}
}

static void
write_old(const struct take *t, const struct json *old, int64_t now)
{
	char text[CLOCK_TEXT];

	if (old != NULL)
		jsonw_json(t->w, old);
	else if (t->field->form == TIME)
		jsonw_str(t->w, clock_format(now, text));
	else
		jsonw_str(t->w, t->field->otherwise);
}

/* Write the field of the merged record, if it has a value. */
static int
merge_field(const struct take *t, const struct json *stored,
    const struct json *given, int64_t now)
{
	const struct field *f = t->field;
	const struct json *v = json_get(given, f->key);
	const struct json *old = json_get(stored, f->key);
	struct buf *out = t->w->out;
	size_t start = out->len;
	int comma = t->w->comma;

	if (v != NULL && is_empty(v) && f->form != TIME) {
		if (f->required)
			return unfit(t, "is needed");
		if (f->otherwise == NULL)
			return 0;
		v = old = NULL;
	}
	if (v == NULL && old == NULL && f->required)
		return unfit(t, "is needed");
	if (v == NULL && old == NULL && f->otherwise == NULL && f->form != TIME)
		return 0;
	jsonw_key(t->w, f->key);
	if (v == NULL || is_empty(v))
		write_old(t, old, now);
	else if (take_given(t, old, v) < 0)
		return -1;
	if (strcmp(out->data + out->len - 2, "{}") == 0) {
		out->len = start; /* all that it held was cleared */
		out->data[start] = '\0';
		t->w->comma = comma;
	}
	return 0;
}

/* A key nobody knows is a mistake that should be seen. */
static int
known_keys(enum reg_kind kind, const struct json *given, char *why)
{
	static const char *const common[] = { "type", "id", "v", NULL };
	int64_t version;

	if (json_get(given, "v") != NULL &&
	    (!json_int(json_get(given, "v"), &version) || version != 1)) {
		snprintf(why, REG_WHY, "%s",
		    lang_text("the record belongs to a newer vvs"));
		return -1;
	}
	for (const struct json *e = given->child; e != NULL; e = e->next) {
		const struct field *f = kinds[kind].field;
		int i = 0;

		while (common[i] != NULL && strcmp(common[i], e->key) != 0)
			i++;
		while (f->key != NULL && strcmp(f->key, e->key) != 0)
			f++;
		if (common[i] == NULL && f->key == NULL) {
			snprintf(why, REG_WHY, lang_text("unknown key '%.60s'"),
			    e->key);
			return -1;
		}
	}
	return 0;
}

int
reg_merge(enum reg_kind kind, const struct json *stored,
    const struct json *given, int64_t now, struct buf *out, char why[REG_WHY])
{
	const char *id = json_str(given, "id");
	struct jsonw w;

	if (id == NULL || !reg_id_ok(id)) {
		snprintf(why, REG_WHY, "%s",
		    lang_text("the id must be 1 to 64 of a-z, 0-9, '.', '_', "
			      "'-'"));
		return -1;
	}
	if (known_keys(kind, given, why) < 0)
		return -1;
	jsonw_init(&w, out);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", kinds[kind].name);
	jsonw_member(&w, "id", id);
	for (const struct field *f = kinds[kind].field; f->key; f++) {
		struct take t = { &w, f, why };

		if (merge_field(&t, stored, given, now) < 0)
			return -1;
	}
	jsonw_close(&w, '}');
	if (out->overflow) {
		snprintf(
		    why, REG_WHY, "%s", lang_text("the record is too long"));
		return -1;
	}
	return 0;
}
