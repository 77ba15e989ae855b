#include "job/notice.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "io/digest.h"
#include "job/scope.h"
#include "store/registry.h"
#include "store/told.h"
#include "text/mime.h"

#define DAY 86400
#define VERSION 8 /* bytes of a digest */

static const char *
keep(struct notices *n, const char *s)
{
	char *copy = s != NULL ? arena_strndup(&n->arena, s, strlen(s)) : NULL;

	if (copy != NULL)
		mime_clean(copy);
	return copy;
}

static int64_t
time_at(const struct json *v, const char *key)
{
	const char *text = json_str(v, key);
	int64_t t;

	return text != NULL && clock_parse(text, &t) == 0 ? t : 0;
}

/* Its keys in told: "notice:ID", and the same with what it says. */
static void
set_keys(struct notices *n, struct notice_item *i, const char *id,
    const char *record, size_t len)
{
	unsigned char sum[DIGEST_LEN];
	char hex[2 * VERSION + 1];
	char *key = xasprintf("notice:%s", id), *version;

	digest(record, len, sum);
	version = xasprintf("%s:%s", key,
	    i->withdrawn ? "withdrawn" : digest_hex(sum, VERSION, hex));
	i->id = keep(n, key);
	i->version = keep(n, version);
	free(key);
	free(version);
}

static int
add(struct notices *n, const char *record, size_t len, int withdrawn)
{
	const char *why;
	const struct json *v = json_parse(&n->arena, record, len, &why);
	struct notice_item i = { .withdrawn = withdrawn, .record = v };

	i.from = time_at(v, "from");
	i.to = time_at(v, "to");
	i.category = keep(n, json_str(v, "category"));
	if (v == NULL || i.category == NULL || (i.to != 0 && i.to < n->now) ||
	    (strcmp(i.category, "maintenance") == 0 &&
		i.from > n->now + (int64_t)NOTICE_AHEAD * DAY))
		return 0;
	i.title = keep(n, json_str(v, "name"));
	i.title_en = keep(n, json_str(v, "name_en"));
	i.text = keep(n, json_str(v, "text"));
	i.text_en = keep(n, json_str(v, "text_en"));
	set_keys(n, &i, json_str(v, "id"), record, len);
	n->item = xgrow(n->item, &n->room, n->count + 1, sizeof *n->item);
	n->item[n->count++] = i;
	return 0;
}

static int
add_live(const char *record, size_t len, void *arg)
{
	return add(arg, record, len, 0);
}

static int
add_withdrawn(const char *record, size_t len, void *arg)
{
	return add(arg, record, len, 1);
}

static int
compare(const void *va, const void *vb)
{
	const struct notice_item *a = va, *b = vb;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return strcmp(a->id, b->id);
}

void
notices_load(struct notices *n, struct store *st)
{
	*n = (struct notices){ .st = st, .now = clock_now() };
	registry_each(st, REG_ANNOUNCEMENT, add_live, n);
	registry_each_removed(st, REG_ANNOUNCEMENT, add_withdrawn, n);
	if (n->count > 0)
		qsort(n->item, n->count, sizeof *n->item, compare);
}

void
notices_free(struct notices *n)
{
	arena_free(&n->arena);
	free(n->item);
}

int
notice_is_for(struct store *st, const struct json *account,
    const struct json *announcement)
{
	const struct json *roles = json_get(announcement, "roles");
	const char *role = json_str(account, "role");
	int named = json_first(roles) == NULL;

	if (account == NULL)
		return 1;
	for (const struct json *e = json_first(roles); e != NULL; e = e->next)
		named |= role != NULL && strcmp(e->text, role) == 0;
	return named &&
	       scope_meets(st, account, json_get(announcement, "scope"));
}

int
notice_is_urgent(const struct notice_item *i)
{
	return strcmp(i->category, "emergency") == 0 ||
	       strcmp(i->category, "unplanned") == 0 ||
	       strcmp(i->category, "incident") == 0;
}

size_t
notices_for(
    struct notices *n, const struct json *account, struct notice_item *out)
{
	const char *who = json_str(account, "id");
	size_t count = 0;

	for (size_t k = 0; k < n->count; k++) {
		struct notice_item i = n->item[k];
		int known = told_knows(n->st, who, i.id);

		if (told_knows(n->st, who, i.version) ||
		    (i.withdrawn && !known) ||
		    (!known && !notice_is_for(n->st, account, i.record)))
			continue;
		i.news = i.withdrawn ? NOTICE_WITHDRAWN
			 : known     ? NOTICE_CHANGED
				     : NOTICE_NEW;
		out[count++] = i;
	}
	return count;
}

void
notices_told(struct notices *n, const char *account,
    const struct notice_item *item, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		told_remember(n->st, account, item[i].id);
		told_remember(n->st, account, item[i].version);
	}
}
