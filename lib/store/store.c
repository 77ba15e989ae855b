#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/buf.h"
#include "base/mem.h"
#include "store/db.h"

#define KEPT_PAGES 64	 /* whoever opens the file reads that much log again */
#define MOVED_PAGES 1000 /* a log that long is moved while others read */
#define BUSY_MS 60000	 /* longer than the longest transaction */

struct db_stmt {
	const char *sql;
	sqlite3_stmt *stmt;
};

void
db_fail(struct store *st, const char *doing)
{
	int rc = sqlite3_errcode(st->db) & 0xff;
	const char *path = sqlite3_db_filename(st->db, "main");

	if (rc == SQLITE_NOTADB)
		die(CMD_CONF, "'%s' is not a vvs state file", path);
	if (rc == SQLITE_FULL)
		die(CMD_IO, "the disk of the state file '%s' is full", path);
	if (rc == SQLITE_READONLY)
		die(CMD_IO, "the state file '%s' cannot be written to", path);
	if (rc == SQLITE_CORRUPT)
		die(CMD_IO, "the state file '%s' is damaged", path);
	die(rc == SQLITE_BUSY || rc == SQLITE_LOCKED ? CMD_RETRY : CMD_IO,
	    "cannot %s: %s", doing, sqlite3_errmsg(st->db));
}

