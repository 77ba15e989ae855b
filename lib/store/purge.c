#include "store/purge.h"

#include <stdlib.h>

#include "base/mem.h"
#include "store/db.h"
#include "store/ledger.h"

#define READER_MS 3000 /* how long a reader is waited for */

#define OLD(kind) \
	"(SELECT id FROM registry WHERE kind='" kind "' AND created_at<?1)"
#define OLD_FINDING "(first_at<?1 OR system IN " OLD("system") ")"

/* In this order: what depends on others goes before them. */
static const struct {
	const char *what, *sql;
} step[] = {
	{ "told",
	    "DELETE FROM told WHERE account IN " OLD(
		"account") " OR"
			   " subject IN (SELECT lower(hex(id)) FROM finding WHERE"
			   " " OLD_FINDING ")" },
	{ "history", "DELETE FROM finding_history WHERE finding IN"
		     " (SELECT key FROM finding WHERE " OLD_FINDING ")" },
	{ "findings", "DELETE FROM finding WHERE " OLD_FINDING },
	{ "mails", "DELETE FROM outbox WHERE queued_at<?1 OR account IN " OLD(
		       "account") },
	{ "filters", "DELETE FROM want WHERE changed_at<?1 OR account IN " OLD(
			 "account") },
	{ "requests",
	    "DELETE FROM request WHERE asked_at<?1 OR requester IN " OLD(
		"account") },
	{ "software",
	    "DELETE FROM software WHERE added_at<?1 OR system IN " OLD(
		"system") },
	{ "names",
	    "DELETE FROM account_name WHERE account IN " OLD("account") },
	{ "registered", "DELETE FROM registry WHERE created_at<?1" },
};

/* Events of before, and all events about what goes now. */
static int64_t
erase_events(struct store *st, int64_t t, const char *actor)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT n FROM ledger JOIN ledger_content USING (n) WHERE at<?1"
	    " OR object IN (SELECT kind || ':' || id FROM registry"
	    " WHERE created_at<?1)"
	    " OR object IN (SELECT 'finding:' || lower(hex(id)) FROM finding"
	    " WHERE " OLD_FINDING ") ORDER BY n");
	int64_t *n = NULL, erased = 0;
	size_t count = 0, first = 0;

	db_int(s, 1, t);
	while (db_step(st, s)) {
		if (count % 1024 == 0)
			n = xreallocarray(n, count + 1024, sizeof *n);
		n[count++] = sqlite3_column_int64(s, 0);
	}
	for (size_t i = 1; i <= count; i++)
		if (i == count || n[i] != n[i - 1] + 1) {
			erased += ledger_erase(st, n[first], n[i - 1], actor);
			first = i;
		}
	free(n);
	return erased;
}

int64_t
purge_before(struct store *st, int64_t t, const char *actor, struct jsonw *w)
{
	int64_t all, n;

	db_exec(st, "PRAGMA secure_delete=1", "erase securely");
	all = erase_events(st, t, actor);
	jsonw_key(w, "events");
	jsonw_int(w, all);
	for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
		sqlite3_stmt *s = db_prepare(st, step[i].sql);

		db_int(s, 1, t);
		db_run(st, s);
		n = sqlite3_changes(st->db);
		jsonw_key(w, step[i].what);
		jsonw_int(w, n);
		all += n;
	}
	db_exec(st,
	    "UPDATE finding SET request=NULL WHERE request IS NOT NULL"
	    " AND request NOT IN (SELECT id FROM request)",
	    "write the state file");
	if (all > 0)
		db_exec(st, "INSERT OR REPLACE INTO meta VALUES ('purge', 1)",
		    "write the state file");
	return all;
}

int
purge_pending(struct store *st)
{
	return db_number(st,
		   db_prepare(st, "SELECT value FROM meta WHERE key='purge'"),
		   0) != 0;
}

int
purge_compact(struct store *st)
{
	int rc;

	sqlite3_busy_timeout(st->db, READER_MS);
	db_exec(st, "PRAGMA temp_store=FILE", "erase securely");
	rc = sqlite3_exec(st->db, "VACUUM", NULL, NULL, NULL);
	if (rc == SQLITE_BUSY)
		return -1;
	if (rc != SQLITE_OK)
		db_fail(st, "write the state file anew");
	rc = sqlite3_wal_checkpoint_v2(
	    st->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return -1;
	if (rc != SQLITE_OK)
		db_fail(st, "empty the log of the state file");
	db_exec(
	    st, "DELETE FROM meta WHERE key='purge'", "write the state file");
	return 0;
}
