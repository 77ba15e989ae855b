#include "job/change.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/lang.h"
#include "job/entitled.h"
#include "job/import_store.h"
#include "job/request.h"
#include "store/ledger.h"
#include "store/registry.h"
#include "store/waiting.h"

int
change_is(const struct request *r)
{
	return strcmp(r->kind, "change") == 0;
}

int
change_waits(const struct actor *who)
{
	return who->role != ROLE_ENTERPRISE_MANAGER &&
	       conf_bool("approve_system_changes", 0);
}

static const struct json *
members(const struct json *v)
{
	return v != NULL ? v->child : NULL;
}

/* A value as text, in `b`; what is not there is null. */
static const char *
text_of(struct buf *b, const struct json *v)
{
	struct jsonw w;

	buf_clear(b);
	jsonw_init(&w, b);
	if (v != NULL)
		jsonw_json(&w, v);
	else
		jsonw_null(&w);
	return b->data;
}

static void
write_value(struct jsonw *w, const char *key, const struct json *v)
{
	jsonw_key(w, key);
	if (v != NULL)
		jsonw_json(w, v);
	else
		jsonw_null(w);
}

static void
write_key(struct jsonw *w, const char *key, const struct json *old,
    const struct json *new)
{
	if (json_same(old, new))
		return;
	jsonw_key(w, key);
	jsonw_open(w, '{');
	write_value(w, "old", old);
	write_value(w, "new", new);
	jsonw_close(w, '}');
}

/* The body of the request. */
static void
write_body(struct buf *b, const struct json *old, const struct json *rec)
{
	struct jsonw w;

	jsonw_init(&w, b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "system", json_str(rec, "id"));
	jsonw_key(&w, "change");
	jsonw_open(&w, '{');
	for (const struct json *e = members(old); e != NULL; e = e->next)
		write_key(&w, e->key, e, json_get(rec, e->key));
	for (const struct json *e = members(rec); e != NULL; e = e->next)
		if (json_get(old, e->key) == NULL)
			write_key(&w, e->key, NULL, e);
	jsonw_close(&w, '}');
	jsonw_close(&w, '}');
}

static int
is_same_request(const struct request *r, void *arg)
{
	const struct request *mine = arg;

	return change_is(r) && strcmp(r->requester, mine->requester) == 0 &&
	       strcmp(r->body, mine->body) == 0;
}

void
change_ask(struct store *st, const struct actor *who, const struct json *old,
    const struct json *rec, struct buf *out)
{
	struct request r = { .kind = "change",
		.requester = who->id,
		.asked_at = clock_now(),
		.reason = "" };
	char object[REG_ID_MAX + 20];
	struct jsonw w;
	struct buf b;

	buf_init(&b, 3 * REG_BODY_MAX);
	write_body(&b, old, rec);
	r.body = b.data;
	if (!request_each(st, REQUEST_WAITING, is_same_request, &r)) {
		snprintf(
		    object, sizeof object, "system:%s", json_str(rec, "id"));
		r.id = ledger_add(st, "requested", who->id, object, r.body);
		request_add(st, &r);
		jsonw_init(&w, out);
		request_write(&w, st, &r);
		buf_addc(out, '\n');
	}
	buf_free(&b);
}

/* Null stands for what is not there. */
static const struct json *
present(const struct json *v)
{
	return v == NULL || v->type == JSON_NULL ? NULL : v;
}

static const struct json *
read_body(struct arena *a, const struct request *r)
{
	const char *why;

	return json_parse(a, r->body, strlen(r->body), &why);
}

void
change_write(struct jsonw *w, const struct request *r)
{
	struct arena a = ARENA_INIT;
	const struct json *body = read_body(&a, r);

	for (const struct json *e = members(body); e != NULL; e = e->next) {
		jsonw_key(w, e->key);
		jsonw_json(w, e);
	}
	arena_free(&a);
}

/* A value for people: a list without its brackets, "-" for none. */
static void
say_value(struct buf *out, const struct json *v)
{
	struct jsonw w;

	if (v == NULL || v->type == JSON_NULL) {
		buf_addc(out, '-');
	} else if (v->type == JSON_STRING) {
		buf_adds(out, v->text);
	} else if (v->type == JSON_ARRAY) {
		for (const struct json *e = v->child; e != NULL; e = e->next) {
			say_value(out, e);
			buf_adds(out, e->next != NULL ? ", " : "");
		}
	} else {
		jsonw_init(&w, out);
		jsonw_json(&w, v);
	}
}

static void
say_import(struct buf *out, const struct json *body)
{
	const struct json *systems = json_get(body, "systems");
	int64_t added = 0, changed = 0, gone = 0;

	json_int(json_get(body, "added"), &added);
	json_int(json_get(body, "changed"), &changed);
	json_int(json_get(body, "gone"), &gone);
	if (systems != NULL && systems->len == 1)
		say_value(out, systems);
	else
		buf_addf(out, "%u systems", systems ? systems->len : 0);
	buf_addf(out, ": software (%.100s) +%" PRId64 " ~%" PRId64 " -%" PRId64,
	    json_str(body, "source"), added, changed, gone);
}