void
db_exec(struct store *st, const char *sql, const char *doing)
{
	if (sqlite3_exec(st->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		db_fail(st, doing);
}

sqlite3_stmt *
db_prepare(struct store *st, const char *sql)
{
	struct db_stmt *d;

	for (int i = 0; i < st->stmt_count; i++)
		if (st->stmt[i].sql == sql) {
			sqlite3_reset(st->stmt[i].stmt);
			sqlite3_clear_bindings(st->stmt[i].stmt);
			return st->stmt[i].stmt;
		}
	if (st->stmt_count == st->stmt_size) {
		st->stmt_size += 32;
		st->stmt = xreallocarray(
		    st->stmt, (size_t)st->stmt_size, sizeof *st->stmt);
	}
	d = &st->stmt[st->stmt_count];
	d->sql = sql;
	if (sqlite3_prepare_v3(st->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		&d->stmt, NULL) != SQLITE_OK)
		db_fail(st, "query the state file");
	st->stmt_count++;
	return d->stmt;
}

int
db_step(struct store *st, sqlite3_stmt *s)
{
	int rc = sqlite3_step(s);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		db_fail(st, st->writing ? "write the state file"
					: "read the state file");
	sqlite3_reset(s); /* or it would keep its read transaction open */
	return 0;
}

void
db_run(struct store *st, sqlite3_stmt *s)
{
	while (db_step(st, s))
		;
}

void
db_text(sqlite3_stmt *s, int i, const char *text)
{
	sqlite3_bind_text(s, i, text, -1, SQLITE_STATIC);
}

void
db_int(sqlite3_stmt *s, int i, int64_t n)
{
	sqlite3_bind_int64(s, i, n);
}

void
db_some(sqlite3_stmt *s, int i, int64_t n)
{
	if (n != 0)
		sqlite3_bind_int64(s, i, n);
	else
		sqlite3_bind_null(s, i);
}

void
db_blob(sqlite3_stmt *s, int i, const void *data, size_t n)
{
	sqlite3_bind_blob64(s, i, data, n, SQLITE_STATIC);
}

const char *
db_col(sqlite3_stmt *s, int i)
{
	return (const char *)sqlite3_column_text(s, i);
}

int64_t
db_number(struct store *st, sqlite3_stmt *s, int64_t otherwise)
{
	int64_t n = otherwise;

	if (db_step(st, s) && sqlite3_column_type(s, 0) != SQLITE_NULL)
		n = sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	return n;
}

static int64_t
pragma(struct store *st, const char *sql)
{
	sqlite3_stmt *s;
	int64_t n;

	if (sqlite3_prepare_v2(st->db, sql, -1, &s, NULL) != SQLITE_OK)
		db_fail(st, "open the state file");
	if (sqlite3_step(s) != SQLITE_ROW)
		db_fail(st, "open the state file");
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static void
migrate(struct store *st, int64_t from)
{
	char sql[96];

	for (; from < schema_version; from++) {
		db_exec(st, schema_migration[from], "upgrade the state file");
		snprintf(sql, sizeof sql,
		    "PRAGMA application_id=%d; PRAGMA user_version=%d",
		    STORE_APP_ID, (int)from + 1);
		db_exec(st, sql, "upgrade the state file");
	}
}

/*
 * Make sure the file is ours and its schema is the one we know.  All in
 * one transaction, or we would see half of what another program creates.
 */
static void
check(struct store *st, const char *path, enum store_mode mode)
{
	int64_t v;

	db_exec(st, mode == STORE_CREATE ? "BEGIN IMMEDIATE" : "BEGIN",
	    "lock the state file");
	v = pragma(st, "PRAGMA user_version");
	if (pragma(st, "PRAGMA application_id") != STORE_APP_ID &&
	    (mode != STORE_CREATE || v != 0 ||
		pragma(st, "SELECT count(*) FROM sqlite_schema") > 0))
		die(CMD_CONF, "'%s' is not a vvs state file", path);
	if (v > schema_version)
		die(CMD_CONF,
		    "'%s' has schema %d, this program knows %d: it belongs to "
		    "a newer vvs",
		    path, (int)v, schema_version);
	if (mode == STORE_CREATE)
		migrate(st, v);
	else if (v < schema_version)
		die(CMD_CONF, "'%s' has schema %d: upgrade it with vvs-init",
		    path, (int)v);
	db_exec(st, "COMMIT", "upgrade the state file");
}

/* Unlike all else, this switch does not honour the busy timeout. */
static void
use_wal(struct store *st)
{
	int ms = 0;

	while (sqlite3_exec(st->db, "PRAGMA journal_mode=WAL", NULL, NULL,
		   NULL) != SQLITE_OK) {
		if ((sqlite3_errcode(st->db) & 0xff) != SQLITE_BUSY ||
		    (ms += sqlite3_sleep(20)) > BUSY_MS)
			db_fail(st, "open the state file");
	}
}

/*
 * A reader of a WAL file writes beside it.  Where it cannot, the file may
 * be read as it is unless its log holds something.
 */
static int
must_be_immutable(const char *path)
{
	char *copy = xstrdup(path), *wal = xasprintf("%s-wal", path);
	int writable =
	    access(dirname(copy), W_OK) == 0 && access(path, W_OK) == 0;
	struct stat st;

	if (!writable && stat(wal, &st) == 0 && st.st_size > 0)
		die(CMD_CONF,
		    "'%s' cannot be written and has an unfinished log: make "
		    "a copy with vvs-init --backup",
		    path);
	free(copy);
	free(wal);
	return !writable;
}

/* "file:" URI for `path`, so that it can carry a parameter. */
static char *
uri(const char *path, const char *parameter)
{
	struct buf b;

	buf_init(&b, 3 * PATH_MAX + 64);
	buf_adds(&b, "file:");
	for (; *path != '\0'; path++)
		if (strchr("%?#", *path) != NULL)
			buf_addf(&b, "%%%02X", (unsigned char)*path);
		else
			buf_addc(&b, *path);
	buf_adds(&b, parameter);
	return b.data;
}

static void
open_file(struct store *st, const char *path, enum store_mode mode)
{
	/* no program has threads */
	int flags =
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
	int frozen = mode == STORE_READ && must_be_immutable(path);
	char *name;
	int why;

	if (mode == STORE_CREATE)
		flags |= SQLITE_OPEN_CREATE;
	if (frozen)
		flags ^= SQLITE_OPEN_READWRITE | SQLITE_OPEN_READONLY;
	name = uri(path, frozen ? "?immutable=1" : "");
	if (sqlite3_open_v2(name, &st->db, flags, NULL) != SQLITE_OK) {
		why = sqlite3_system_errno(st->db);
		die(CMD_IO, "cannot open state file '%s': %s", path,
		    why != 0 ? strerror(why) : sqlite3_errmsg(st->db));
	}
	free(name);
}

struct store *
store_open_always(const char *path, enum store_mode mode)
{
	struct store *st = xcalloc(1, sizeof *st);

	if (access(path, R_OK) < 0 && errno == EACCES)
		die(CMD_NOPERM,
		    "the state file '%s' is for its owner alone: run this "
		    "through sudo as that user",
		    path);
	if (mode != STORE_CREATE && access(path, F_OK) < 0)
		die(CMD_NOINPUT, "no state file '%s': make one with vvs-init",
		    path);
	/* counting its memory takes a lock for each allocation */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	open_file(st, path, mode);
	sqlite3_busy_timeout(st->db, BUSY_MS);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (mode == STORE_CREATE) /* half the calls of a large load */
		db_exec(st, "PRAGMA page_size=8192", "make the state file");
	db_exec(st, "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384",
	    "open the state file");
	check(st, path, mode);
	if (mode != STORE_READ) /* a copy put into place is not in WAL mode */
		use_wal(st);
	if (mode == STORE_READ)
		db_exec(st, "PRAGMA query_only=1", "open the state file");
	if (pragma(st, "SELECT value FROM meta WHERE key='test'") != 0) {
		const char *now = getenv("VVS_NOW");
		int64_t t;

		if (now != NULL && clock_parse(now, &t) == 0)
			clock_set(t);
	}
	return st;
}

/* Ends the program when the contract in the row does not let it run today. */
static void
check_contract(sqlite3_stmt *s)
{
	const char *why = db_col(s, 0), *from = db_col(s, 1);
	const char *until = db_col(s, 2), *end = db_col(s, 3);
	char today[CLOCK_TEXT];

	clock_format_jst_date(clock_now(), today);
	if (why != NULL && (from == NULL || strcmp(today, from) >= 0) &&
	    (until == NULL || strcmp(today, until) <= 0))
		die(CMD_NOPERM, "the service is suspended: %s", why);
	if (end != NULL && strcmp(today, end) > 0)
		die(CMD_NOPERM, "the contract ended on %s", end);
}

struct store *
store_open(const char *path, enum store_mode mode)
{
	struct store *st = store_open_always(path, mode);
	sqlite3_stmt *s;

	if (mode == STORE_CREATE)
		return st;
	s = db_prepare(st,
	    "SELECT json_extract(value, '$.suspended'),"
	    " json_extract(value, '$.suspended_from'),"
	    " json_extract(value, '$.suspended_until'),"
	    " json_extract(value, '$.ended') FROM meta WHERE key='contract'");
	if (db_step(st, s))
		check_contract(s);
	sqlite3_reset(s);
	return st;
}

void
db_close(struct store *st)
{
	for (int i = 0; i < st->stmt_count; i++)
		sqlite3_finalize(st->stmt[i].stmt);
	free(st->stmt);
	free(st->by);
	sqlite3_close(st->db);
}

void
store_close(struct store *st)
{
	if (st == NULL)
		return;
	db_close(st);
	free(st);
}

void
store_begin(struct store *st)
{
	db_exec(st, "BEGIN IMMEDIATE", "lock the state file");
	st->seq_changed = 0;
	st->seq = store_seq(st);
	st->writing = 1;
}

void
store_begin_read(struct store *st)
{
	db_exec(st, "BEGIN", "read the state file");
}

void
store_commit(struct store *st)
{
	sqlite3_stmt *s;

	if (st->writing && st->seq_changed) {
		s = db_prepare(st, "UPDATE meta SET value=?1 WHERE key='seq'");
		db_int(s, 1, st->seq);
		db_run(st, s);
	}
	db_exec(st, "COMMIT",
	    st->writing ? "write the state file" : "read the state file");
	st->writing = 0;
}

/*
 * After a commit that left `pages` in the log.  Where the log is long, the
 * last to close the file moves it: had it been moved while the file stays
 * open, the next to open the file would not know, and read all of it again.
 */
static int
log_grew(void *arg, sqlite3 *db, const char *name, int pages)
{
	(void)arg;
	sqlite3_db_config(
	    db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, pages < KEPT_PAGES, NULL);
	if (pages >= MOVED_PAGES) /* others may keep the file open for long */
		sqlite3_wal_checkpoint_v2(
		    db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return SQLITE_OK;
}

/*
 * Moving the log into the file when the program ends costs three syncs, and
 * beginning the next log another: more than the decision itself.
 */
void
store_keep_log(struct store *st)
{
	sqlite3_wal_hook(st->db, log_grew, NULL);
}

void
store_rollback(struct store *st)
{
	db_exec(st, "ROLLBACK", "undo a change of the state file");
	st->writing = 0;
}

void
store_durable(struct store *st, int yes)
{
	/* the log is moved into the file less often: each time costs a sync */
	db_exec(st,
	    yes ? "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000"
		: "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=32000",
	    "open the state file");
}

void
store_checkpoint(struct store *st)
{
	sqlite3_wal_checkpoint_v2(
	    st->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

int
store_is_test(struct store *st)
{
	return db_number(st,
		   db_prepare(st, "SELECT value FROM meta WHERE key='test'"),
		   0) != 0;
}

void
store_make_test(struct store *st)
{
	db_exec(st, "UPDATE meta SET value=1 WHERE key='test'",
	    "write the state file");
}

int64_t
store_next_seq(struct store *st)
{
	if (!st->writing)
		die(CMD_BUG, "change number outside a transaction");
	st->seq_changed = 1;
	return ++st->seq;
}

int64_t
store_seq(struct store *st)
{
	if (st->writing)
		return st->seq;
	return db_number(
	    st, db_prepare(st, "SELECT value FROM meta WHERE key='seq'"), 0);
}

int64_t
store_cursor(struct store *st, const char *consumer)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT seq FROM cursor WHERE consumer=?1");

	db_text(s, 1, consumer);
	return db_number(st, s, 0);
}

void
store_set_cursor(struct store *st, const char *consumer, int64_t seq)
{
	sqlite3_stmt *s = db_prepare(st,
	    "INSERT INTO cursor VALUES (?1, ?2) ON CONFLICT (consumer)"
	    " DO UPDATE SET seq=excluded.seq");

	db_text(s, 1, consumer);
	db_int(s, 2, seq);
	db_run(st, s);
}
