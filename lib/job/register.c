#include "job/register.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/conf.h"
#include "base/lang.h"
#include "job/actor.h"
#include "job/change.h"
#include "job/entitled.h"
#include "job/leave.h"
#include "job/permit.h"
#include "job/roster.h"
#include "job/waiver.h"
#include "rec/address.h"
#include "store/ledger.h"
#include "store/registry.h"

#define PASSES_MAX 100 /* how deep a tree may stand upside down */

enum outcome { DONE, LATER, BAD, FORBIDDEN };

struct job {
	struct store *st;
	struct arena arena; /* of the record in hand */
	struct lines *input;
	struct buf output, body;
	char why[REG_WHY];
	struct actor who;
	struct entitled entitled;
	long orphans; /* plans that nobody has now */
};

/* A refusal: the reason, and the outcome for the caller. */
static enum outcome PRINTF_LIKE(3, 4)
    deny(struct job *j, enum outcome o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(j->why, sizeof j->why, lang_text(fmt), ap);
	va_end(ap);
	return o;
}

static int
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int
lists(const struct json *list, const char *text)
{
	for (const struct json *e = json_first(list); e != NULL; e = e->next)
		if (strcmp(e->text, text) == 0)
			return 1;
	return 0;
}

/* What a record newly names must be there. */
static enum outcome
check_links(struct job *j, enum reg_kind kind, const struct json *old,
    const struct json *rec)
{
	const struct json *before = json_get(old, "scope");
	const char *id;
	int to;

	for (const struct reg_link *l = reg_links(kind); l->key != NULL; l++) {
		id = json_str(rec, l->key);
		if (id != NULL && !same_text(id, json_str(old, l->key)) &&
		    registry_find(j->st, l->to, id, NULL, NULL) !=
			REGISTRY_LIVE)
			return deny(j, LATER, "'%s' names no %s '%s'", l->key,
			    reg_name(l->to), id);
	}
	for (const struct json *e = json_first(json_get(rec, "scope"));
	     e != NULL; e = e->next) {
		id = reg_scope(e->text, &to);
		if (id != NULL && !lists(before, e->text) &&
		    registry_find(j->st, (enum reg_kind)to, id, NULL, NULL) !=
			REGISTRY_LIVE)
			return deny(j, LATER, "'%s' names no %s '%s'", "scope",
			    reg_name((enum reg_kind)to), id);
	}
	return DONE;
}

static int
is_allowed(const char *mail)
{
	char *copy = xstrdup(conf_get("account.allow-address", ""));
	char *rest = copy, *one;
	int allowed = 0;

	while ((one = strsep(&rest, " \t,")) != NULL)
		allowed |= strcasecmp(one, mail) == 0;
	free(copy);
	return allowed;
}

static int
is_manager(const struct json *account)
{
	return same_text(json_str(account, "role"), "enterprise-manager");
}

struct count {
	int managers;
	struct arena arena;
};

static int
count_manager(const char *record, size_t n, void *arg)
{
	struct count *c = arg;
	const char *why;

	arena_reset(&c->arena);
	c->managers += is_manager(json_parse(&c->arena, record, n, &why));
	return 0;
}

/* Would there be no enterprise-manager if `old` were none? */
static int
is_last_manager(struct job *j, const struct json *old)
{
	struct count c = { 0, ARENA_INIT };

	if (!is_manager(old))
		return 0;
	registry_each(j->st, REG_ACCOUNT, count_manager, &c);
	arena_free(&c.arena);
	return c.managers <= 1;
}

static enum outcome
check_account(struct job *j, const struct json *old, const struct json *rec)
{
	const char *id = json_str(rec, "id"), *mail = json_str(rec, "email");
	const char *login = json_str(rec, "login"), *who;

	if (!same_text(mail, json_str(old, "email"))) {
		if (address_mail_is_list(mail) && !is_allowed(mail))
			return deny(j, BAD,
			    "'%s' looks like an address that many read; "
			    "accounts are personal",
			    mail);
		who = registry_holder(
		    j->st, REG_ACCOUNT, "email", mail, id, &j->arena);
		/* whose it is, is not for everybody */
		if (who != NULL &&
		    role_grant(j->who.role, ACTION_ACCOUNTS) != GRANT_ALL)
			return deny(
			    j, BAD, "'%s' is the address of another", mail);
		if (who != NULL)
			return deny(
			    j, BAD, "'%s' is the address of '%s'", mail, who);
	}
	if (login != NULL && !same_text(login, json_str(old, "login"))) {
		who = registry_holder(
		    j->st, REG_ACCOUNT, "login", login, id, &j->arena);
		if (who != NULL)
			return deny(
			    j, BAD, "'%s' is the login of '%s'", login, who);
	}
	if (permit_manager(&j->who, old, rec, j->why) != PERMIT_YES)
		return FORBIDDEN;
	if (!is_manager(rec) && is_last_manager(j, old))
		return deny(j, BAD, "is the last enterprise-manager");
	return DONE;
}

