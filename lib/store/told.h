#ifndef VVS_TOLD_H
#define VVS_TOLD_H

#include "store/store.h"

/*
 * What each account was told, so that the same news never reaches one
 * person twice, and what waits to be told.  News is about a subject: a
 * finding's id or, for security-readers, a CVE id.
 *
 * A row remembers the facts the person knows.  One that is not waiting
 * and not known is older than the person's interest (the backlog); its
 * facts are remembered because a change of them is news.
 *
 * All of this belongs into a write transaction.
 */

struct told_facts {
	const char *level;
	int kev;
	int open;	      /* 0: resolved or retracted */
	int epss;	      /* over the policy's limit */
	const char *criteria; /* which cover the system; NULL: not told */
};

/*
 * The facts are now so.  New subjects wait to be told if `tell`, later
 * changes that matter in any case.
 */
void told_note(struct store *st, const char *account, const char *subject,
    int64_t cve, const struct told_facts *now, int tell);

struct told {
	const char *subject;
	int64_t cve;
	int known; /* the person was told of it before */
	struct told_facts then;
};

/*
 * Is it news to who was told `then`, or to who just did not care (not
 * `known`)?  To the first every change, but for an EPSS that falls and
 * other criteria of what is closed; to the second a turn for the worse.
 */
int told_is_news(
    const struct told_facts *then, const struct told_facts *now, int known);

/* Call `fn` for each that waits, by CVE; fn must not change the table. */
void told_waiting(struct store *st, const char *account,
    void (*fn)(const struct told *t, void *arg), void *arg);

/* It is in a mail now. */
void told_done(struct store *st, const char *account, const char *subject,
    const struct told_facts *now);

/* There is nothing to tell after all. */
void told_skip(
    struct store *st, const char *account, const char *subject, int known);

/*
 * What is said once and does not change, such as a reminder: its key was
 * told to this account.  Must not look like a finding's or CVE id.
 */
int told_knows(struct store *st, const char *account, const char *key);
void told_remember(struct store *st, const char *account, const char *key);

#endif