void
change_describe(struct buf *out, const struct request *r)
{
	struct arena a = ARENA_INIT;
	const struct json *body = read_body(&a, r);
	const char *comma = ": ";

	if (import_waits(body)) {
		say_import(out, body);
	} else {
		buf_adds(out, json_str(body, "system"));
		for (const struct json *e = members(json_get(body, "change"));
		     e != NULL; e = e->next) {
			buf_addf(out, "%s%s ", comma, e->key);
			say_value(out, json_get(e, "old"));
			buf_adds(out, " → ");
			say_value(out, json_get(e, "new"));
			comma = "; ";
		}
	}
	arena_free(&a);
}

/* The record as it will be: the keys that stay, and the new ones. */
static void
write_record(struct buf *b, const struct json *now, const struct json *change)
{
	const struct json *v;
	struct jsonw w;

	jsonw_init(&w, b);
	jsonw_open(&w, '{');
	for (const struct json *e = members(now); e != NULL; e = e->next)
		if (json_get(change, e->key) == NULL) {
			jsonw_key(&w, e->key);
			jsonw_json(&w, e);
		}
	for (const struct json *e = members(change); e != NULL; e = e->next) {
		v = present(json_get(e, "new"));
		if (v == NULL)
			continue;
		jsonw_key(&w, e->key);
		jsonw_json(&w, v);
	}
	jsonw_close(&w, '}');
}

/* What the request says, and the record as it is and as it will be. */
struct plan {
	struct arena arena;
	const struct json *change, *now, *rec;
	const char *id;
	struct buf body; /* of the new record */
};

static int
check_keys(const struct plan *p, char why[CHANGE_WHY])
{
	struct buf was, is;
	int rc = 0;

	buf_init(&was, REG_BODY_MAX);
	buf_init(&is, REG_BODY_MAX);
	for (const struct json *e = members(p->change); e != NULL && rc == 0;
	     e = e->next) {
		const struct json *old = present(json_get(e, "old"));
		const struct json *now = json_get(p->now, e->key);

		if (json_same(old, now))
			continue;
		snprintf(why, CHANGE_WHY,
		    lang_text("'%s' was %.80s when it was asked for and is "
			      "%.80s now: deny it, or let it be asked again"),
		    e->key, text_of(&was, old), text_of(&is, now));
		rc = -1;
	}
	buf_free(&was);
	buf_free(&is);
	return rc;
}

static int
make_plan(struct plan *p, struct store *st, const struct json *body,
    char why[CHANGE_WHY])
{
	struct entitled entitled = { 0 };
	const char *bad;
	struct buf raw;
	int rc;

	p->id = json_str(body, "system");
	p->change = json_get(body, "change");
	if (registry_find(st, REG_SYSTEM, p->id, &p->arena, &p->now) !=
	    REGISTRY_LIVE) {
		snprintf(why, CHANGE_WHY, lang_text("system '%s' was removed"),
		    p->id);
		return -1;
	}
	if (check_keys(p, why) < 0)
		return -1;
	buf_init(&raw, 2 * REG_BODY_MAX);
	write_record(&raw, p->now, p->change);
	rc = reg_merge(REG_SYSTEM, NULL,
	    json_parse(&p->arena, raw.data, raw.len, &bad), clock_now(),
	    &p->body, why);
	buf_free(&raw);
	if (rc < 0)
		return -1;
	p->rec = json_parse(&p->arena, p->body.data, p->body.len, &bad);
	return entitled_count(&entitled, st, REG_SYSTEM, p->now, p->rec, why);
}

static void
free_plan(struct plan *p)
{
	arena_free(&p->arena);
	buf_free(&p->body);
}

int
change_check(struct store *st, const struct request *r, char why[CHANGE_WHY])
{
	struct plan p = { .arena = ARENA_INIT };
	const struct json *body = read_body(&p.arena, r);
	int rc;

	buf_init(&p.body, REG_BODY_MAX);
	if (import_waits(body))
		rc = import_check(st, r, body, why, CHANGE_WHY);
	else
		rc = make_plan(&p, st, body, why);
	free_plan(&p);
	return rc;
}

static void
apply_plan(
    const struct plan *p, struct store *st, const char *by, struct buf *out)
{
	char object[REG_ID_MAX + 20];

	registry_put(st, REG_SYSTEM, p->id, p->body.data);
	snprintf(object, sizeof object, "system:%s", p->id);
	ledger_add(st, "registered", by, object, p->body.data);
	buf_add(out, p->body.data, p->body.len);
	buf_addc(out, '\n');
}

void
change_apply(
    struct store *st, const struct request *r, const char *by, struct buf *out)
{
	struct plan p = { .arena = ARENA_INIT };
	const struct json *body = read_body(&p.arena, r);
	char why[CHANGE_WHY];

	buf_init(&p.body, REG_BODY_MAX);
	if (import_waits(body))
		import_apply(st, r, body, by, out);
	else if (make_plan(&p, st, body, why) == 0)
		apply_plan(&p, st, by, out);
	free_plan(&p);
}

void
change_end(struct store *st, const struct request *r)
{
	waiting_drop(st, r->id);
}

void
change_withdraw(struct store *st, const struct request *found, const char *by,
    const char *why)
{
	struct request r = *found;
	char object[40];
	struct jsonw w;
	struct buf b;

	buf_init(&b, 1000);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "reason", why);
	jsonw_close(&w, '}');
	snprintf(object, sizeof object, "request:%" PRId64, r.id);
	ledger_add(st, "withdrawn", by, object, b.data);
	buf_free(&b);
	r.status = REQUEST_WITHDRAWN;
	r.decided_by = by;
	r.decided_at = clock_now();
	r.decision = why;
	request_decide(st, &r);
	change_end(st, &r);
}