static enum outcome
check(struct job *j, enum reg_kind kind, const struct json *old,
    const struct json *rec)
{
	const char *id = json_str(rec, "id"), *parent;
	enum outcome o = check_links(j, kind, old, rec);

	if (o != DONE)
		return o;
	if (kind == REG_ACCOUNT)
		return check_account(j, old, rec);
	parent = kind == REG_ORGANIZATION ? json_str(rec, "parent") : NULL;
	if (parent != NULL && registry_is_within(j->st, parent, id))
		return deny(j, BAD, "'%s' is not above it but below", parent);
	return DONE;
}

static void
tell_ledger(struct job *j, const char *what, enum reg_kind kind, const char *id,
    const char *body)
{
	char object[REG_ID_MAX + 20];

	snprintf(object, sizeof object, "%s:%s", reg_name(kind), id);
	ledger_add(j->st, what, j->who.id, object, body);
}

static enum outcome
put(struct job *j, enum reg_kind kind, const struct json *old,
    const struct json *given)
{
	const struct json *rec;
	struct buf *b = &j->body;
	struct buf before;
	struct jsonw w;
	enum outcome o;
	const char *why;

	buf_clear(b);
	if (reg_merge(kind, old, given, clock_now(), b, j->why) < 0)
		return BAD;
	buf_init(&before, REG_BODY_MAX);
	jsonw_init(&w, &before);
	if (old != NULL)
		jsonw_json(&w, old);
	rec = json_parse(&j->arena, b->data, b->len, &why);
	if (strcmp(before.data, b->data) == 0) {
		o = DONE; /* nothing new */
	} else if ((o = check(j, kind, old, rec)) == DONE &&
		   entitled_count(&j->entitled, j->st, kind, old, rec, j->why) <
		       0) {
		o = BAD;
	} else if (o == DONE && kind == REG_SYSTEM && old != NULL &&
		   change_waits(&j->who)) {
		change_ask(j->st, &j->who, old, rec, &j->output);
	} else if (o == DONE) {
		registry_put(j->st, kind, json_str(rec, "id"), b->data);
		tell_ledger(
		    j, "registered", kind, json_str(rec, "id"), b->data);
		buf_add(&j->output, b->data, b->len);
		buf_addc(&j->output, '\n');
	}
	buf_free(&before);
	return o;
}

/* What still belongs to it keeps it. */
static enum outcome
check_unused(struct job *j, enum reg_kind kind, const char *id)
{
	for (int k = 0; k < REG_KINDS; k++)
		for (const struct reg_link *l = reg_links((enum reg_kind)k);
		     l->key != NULL; l++) {
			const char *who;

			if (l->to != kind)
				continue;
			who = registry_holder(
			    j->st, (enum reg_kind)k, l->key, id, "", &j->arena);
			if (who != NULL)
				return deny(j, LATER, "%s '%s' belongs to it",
				    reg_name((enum reg_kind)k), who);
		}
	return DONE;
}

/* Who takes over, into `leave`. */
static enum outcome
read_successor(struct job *j, enum reg_kind kind, const struct json *given,
    struct leave *leave)
{
	const struct json *v = json_get(given, "successor");

	if (v == NULL || v->type == JSON_NULL ||
	    (v->type == JSON_STRING && v->len == 0))
		return DONE;
	if (kind != REG_ACCOUNT)
		return deny(j, BAD, "only an account has a successor");
	leave->successor = json_text(v);
	if (leave->successor == NULL)
		return deny(j, BAD, "'%s' must be a text", "successor");
	return DONE;
}

/* May it go?  Nothing is changed. */
static enum outcome
check_removal(struct job *j, enum reg_kind kind, const struct json *old,
    const struct leave *leave)
{
	enum outcome o;

	if (kind == REG_ACCOUNT &&
	    permit_manager(&j->who, old, NULL, j->why) != PERMIT_YES)
		return FORBIDDEN;
	if (kind == REG_ACCOUNT && is_last_manager(j, old))
		return deny(j, BAD, "is the last enterprise-manager");
	o = check_unused(j, kind, json_str(old, "id"));
	if (o != DONE)
		return o;
	if (kind == REG_ACCOUNT && leave_check(leave, j->why) < 0)
		return BAD;
	return entitled_count(&j->entitled, j->st, kind, old, NULL, j->why) < 0
		   ? BAD
		   : DONE;
}

static void
print_removed(struct job *j, const struct json *old)
{
	struct jsonw w;

	jsonw_init(&w, &j->output);
	jsonw_open(&w, '{');
	for (const struct json *e = old->child; e != NULL; e = e->next) {
		jsonw_key(&w, e->key);
		jsonw_json(&w, e);
	}
	jsonw_time(&w, "removed_at", clock_now());
	jsonw_close(&w, '}');
	buf_addc(&j->output, '\n');
}

