#include "store/purge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rec/software.h"
#include "store/db.h"
#include "store/ledger.h"

#define READER_MS 3000 /* how long a reader is waited for */

/* What the mark in the file says is still to be done. */
enum pending { NOTHING, REWRITE, EMPTY_LOG };

#define BEFORE "(SELECT t FROM temp.gone)"

/*
 * What goes is chosen once, by its keys, before anything is changed: a
 * finding goes with its system and with its software, unless another
 * inventory that stays has the same.
 */

static const char *const choose[] = {
	"CREATE TEMP TABLE gone_record (object TEXT PRIMARY KEY, kind TEXT,"
	" id TEXT) WITHOUT ROWID",
	"INSERT INTO temp.gone_record SELECT kind || ':' || id, kind, id"
	" FROM main.registry WHERE created_at<" BEFORE,

	"CREATE TEMP TABLE gone_software (system TEXT, identity TEXT,"
	" PRIMARY KEY (system, identity)) WITHOUT ROWID",
	"INSERT INTO temp.gone_software SELECT system, identity"
	" FROM main.software WHERE added_at<" BEFORE
	" EXCEPT SELECT system, identity FROM main.software"
	" WHERE added_at>=" BEFORE,

	"CREATE TEMP TABLE gone_finding (key INTEGER PRIMARY KEY, id TEXT)",
	"INSERT INTO temp.gone_finding SELECT key, lower(hex(id))"
	" FROM main.finding AS f WHERE first_at<" BEFORE " OR system IN"
	" (SELECT id FROM temp.gone_record WHERE kind='system') OR"
	" (system IN (SELECT system FROM temp.gone_software) AND EXISTS"
	"  (SELECT 1 FROM temp.gone_software AS s WHERE s.system=f.system"
	"   AND s.identity=software_identity((SELECT body"
	"    FROM main.finding_software WHERE key=f.software_key))))",
	"CREATE INDEX temp.gone_finding_id ON gone_finding (id)",

	"CREATE TEMP TABLE gone_request (id INTEGER PRIMARY KEY)",
	"INSERT INTO temp.gone_request SELECT id FROM main.request AS r"
	" WHERE asked_at<" BEFORE " OR requester IN"
	" (SELECT id FROM temp.gone_record WHERE kind='account')"
	" OR json_extract(body, '$.system') IN"
	" (SELECT id FROM temp.gone_record WHERE kind='system')"
	" OR (json_array_length(body, '$.systems')>0 AND NOT EXISTS"
	"  (SELECT 1 FROM json_each(body, '$.systems') WHERE value NOT IN"
	"   (SELECT id FROM temp.gone_record WHERE kind='system')))"
	" OR (EXISTS (SELECT 1 FROM main.finding WHERE request=r.id)"
	"  AND NOT EXISTS (SELECT 1 FROM main.finding WHERE request=r.id"
	"   AND key NOT IN (SELECT key FROM temp.gone_finding)))",

	/* those that say what was erased: only by their own age */
	"CREATE TEMP TABLE gone_event (n INTEGER PRIMARY KEY)",
	"INSERT INTO temp.gone_event SELECT n"
	" FROM main.ledger JOIN main.ledger_content USING (n)"
	" WHERE at<(SELECT age FROM temp.gone)"
	" OR (kind NOT IN ('erased', 'purged') AND (at<" BEFORE
	" OR object IN (SELECT object FROM temp.gone_record)"
	" OR object IN (SELECT 'finding:' || id FROM temp.gone_finding)"
	" OR n IN (SELECT id FROM temp.gone_request)"
	" OR object IN (SELECT 'request:' || id FROM temp.gone_request)))",
};

#define ACCOUNT_GONE \
	"account IN (SELECT id FROM temp.gone_record WHERE kind='account')"

#define STEP(what, table, label, where)                     \
	{                                                   \
		what, "SELECT " label " FROM " table where, \
		    "DELETE FROM " table where              \
	}

