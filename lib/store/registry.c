#include "store/registry.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "store/db.h"

/* Its record may have been erased, but its events stand in the chain. */
static int
was_used(struct store *st, enum reg_kind kind, const char *id)
{
	sqlite3_stmt *s = db_prepare(
	    st, "SELECT 1 FROM ledger WHERE object=?1 || ':' || ?2 LIMIT 1");

	db_text(s, 1, reg_name(kind));
	db_text(s, 2, id);
	return db_number(st, s, 0) != 0;
}

enum registry_state
registry_find(struct store *st, enum reg_kind kind, const char *id,
    struct arena *a, const struct json **rec)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT removed_at, body FROM registry WHERE kind=?1 AND id=?2");
	enum registry_state state = REGISTRY_NONE;
	const char *why;

	if (rec != NULL)
		*rec = NULL;
	db_text(s, 1, reg_name(kind));
	db_text(s, 2, id);
	if (db_step(st, s)) {
		state = sqlite3_column_type(s, 0) == SQLITE_NULL
			    ? REGISTRY_LIVE
			    : REGISTRY_REMOVED;
		if (rec != NULL)
			*rec = json_parse(a, db_col(s, 1),
			    (size_t)sqlite3_column_bytes(s, 1), &why);
		if (rec != NULL && *rec == NULL)
			die(CMD_IO, "the state file is damaged: %s '%s' is %s",
			    reg_name(kind), id, why);
		sqlite3_reset(s);
	} else if (was_used(st, kind, id)) {
		state = REGISTRY_REMOVED;
	}
	return state;
}

/* Keep the index of email addresses and logins; NULL removes. */
static void
index_account(struct store *st, const char *id, const char *body)
{
	static const char *const key[] = { "email", "login" };
	sqlite3_stmt *s =
	    db_prepare(st, "DELETE FROM account_name WHERE account=?1");

	db_text(s, 1, id);
	db_run(st, s);
	for (int i = 0; i < 2 && body != NULL; i++) {
		s = db_prepare(st,
		    "INSERT OR IGNORE INTO account_name"
		    " SELECT ?1, lower(json_extract(?2, '$.' || ?1)), ?3"
		    " WHERE json_extract(?2, '$.' || ?1) IS NOT NULL");
		db_text(s, 1, key[i]);
		db_text(s, 2, body);
		db_text(s, 3, id);
		db_run(st, s);
	}
}

void
registry_put(
    struct store *st, enum reg_kind kind, const char *id, const char *body)
{
	sqlite3_stmt *s = db_prepare(st,
	    "INSERT INTO registry"
	    " (kind, id, body, created_at, changed_at, seq)"
	    " VALUES (?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT (kind, id) DO UPDATE"
	    " SET body=excluded.body, changed_at=excluded.changed_at,"
	    " seq=excluded.seq");

	db_text(s, 1, reg_name(kind));
	db_text(s, 2, id);
	db_text(s, 3, body);
	db_int(s, 4, clock_now());
	db_int(s, 5, store_next_seq(st));
	db_run(st, s);
	if (kind == REG_ACCOUNT)
		index_account(st, id, body);
}

void
registry_remove(struct store *st, enum reg_kind kind, const char *id)
{
	sqlite3_stmt *s = db_prepare(st,
	    "UPDATE registry SET removed_at=?3, changed_at=?3, seq=?4"
	    " WHERE kind=?1 AND id=?2 AND removed_at IS NULL");

	db_text(s, 1, reg_name(kind));
	db_text(s, 2, id);
	db_int(s, 3, clock_now());
	db_int(s, 4, store_next_seq(st));
	db_run(st, s);
	if (kind == REG_ACCOUNT)
		index_account(st, id, NULL);
	if (kind != REG_SYSTEM)
		return;
	s = db_prepare(st, "UPDATE software SET gone_at=?2, seq=?3"
			   " WHERE system=?1 AND gone_at IS NULL");
	db_text(s, 1, id);
	db_int(s, 2, clock_now());
	db_int(s, 3, store_next_seq(st));
	db_run(st, s);
}

