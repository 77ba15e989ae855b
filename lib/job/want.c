#include "job/want.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/lang.h"
#include "job/actor.h"
#include "job/filter_reason.h"
#include "store/finding.h"
#include "store/ledger.h"
#include "store/want.h"
#include "workflow/want.h"

struct want {
	struct arena arena;
	const struct json *simple; /* NULL: none */
	struct filter *filter;	   /* NULL: none */
	struct arena record;
	int failed;
	char why[FILTER_WHY];
};

struct want *
want_try(const char *simple, const char *expression, char why[FILTER_WHY])
{
	struct want *w = xcalloc(1, sizeof *w);
	const char *bad = NULL;

	if (simple != NULL) {
		w->simple = json_parse(&w->arena, simple, strlen(simple), &bad);
		if (w->simple != NULL)
			bad = want_check(w->simple);
	}
	if (bad != NULL) {
		snprintf(why, FILTER_WHY, "%s", lang_text(bad));
	} else if (expression != NULL) {
		w->filter = filter_open(expression, why);
	}
	if (bad != NULL || (expression != NULL && w->filter == NULL)) {
		want_close(w);
		return NULL;
	}
	return w;
}

static int
is_there(const struct stored_want *s, void *arg)
{
	(void)s, (void)arg;
	return 1;
}

int
want_exists(struct store *st, const char *account)
{
	return want_each(st, account, is_there, NULL);
}

static int
open_stored(const struct stored_want *s, void *arg)
{
	struct want **w = arg;
	char why[FILTER_WHY];

	*w = want_try(s->simple, s->expression, why);
	if (*w == NULL) {
		*w = xcalloc(1, sizeof **w);
		(*w)->failed = 1;
		snprintf((*w)->why, sizeof(*w)->why, "%s", why);
	}
	return 1;
}

struct want *
want_open(struct store *st, const char *account)
{
	struct want *w = NULL;

	want_each(st, account, open_stored, &w);
	return w != NULL ? w : xcalloc(1, sizeof *w);
}

int
want_keeps(struct want *w, const char *record, size_t n)
{
	const struct json *v;
	const char *why;

	if (w->simple != NULL) {
		arena_reset(&w->record);
		v = json_parse(&w->record, record, n, &why);
		if (v != NULL && !want_holds(w->simple, v))
			return 0;
	}
	if (w->filter == NULL || w->failed)
		return 1;
	switch (filter_judge(w->filter, record, n, w->why)) {
	case FILTER_DROP:
		return 0;
	case FILTER_KEEP:
		return 1;
	default:
		w->failed = 1;
		return 1;
	}
}

void
want_fail(struct want *w, const char *why)
{
	if (w->failed)
		return;
	w->failed = 1;
	snprintf(w->why, sizeof w->why, "%s", why);
}

const char *
want_failure(const struct want *w)
{
	return w->failed ? w->why : NULL;
}

void
want_close(struct want *w)
{
	filter_close(w->filter);
	arena_free(&w->arena);
	arena_free(&w->record);
	free(w);
}

/* What is no number stays text, and is refused as a score. */
static void
write_value(struct jsonw *w, const struct wish *wish)
{
	char *end;
	double d = strtod(wish->value, &end);

	if (end != wish->value && *end == '\0')
		jsonw_double(w, d);
	else
		jsonw_str(w, wish->value);
}

/* All wishes with the key of `wish[first]`, as a list. */
static void
write_list(struct jsonw *w, const struct wish *wish, int first, int count)
{
	jsonw_open(w, '[');
	for (int i = first; i < count; i++)
		if (strcmp(wish[i].key, wish[first].key) == 0)
			jsonw_str(w, wish[i].value);
	jsonw_close(w, ']');
}

static int
is_first(const struct wish *wish, int i)
{
	for (int k = 0; k < i; k++)
		if (strcmp(wish[k].key, wish[i].key) == 0)
			return 0;
	return 1;
}