/* Each class: its name, what names each, and what erases it. */
static const struct {
	const char *what, *list, *erase;
} step[] = {
	STEP("told", "main.told", "account || ':' || subject",
	    " WHERE " ACCOUNT_GONE
	    " OR subject IN (SELECT id FROM temp.gone_finding)"
	    " OR substr(subject, 6, 32) IN (SELECT id FROM temp.gone_finding)"),
	STEP("history", "main.finding_history", "finding || ':' || valid_from",
	    " WHERE finding IN (SELECT key FROM temp.gone_finding)"),
	STEP("findings", "main.finding", "lower(hex(id))",
	    " WHERE key IN (SELECT key FROM temp.gone_finding)"),
	STEP("mails", "main.outbox", "message_id",
	    " WHERE queued_at<" BEFORE " OR " ACCOUNT_GONE),
	STEP("filters", "main.want", "account",
	    " WHERE changed_at<" BEFORE " OR " ACCOUNT_GONE),
	STEP("requests", "main.request", "id",
	    " WHERE id IN (SELECT id FROM temp.gone_request)"),
	STEP("waiting", "main.waiting_software",
	    "request || ':' || system || ':' || identity",
	    " WHERE request IN (SELECT id FROM temp.gone_request)"
	    " OR system IN"
	    " (SELECT id FROM temp.gone_record WHERE kind='system')"),
	STEP("software", "main.software",
	    "system || ':' || source || ':' || identity",
	    " WHERE added_at<" BEFORE " OR system IN"
	    " (SELECT id FROM temp.gone_record WHERE kind='system')"),
	STEP("names", "main.account_name", "account || ':' || key",
	    " WHERE " ACCOUNT_GONE),
	STEP("registered", "main.registry", "kind || ':' || id",
	    " WHERE created_at<" BEFORE),
};

#define STEPS (sizeof step / sizeof *step)

/* The identity (rec/software.h) of a finding's software, as a function. */
static void
identity(sqlite3_context *c, int argc, sqlite3_value **argv)
{
	const char *text = (const char *)sqlite3_value_text(argv[0]), *why;
	struct arena a = ARENA_INIT;
	const struct json *v;
	struct software s;
	char id[SOFTWARE_ID];

	(void)argc;
	v = text != NULL ? json_parse(&a, text, strlen(text), &why) : NULL;
	if (v != NULL && software_read(&s, v) == NULL)
		sqlite3_result_text(
		    c, software_identity(&s, id), -1, SQLITE_TRANSIENT);
	arena_free(&a);
}

/* Run one text once; rows go to `fn`. */
static void
run(struct store *st, const char *sql, void (*fn)(const char *text, void *arg),
    void *arg)
{
	sqlite3_stmt *s = db_prepare(st, sql);

	while (db_step(st, s))
		if (fn != NULL)
			fn(db_col(s, 0), arg);
}

void
purge_begin(struct store *st, int64_t t, int all, int dry)
{
	sqlite3_stmt *s;

	/* the keys may be many: on disk, in a file without a name */
	db_exec(st,
	    "PRAGMA temp_store=FILE; PRAGMA secure_delete=1;"
	    "PRAGMA query_only=0",
	    "erase securely");
	if (dry)
		store_begin_read(st);
	else
		store_begin(st);
	if (sqlite3_create_function_v2(st->db, "software_identity", 1,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, identity, NULL, NULL,
		NULL) != SQLITE_OK)
		db_fail(st, "erase securely");
	db_exec(st, "CREATE TEMP TABLE gone (t INTEGER, age INTEGER)",
	    "erase securely");
	s = db_prepare(st, "INSERT INTO temp.gone VALUES (?1, ?2)");
	db_int(s, 1, all ? INT64_MAX : t);
	db_int(s, 2, t);
	db_run(st, s);
	for (size_t i = 0; i < sizeof choose / sizeof *choose; i++)
		db_run(st, db_prepare(st, choose[i]));
}

