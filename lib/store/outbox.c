#include "store/outbox.h"

#include <string.h>

#include "base/clock.h"
#include "store/db.h"

int64_t
outbox_next_key(struct store *st)
{
	return db_number(st,
	    db_prepare(st, "SELECT ifnull(max(key), 0) + 1 FROM outbox"), 1);
}

int64_t
outbox_add(
    struct store *st, const struct outbox_mail *m, const struct buf *text)
{
	sqlite3_stmt *s = db_prepare(st,
	    "INSERT INTO outbox (key, message_id, account, recipient, kind,"
	    " thread, subject, about, findings, text, state, attempts, unknown,"
	    " queued_at, next_at, code) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
	    " ?8, ?9, ?10, 'queued', 0, 0, ?11, ?11, 0)");
	int64_t key = outbox_next_key(st);

	db_int(s, 1, key);
	db_text(s, 2, m->message_id);
	db_text(s, 3, m->account);
	db_text(s, 4, m->recipient);
	db_text(s, 5, m->kind);
	db_text(s, 6, m->thread);
	db_text(s, 7, m->subject);
	db_text(s, 8, m->about);
	db_int(s, 9, m->findings);
	db_blob(s, 10, text->data, text->len);
	db_int(s, 11, clock_now());
	db_run(st, s);
	return key;
}

static size_t
collect(struct store *st, sqlite3_stmt *s, int64_t *key, size_t max)
{
	size_t n = 0;

	while (n < max && db_step(st, s))
		key[n++] = sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	return n;
}

size_t
outbox_due(struct store *st, int64_t now, int64_t *key, size_t max)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT key FROM outbox WHERE state='queued' AND next_at<=?1"
	    " ORDER BY key");

	db_int(s, 1, now);
	return collect(st, s, key, max);
}

size_t
outbox_claimed(struct store *st, int64_t *key, size_t max)
{
	return collect(st,
	    db_prepare(st, "SELECT key FROM outbox WHERE state='sending'"
			   " ORDER BY key"),
	    key, max);
}

size_t
outbox_unsent(struct store *st, int64_t *key, size_t max)
{
	return collect(st,
	    db_prepare(st, "SELECT key FROM outbox WHERE state<>'sent'"
			   " ORDER BY key"),
	    key, max);
}

int
outbox_get(struct store *st, int64_t key,
    void (*fn)(const struct outbox_mail *m, void *arg), void *arg)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT message_id, account, recipient, kind, thread, subject,"
	    " about, findings, state, attempts, unknown, queued_at, next_at,"
	    " done_at, code, reply FROM outbox WHERE key=?1");
	struct outbox_mail m;

	db_int(s, 1, key);
	if (!db_step(st, s))
		return 0;
	m = (struct outbox_mail){ .key = key,
		.message_id = db_col(s, 0),
		.account = db_col(s, 1),
		.recipient = db_col(s, 2),
		.kind = db_col(s, 3),
		.thread = db_col(s, 4),
		.subject = db_col(s, 5),
		.about = db_col(s, 6),
		.findings = sqlite3_column_int(s, 7),
		.state = db_col(s, 8),
		.attempts = sqlite3_column_int(s, 9),
		.unknown = sqlite3_column_int(s, 10),
		.queued_at = sqlite3_column_int64(s, 11),
		.next_at = sqlite3_column_int64(s, 12),
		.done_at = sqlite3_column_int64(s, 13),
		.code = sqlite3_column_int(s, 14),
		.reply = db_col(s, 15) };
	fn(&m, arg);
	sqlite3_reset(s);
	return 1;
}

int
outbox_text(struct store *st, int64_t key, struct buf *text)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT text FROM outbox WHERE key=?1");
	int found = 0;

	db_int(s, 1, key);
	if (db_step(st, s) && sqlite3_column_type(s, 0) != SQLITE_NULL) {
		buf_add(text, sqlite3_column_blob(s, 0),
		    (size_t)sqlite3_column_bytes(s, 0));
		found = 1;
	}
	sqlite3_reset(s);
	return found;
}

void
outbox_claim(struct store *st, int64_t key)
{
	sqlite3_stmt *s =
	    db_prepare(st, "UPDATE outbox SET state='sending' WHERE key=?1");

	db_int(s, 1, key);
	db_run(st, s);
}

void
outbox_release(struct store *st, int64_t key)
{
	sqlite3_stmt *s =
	    db_prepare(st, "UPDATE outbox SET state='queued' WHERE key=?1"
			   " AND state='sending'");

	db_int(s, 1, key);
	db_run(st, s);
}