void
want_write(struct buf *b, const struct wish *wish, int count)
{
	struct jsonw w;

	jsonw_init(&w, b);
	jsonw_open(&w, '{');
	for (int i = 0; i < count; i++) {
		if (!is_first(wish, i))
			continue;
		jsonw_key(&w, wish[i].key);
		if (strcmp(wish[i].key, "kev") == 0)
			jsonw_bool(&w, 1);
		else if (strcmp(wish[i].key, "min_cvss") == 0)
			write_value(&w, &wish[i]);
		else
			write_list(&w, wish, i, count);
	}
	jsonw_close(&w, '}');
}

static void
write_want(struct buf *b, const struct stored_want *s)
{
	struct jsonw w;

	jsonw_init(&w, b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "filter");
	jsonw_member(&w, "account", s->account);
	if (s->simple != NULL) {
		jsonw_key(&w, "wants");
		jsonw_raw(&w, s->simple, strlen(s->simple));
	}
	jsonw_member(&w, "expression", s->expression);
	jsonw_close(&w, '}');
}

int
want_set(struct store *st, const char *simple, const char *expression)
{
	struct stored_want s = { NULL, simple, expression };
	char object[100], why[FILTER_WHY];
	struct actor who;
	struct want *w = want_try(simple, expression, why);
	struct buf b;

	if (w == NULL)
		cmd_usage("the filter is no good: %s", why);
	want_close(w);
	actor_load(&who, st);
	if (who.account == NULL)
		die(CMD_NOPERM, "a filter belongs to an account: register one "
				"with your login, or use --as");
	s.account = who.id;
	buf_init(&b, 2 * FILTER_EXPRESSION_MAX);
	write_want(&b, &s);
	store_begin(st);
	want_put(st, &s);
	snprintf(object, sizeof object, "account:%s", who.id);
	ledger_add(st, "filtered", who.id, object, b.data);
	store_commit(st);
	buf_free(&b);
	actor_free(&who);
	return CMD_OK;
}

struct listing {
	FILE *out;
	struct buf b;
};

static int
list_one(const struct stored_want *s, void *arg)
{
	struct listing *l = arg;

	buf_clear(&l->b);
	write_want(&l->b, s);
	buf_addc(&l->b, '\n');
	fwrite(l->b.data, 1, l->b.len, l->out);
	return 0;
}

int
want_list(struct store *st, FILE *out)
{
	struct listing l = { .out = out };
	struct actor who;

	actor_load(&who, st);
	buf_init(&l.b, 2 * FILTER_EXPRESSION_MAX);
	want_each(st,
	    role_grant(who.role, ACTION_ACCOUNTS) == GRANT_ALL ? NULL : who.id,
	    list_one, &l);
	buf_free(&l.b);
	actor_free(&who);
	return CMD_OK;
}

struct test {
	struct store *st;
	struct actor who;
	struct want *want;
	int64_t since;
	struct listing l;
};

static int
test_one(const struct finding *f, void *arg)
{
	struct test *t = arg;
	struct jsonw w;

	if (f->changed_at < t->since ||
	    !actor_may(&t->who, ACTION_MEASURE_REGISTER, f->system))
		return 0;
	buf_clear(&t->l.b);
	jsonw_init(&w, &t->l.b);
	finding_write(&w, f);
	if (!want_keeps(t->want, t->l.b.data, t->l.b.len))
		return 0;
	buf_addc(&t->l.b, '\n');
	fwrite(t->l.b.data, 1, t->l.b.len, t->l.out);
	return ferror(t->l.out);
}

int
want_test(struct store *st, struct want *w, FILE *out)
{
	struct finding_query q = { 0 };
	struct test t = { .st = st, .want = w, .l.out = out };
	const char *failure;

	t.since = clock_now() - (int64_t)WANT_TEST_DAYS * 86400;
	actor_load(&t.who, st);
	if (w == NULL)
		t.want = want_open(st, t.who.id);
	buf_init(&t.l.b, JSON_ELEMENT);
	finding_each(st, &q, test_one, &t);
	failure = want_failure(t.want);
	if (failure != NULL)
		warn("the filter fails; what it cannot judge passes: %s",
		    filter_reason(failure, lang_user() == LANG_JA));
	buf_free(&t.l.b);
	actor_free(&t.who);
	if (w == NULL)
		want_close(t.want);
	return failure != NULL ? CMD_DATA : CMD_OK;
}