struct listing {
	const struct purge_report *to;
	const char *what;
	int64_t n;
};

static void
list_one(const char *text, void *arg)
{
	struct listing *l = arg;

	l->n++;
	l->to->each(l->what, text, l->to->arg);
}

static void
list_class(struct store *st, const struct purge_report *to, const char *what,
    const char *sql)
{
	struct listing l = { to, what, 0 };

	run(st, sql, list_one, &l);
	to->sum(what, l.n, to->arg);
}

void
purge_list(struct store *st, const struct purge_report *to)
{
	list_class(st, to, "events", "SELECT n FROM temp.gone_event");
	for (size_t i = 0; i < STEPS; i++)
		list_class(st, to, step[i].what, step[i].list);
}

/* Numbers that follow each other are one event of the ledger. */
static int64_t
erase_events(struct store *st, const char *actor)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT n FROM temp.gone_event ORDER BY n");
	int64_t first = 0, last = 0, erased = 0;

	while (db_step(st, s)) {
		int64_t n = sqlite3_column_int64(s, 0);

		if (n != last + 1 && first != 0)
			erased += ledger_erase(st, first, last, actor);
		if (n != last + 1 || first == 0)
			first = n;
		last = n;
	}
	if (first != 0)
		erased += ledger_erase(st, first, last, actor);
	return erased;
}

struct witness {
	struct store *st;
	const char *actor, *reason;
};

static void
tell_ledger(const char *object, void *arg)
{
	const struct witness *w = arg;

	ledger_add(w->st, "erased", w->actor, object, w->reason);
}

int64_t
purge_erase(struct store *st, const char *actor, const char *reason,
    const struct purge_report *to)
{
	struct witness w = { st, actor, reason };
	int64_t all = erase_events(st, actor), n;

	to->sum("events", all, to->arg);
	run(st, "SELECT object FROM temp.gone_record", tell_ledger, &w);
	for (size_t i = 0; i < STEPS; i++) {
		db_run(st, db_prepare(st, step[i].erase));
		n = sqlite3_changes(st->db);
		to->sum(step[i].what, n, to->arg);
		all += n;
	}
	db_exec(st,
	    "UPDATE finding SET request=NULL WHERE request IS NOT NULL"
	    " AND request NOT IN (SELECT id FROM request);"
	    "DELETE FROM finding_software"
	    " WHERE key NOT IN (SELECT software_key FROM finding)",
	    "write the state file");
	return all;
}

static void
set_pending(struct store *st, enum pending what)
{
	sqlite3_stmt *s =
	    db_prepare(st, "INSERT OR REPLACE INTO meta VALUES ('purge', ?1)");

	db_int(s, 1, what);
	db_run(st, s);
}

static enum pending
pending(struct store *st)
{
	return (enum pending)db_number(st,
	    db_prepare(st, "SELECT value FROM meta WHERE key='purge'"),
	    NOTHING);
}

void
purge_note(struct store *st)
{
	set_pending(st, REWRITE);
}

int
purge_pending(struct store *st)
{
	return pending(st) != NOTHING;
}

/* 1 done, 0 somebody is in the way. */
static int
done(struct store *st, int rc, const char *doing)
{
	if (rc != SQLITE_OK && rc != SQLITE_BUSY && rc != SQLITE_LOCKED)
		db_fail(st, doing);
	return rc == SQLITE_OK;
}

int
purge_compact(struct store *st)
{
	sqlite3_busy_timeout(st->db, READER_MS);
	if (pending(st) == REWRITE) {
		if (!done(st, sqlite3_exec(st->db, "VACUUM", NULL, NULL, NULL),
			"write the state file anew"))
			return -1;
		/* the log grew by all of it: not again for each reader */
		set_pending(st, EMPTY_LOG);
	}
	if (!done(st,
		sqlite3_wal_checkpoint_v2(
		    st->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL),
		"empty the log of the state file"))
		return -1;
	set_pending(st, NOTHING);
	return 0;
}