static void
finish(struct store *st, int64_t key, const char *state, int code,
    const char *reply)
{
	sqlite3_stmt *s = db_prepare(st,
	    "UPDATE outbox SET state=?2, code=?3, reply=?4, done_at=?5,"
	    " text=CASE ?2 WHEN 'sent' THEN NULL ELSE text END WHERE key=?1");

	db_int(s, 1, key);
	db_text(s, 2, state);
	db_int(s, 3, code);
	db_text(s, 4, reply);
	db_int(s, 5, clock_now());
	db_run(st, s);
}

void
outbox_sent(struct store *st, int64_t key, int code, const char *reply)
{
	finish(st, key, "sent", code, reply);
}

void
outbox_failed(struct store *st, int64_t key, int code, const char *reply)
{
	finish(st, key, "failed", code, reply);
}

/* What the decision for a mail depends on. */
struct history {
	int attempts, unknown;
	int64_t queued_at;
};

static void
see_history(const struct outbox_mail *m, void *arg)
{
	struct history *h = arg;

	*h = (struct history){ m->attempts, m->unknown, m->queued_at };
}

static void
queue_again(struct store *st, int64_t key, const struct history *h, int code,
    const char *reply, int64_t wait)
{
	sqlite3_stmt *s = db_prepare(st,
	    "UPDATE outbox SET state='queued', attempts=?2, unknown=?3,"
	    " next_at=?4, code=?5, reply=?6 WHERE key=?1");

	db_int(s, 1, key);
	db_int(s, 2, h->attempts);
	db_int(s, 3, h->unknown);
	db_int(s, 4, clock_now() + wait);
	db_int(s, 5, code);
	db_text(s, 6, reply);
	db_run(st, s);
}

void
outbox_later(struct store *st, int64_t key, int code, const char *reply)
{
	struct history h = { 0 };
	int64_t wait = OUTBOX_RETRY_S;

	outbox_get(st, key, see_history, &h);
	for (int i = 0; i < h.attempts && wait < OUTBOX_RETRY_MAX_S; i++)
		wait *= 2;
	if (clock_now() + wait > h.queued_at + OUTBOX_GIVE_UP_S) {
		finish(st, key, "failed", code, reply);
		return;
	}
	h.attempts++;
	queue_again(st, key, &h, code, reply,
	    wait < OUTBOX_RETRY_MAX_S ? wait : OUTBOX_RETRY_MAX_S);
}

void
outbox_unknown(struct store *st, int64_t key, const char *reply)
{
	struct history h = { 0 };

	outbox_get(st, key, see_history, &h);
	if (h.unknown++ > 0)
		finish(st, key, "unknown", 0, reply);
	else
		queue_again(st, key, &h, 0, reply, 0);
}

int
outbox_again(struct store *st, const char *message_id)
{
	sqlite3_stmt *s = db_prepare(st,
	    "UPDATE outbox SET state='queued', attempts=0, unknown=0,"
	    " queued_at=?2, next_at=?2, done_at=NULL WHERE message_id=?1"
	    " AND state IN ('failed', 'unknown') AND text IS NOT NULL");

	db_text(s, 1, message_id);
	db_int(s, 2, clock_now());
	db_run(st, s);
	return sqlite3_changes(st->db) > 0;
}

void
outbox_drop_removed(struct store *st)
{
	sqlite3_stmt *s = db_prepare(st,
	    "UPDATE outbox SET state='failed', text=NULL,"
	    " reply='the account was removed', done_at=?1"
	    " WHERE state='queued'"
	    " AND instr(account, ':')=0" /* a contact person has none */
	    " AND NOT EXISTS (SELECT 1 FROM registry WHERE kind='account'"
	    " AND id=outbox.account AND removed_at IS NULL)");

	db_int(s, 1, clock_now());
	db_run(st, s);
}

void
outbox_references(
    struct store *st, const char *account, const char *thread, struct buf *ids)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT message_id FROM outbox WHERE account=?1 AND thread=?2"
	    " ORDER BY key");

	db_text(s, 1, account);
	db_text(s, 2, thread);
	while (db_step(st, s))
		buf_addf(ids, "%s%s", ids->len > 0 ? " " : "", db_col(s, 0));
	sqlite3_reset(s);
}

int64_t
outbox_last(struct store *st, const char *account)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT ifnull(max(queued_at), 0) FROM outbox"
			   " WHERE account=?1 AND kind<>'cve'");

	db_text(s, 1, account);
	return db_number(st, s, 0);
}
