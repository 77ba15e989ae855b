#ifndef VVS_JOB_NOTICE_H
#define VVS_JOB_NOTICE_H

#include "base/mem.h"
#include "io/json.h"
#include "store/store.h"

/*
 * Announcements (vvs-announcement(5)) that people are told of: those that
 * hold now or later, and those taken back before their end.
 *
 * One is for an account if it names the account's role, or no role, and
 * if their scopes meet (job/scope.h), or it has none.  It is told once,
 * again when it was changed or taken back; routine maintenance no sooner
 * than NOTICE_AHEAD days before.
 */

#define NOTICE_AHEAD 14 /* days */

enum notice_news { NOTICE_NEW, NOTICE_CHANGED, NOTICE_WITHDRAWN };

struct notice_item {
	const char *id, *version; /* told_remember() both */
	enum notice_news news;	  /* to the account in hand */
	int withdrawn;
	const char *category, *title, *title_en, *text, *text_en;
	int64_t from, to; /* 0: not said */
	const struct json *record;
};

struct notices {
	struct store *st;
	struct arena arena; /* all texts */
	int64_t now;
	struct notice_item *item; /* by beginning */
	size_t count, room;
};

void notices_load(struct notices *n, struct store *st);
void notices_free(struct notices *n);

/* Is it for this account?  NULL, a lone owner, hears of everything. */
int notice_is_for(struct store *st, const struct json *account,
    const struct json *announcement);

/* Can it not wait for a weekly mail? */
int notice_is_urgent(const struct notice_item *i);

/*
 * Those that the account does not know yet; `out` has room for n->count.
 * How many.
 */
size_t notices_for(
    struct notices *n, const struct json *account, struct notice_item *out);

/* They are in a mail to the account now. */
void notices_told(struct notices *n, const char *account,
    const struct notice_item *item, size_t count);

#endif
