#ifndef VVS_OUTBOX_H
#define VVS_OUTBOX_H

#include "base/buf.h"
#include "store/store.h"

/*
 * The outbox.  A mail is queued; sending, while one run of vvs-notify has
 * claimed it; then sent or failed.  Only one run sends at a time: what is
 * "sending" at its start was claimed by a run that died, and nobody knows
 * whether it arrived.  Such a mail is sent once more, with the same
 * Message-ID; if nobody knows then either, it is unknown until somebody
 * queues it again.  The text is erased when the mail is sent; who got what
 * when stays.  All changes belong into a write transaction.
 */

#define OUTBOX_RETRY_S 900	   /* after the first 4xx; then doubled */
#define OUTBOX_RETRY_MAX_S 14400   /* up to this */
#define OUTBOX_GIVE_UP_S 172800	   /* from queueing */
#define OUTBOX_TEXT_MAX (8u << 20) /* bytes of a mail */

struct outbox_mail {
	int64_t key;
	const char *message_id, *account, *recipient;
	const char *kind;   /* digest, cve, reader, reminder, announcement */
	const char *thread; /* what a mail of kind "cve" is about, or NULL */
	const char *subject;
	const char *about; /* CVE ids, parted by spaces */
	int findings;
	const char *state; /* queued sending sent failed unknown */
	int attempts;	   /* refused for now, so far */
	int unknown;	   /* times that nobody knew whether it arrived */
	int64_t queued_at, next_at, done_at; /* done_at 0: not yet */
	int code;			     /* the relay's last answer */
	const char *reply;		     /* NULL: none */
};

/* The key the next mail gets, for its Message-ID. */
int64_t outbox_next_key(struct store *st);
/* Queue it; key, state and times are set here. */
int64_t outbox_add(
    struct store *st, const struct outbox_mail *m, const struct buf *text);

/* Keys of those that are due, oldest first, at most `max`: how many. */
size_t outbox_due(struct store *st, int64_t now, int64_t *key, size_t max);
/* Keys of those that a dead run had claimed. */
size_t outbox_claimed(struct store *st, int64_t *key, size_t max);

/* 1, and `fn` is called with the mail; 0 if there is none. */
int outbox_get(struct store *st, int64_t key,
    void (*fn)(const struct outbox_mail *m, void *arg), void *arg);
/* Its text, appended; 0 if it is gone. */
int outbox_text(struct store *st, int64_t key, struct buf *text);
/* queued -> sending */
void outbox_claim(struct store *st, int64_t key);
/* sending -> queued, as if it had never been claimed */
void outbox_release(struct store *st, int64_t key);
/* -> sent, failed, or queued again until it is too old */
void outbox_sent(struct store *st, int64_t key, int code, const char *reply);
void outbox_failed(struct store *st, int64_t key, int code, const char *reply);
void outbox_later(struct store *st, int64_t key, int code, const char *reply);
/* -> queued once more, then unknown */
void outbox_unknown(struct store *st, int64_t key, const char *reply);

/* failed, unknown -> queued, as if new; 0 if there is none, or no text. */
int outbox_again(struct store *st, const char *message_id);

/* Keys of all that are not sent, oldest first, at most `max`: how many. */
size_t outbox_unsent(struct store *st, int64_t *key, size_t max);

/* queued -> failed, where the account was removed. */
void outbox_drop_removed(struct store *st);

/* Message-IDs of earlier mails to this account in `thread`, oldest first. */
void outbox_references(
    struct store *st, const char *account, const char *thread, struct buf *ids);
/* When the account's last mail that is not about one CVE was queued, or 0. */
int64_t outbox_last(struct store *st, const char *account);

#endif