static int
each(struct store *st, sqlite3_stmt *s, enum reg_kind kind, store_fn *fn,
    void *arg)
{
	int rc = 0;

	db_text(s, 1, reg_name(kind));
	while (rc == 0 && db_step(st, s))
		rc = fn(db_col(s, 0), (size_t)sqlite3_column_bytes(s, 0), arg);
	sqlite3_reset(s);
	return rc;
}

int
registry_each(struct store *st, enum reg_kind kind, store_fn *fn, void *arg)
{
	return each(st,
	    db_prepare(st, "SELECT body FROM registry"
			   " WHERE kind=?1 AND removed_at IS NULL ORDER BY id"),
	    kind, fn, arg);
}

int
registry_each_removed(
    struct store *st, enum reg_kind kind, store_fn *fn, void *arg)
{
	return each(st,
	    db_prepare(st,
		"SELECT body FROM registry WHERE kind=?1 AND"
		" removed_at IS NOT NULL AND body IS NOT NULL ORDER BY id"),
	    kind, fn, arg);
}

int
registry_any(struct store *st, enum reg_kind kind)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT 1 FROM registry"
			   " WHERE kind=?1 AND removed_at IS NULL LIMIT 1");

	db_text(s, 1, reg_name(kind));
	return db_number(st, s, 0) != 0;
}

int64_t
registry_count(struct store *st, enum reg_kind kind)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT count(*) FROM registry"
			   " WHERE kind=?1 AND removed_at IS NULL");

	db_text(s, 1, reg_name(kind));
	return db_number(st, s, 0);
}

int64_t
registry_addresses(struct store *st)
{
	return db_number(st,
	    db_prepare(st,
		"SELECT sum(json_array_length(body, '$.addresses'))"
		" FROM registry WHERE kind='system' AND removed_at IS NULL"),
	    0);
}

/* Email addresses and logins have an index, others are looked through. */
static sqlite3_stmt *
holder_query(struct store *st, enum reg_kind kind, const char *key,
    const char *value, const char *except)
{
	int indexed = kind == REG_ACCOUNT &&
		      (strcmp(key, "email") == 0 || strcmp(key, "login") == 0);
	sqlite3_stmt *s = db_prepare(st,
	    indexed ? "SELECT account FROM account_name"
		      " WHERE key=?2 AND value=lower(?3) AND account<>?4"
		    : "SELECT id FROM registry WHERE kind=?1"
		      " AND removed_at IS NULL AND id<>?4"
		      " AND lower(json_extract(body, '$.' || ?2))=lower(?3)");

	if (!indexed)
		db_text(s, 1, reg_name(kind));
	db_text(s, 2, key);
	db_text(s, 3, value);
	db_text(s, 4, except);
	return s;
}

const char *
registry_holder(struct store *st, enum reg_kind kind, const char *key,
    const char *value, const char *except, struct arena *a)
{
	sqlite3_stmt *s = holder_query(st, kind, key, value, except);
	const char *id = NULL;

	if (db_step(st, s)) {
		id = arena_strndup(
		    a, db_col(s, 0), (size_t)sqlite3_column_bytes(s, 0));
		sqlite3_reset(s);
	}
	return id;
}

void
registry_holders(struct store *st, enum reg_kind kind, const char *key,
    const char *value, int (*fn)(const char *id, void *arg), void *arg)
{
	sqlite3_stmt *s = holder_query(st, kind, key, value, "");

	while (db_step(st, s))
		if (fn(db_col(s, 0), arg))
			break;
	sqlite3_reset(s);
}

int
registry_is_within(struct store *st, const char *id, const char *above)
{
	/* UNION, not UNION ALL: a cycle ends */
	sqlite3_stmt *s = db_prepare(st,
	    "WITH RECURSIVE up(id) AS (SELECT ?1 UNION"
	    " SELECT json_extract(r.body, '$.parent') FROM registry r, up"
	    " WHERE r.kind='organization' AND r.id=up.id)"
	    " SELECT 1 FROM up WHERE id=?2");

	db_text(s, 1, id);
	db_text(s, 2, above);
	return db_number(st, s, 0) == 1;
}