static enum outcome
take_out(struct job *j, enum reg_kind kind, const char *id,
    const struct json *old, const struct json *given)
{
	struct leave leave = { j->st, id, NULL, j->who.id, &j->output };
	enum outcome o;
	struct jsonw w;

	if (old == NULL)
		return deny(j, BAD, "does not exist");
	o = read_successor(j, kind, given, &leave);
	if (o == DONE)
		o = check_removal(j, kind, old, &leave);
	if (o != DONE)
		return o;
	registry_remove(j->st, kind, id);
	if (kind == REG_SYSTEM)
		waiver_close_system(j->st, id);
	buf_clear(&j->body);
	jsonw_init(&w, &j->body);
	jsonw_open(&w, '{');
	jsonw_member(&w, "successor", leave.successor);
	jsonw_close(&w, '}');
	tell_ledger(j, "removed", kind, id, j->body.data);
	print_removed(j, old);
	if (kind == REG_ACCOUNT)
		j->orphans += leave_apply(&leave);
	return DONE;
}

static enum outcome
one(struct job *j, enum reg_kind kind, const struct json *given, int removing)
{
	const char *id = json_str(given, "id");
	const struct json *old = NULL;
	enum registry_state state = REGISTRY_NONE;

	if (id != NULL && reg_id_ok(id))
		state = registry_find(j->st, kind, id, &j->arena, &old);
	switch (permit_register(&j->who, kind,
	    state == REGISTRY_LIVE ? old : NULL, given, removing, j->why)) {
	case PERMIT_NEVER:
		return FORBIDDEN;
	case PERMIT_HIDDEN:
		return BAD;
	case PERMIT_YES:
		break;
	}
	if (state == REGISTRY_REMOVED)
		return deny(
		    j, BAD, "was removed, and ids are never used again");
	return removing ? take_out(j, kind, id, old, given)
			: put(j, kind, old, given);
}

/* Do one item; `last` says there will be no later.  1 if it is settled. */
static int
settle(struct job *j, const struct line_item *it, const char *name,
    int removing, int last, int *rc)
{
	const char *line = j->input->text.data + it->start, *type, *id;
	const struct json *v;
	enum outcome o;

	arena_reset(&j->arena);
	v = lines_record(j->input, it, &j->arena);
	type = json_str(v, "type");
	id = json_str(v, "id");
	if (type != NULL && reg_kind(type) < 0) {
		buf_add(&j->output, line, it->len);
		buf_addc(&j->output, '\n');
		return 1;
	}
	if (type == NULL)
		o = deny(j, BAD, "no type");
	else
		o = one(j, (enum reg_kind)reg_kind(type), v, removing);
	if (o == DONE || (o == LATER && !last))
		return o == DONE;
	*rc = cmd_worse(*rc, o == FORBIDDEN ? CMD_NOPERM : CMD_DATA);
	if (name == NULL)
		warn("%s '%s': %s", type, id ? id : "", j->why);
	else
		warn("%s:%ld: %s '%s': %s", name, it->line,
		    type ? type : "record", id ? id : "", j->why);
	return 1;
}

static int
settle_all(struct job *j, const char *name, int removing)
{
	struct lines *in = j->input;
	size_t left = in->count, before = 0;
	int rc = CMD_OK;

	for (int pass = 1; left > 0; pass++) {
		int last = left == before || pass == PASSES_MAX;

		before = left;
		for (size_t i = 0; i < in->count; i++)
			if (!in->item[i].settled &&
			    settle(
				j, &in->item[i], name, removing, last, &rc)) {
				in->item[i].settled = 1;
				left--;
			}
	}
	return rc;
}

static int
register_lines(struct store *st, struct lines *in, const char *name,
    int removing, FILE *out)
{
	struct job j = { .st = st, .input = in };
	int rc;

	if (in->count == 0)
		return CMD_OK;
	buf_init(&j.output, 2 * (size_t)LINES_MAX);
	buf_init(&j.body, REG_BODY_MAX);
	store_begin(st);
	actor_load(&j.who, st);
	rc = settle_all(&j, name, removing);
	if (j.orphans > 0)
		rc = cmd_worse(rc, CMD_NO);
	if (j.output.overflow)
		die(CMD_DATA, "%s: too many records at once", name);
	store_commit(st);
	fwrite(j.output.data, 1, j.output.len, out);
	buf_free(&j.output);
	buf_free(&j.body);
	arena_free(&j.arena);
	actor_free(&j.who);
	return rc;
}

int
register_stream(
    struct store *st, FILE *in, const char *name, int removing, FILE *out)
{
	struct lines lines;
	int rc = lines_read(&lines, in, name != NULL ? name : "options");

	rc = cmd_worse(rc, register_lines(st, &lines, name, removing, out));
	lines_free(&lines);
	return rc;
}

int
register_table(
    struct store *st, int in, enum reg_kind kind, int removing, FILE *out)
{
	struct lines lines;
	int rc = roster_lines(&lines, in, "<stdin>", kind);

	rc =
	    cmd_worse(rc, register_lines(st, &lines, "<stdin>", removing, out));
	lines_free(&lines);
	return rc;
}
