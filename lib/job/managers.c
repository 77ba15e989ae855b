#include "job/managers.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "rec/role.h"
#include "rec/terms.h"
#include "store/contract.h"
#include "store/ledger.h"
#include "text/mime.h"

#define CONSUMER "managers"
#define OBJECT "account:"

struct scan {
	struct managers *m;
	struct store *st;
};

static const char *say(struct managers *m, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

static const char *
say(struct managers *m, const char *fmt, ...)
{
	char text[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	mime_clean(text);
	return arena_strndup(&m->arena, text, strlen(text));
}

/* The account that an event left behind; NULL if it was removed or erased. */
static const struct json *
account_of(struct arena *a, const struct ledger_event *e)
{
	const char *why, *copy;
	const struct json *v;

	if (e->content == NULL || strcmp(e->kind, "registered") != 0)
		return NULL;
	copy = arena_strndup(a, e->content, strlen(e->content));
	v = json_parse(a, copy, strlen(copy), &why);
	return json_str(v, "role") != NULL ? v : NULL;
}

static int
is_manager(const struct json *account)
{
	const char *role = json_str(account, "role");

	return role != NULL &&
	       strcmp(role, role_name[ROLE_ENTERPRISE_MANAGER]) == 0;
}

/* The same account as the event before left it. */
struct before {
	struct managers *m;
	int64_t n;
	const struct json *account;
};

static int
see_before(const struct ledger_event *e, void *arg)
{
	struct before *b = arg;

	if (e->n >= b->n)
		return 1;
	if (strcmp(e->kind, "registered") == 0 ||
	    strcmp(e->kind, "removed") == 0)
		b->account = account_of(&b->m->arena, e);
	return 0;
}

static void
add(struct managers *m, const struct ledger_event *e,
    const struct json *account, const char *en, const char *ja)
{
	const char *id = e->object + strlen(OBJECT);
	const char *name = json_str(account, "name");
	struct notice_item *i;

	if (name == NULL)
		name = id;
	m->item = xgrow(m->item, &m->room, m->count + 1, sizeof *m->item);
	i = &m->item[m->count++];
	*i = (struct notice_item){ .category = "news", .from = e->at };
	i->id = i->version = say(m, "managers:%" PRId64, e->n);
	i->title = say(m, "企業責任者の%s：%s (%s)", ja, name, id);
	i->title_en = say(m, "enterprise-manager %s: %s (%s)", en, name, id);
	i->text = "状態ファイルの所有者が行いました（変更は本人のことも"
		  "あります）。心当たりがない場合はご連絡ください。";
	i->text_en = "This was done by the owner of the state file, or by "
		     "themselves. If you do not expect it, ask.";
}

static int
see_event(const struct ledger_event *e, void *arg)
{
	struct scan *s = arg;
	struct before before = { .m = s->m, .n = e->n };
	struct ledger_query q = { .object = e->object };
	const struct json *now;

	if (strncmp(e->object, OBJECT, strlen(OBJECT)) != 0 ||
	    (strcmp(e->kind, "registered") != 0 &&
		strcmp(e->kind, "removed") != 0))
		return 0;
	ledger_each(s->st, &q, see_before, &before);
	now = account_of(&s->m->arena, e);
	if (is_manager(now))
		add(s->m, e, now,
		    is_manager(before.account) ? "changed" : "granted",
		    is_manager(before.account) ? "変更" : "登録");
	else if (is_manager(before.account))
		add(s->m, e, before.account,
		    now != NULL ? "taken away" : "removed",
		    now != NULL ? "解除" : "削除");
	return 0;
}

static void
load_contacts(struct managers *m, struct store *st)
{
	struct terms t;
	int japanese = strcmp(conf_get("mail.language", "ja"), "ja") == 0;

	terms_read(&t, contract_find(st, &m->arena));
	m->contact = xcalloc((size_t)t.contacts + 1, sizeof *m->contact);
	for (int i = 0; i < t.contacts; i++)
		/* no account has such an id */
		m->contact[m->contacts++] =
		    (struct person){ .id = say(m, "contact:%d", i + 1),
			    .name = t.contact[i].name,
			    .email = t.contact[i].email,
			    .japanese = japanese };
}

void
managers_load(struct managers *m, struct store *st)
{
	unsigned char link[DIGEST_LEN];
	struct scan s = { m, st };
	struct ledger_query q = { .after = store_cursor(st, CONSUMER) };

	*m = (struct managers){ 0 };
	load_contacts(m, st);
	if (m->contacts > 0)
		ledger_each(st, &q, see_event, &s);
	store_set_cursor(st, CONSUMER, ledger_head(st, link));
}

void
managers_free(struct managers *m)
{
	arena_free(&m->arena);
	free(m->item);
	free(m->contact);
}
