/*
 * The ledger finds what anybody changes behind its back: each byte of
 * each column of each row is changed, looked for, and put back.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "check.h"
#include "store/db.h"
#include "store/ledger.h"

#define EVENTS 6

static void
fill(struct store *st)
{
	char object[32];

	clock_set(1000);
	store_begin(st);
	for (int i = 1; i <= EVENTS; i++) {
		snprintf(object, sizeof object, "system:s%d", i);
		CHECK(ledger_add(st, "registered", "sato", object,
			  "{\"name\":\"x\"}") == i);
	}
	store_commit(st);
}

static int64_t
broken(struct store *st, int64_t anchor, const unsigned char *link)
{
	struct ledger_verdict v;

	ledger_verify(st, anchor, link, &v);
	CHECK((v.why == NULL) == (v.broken == 0));
	return v.broken;
}

static int
sql(struct store *st, const char *text)
{
	return sqlite3_exec(st->db, text, NULL, NULL, NULL);
}

/* Programs cannot do it; only somebody who removes the triggers can. */
static void
refused(struct store *st)
{
	CHECK(sql(st, "UPDATE ledger SET at=1") != SQLITE_OK);
	CHECK(sql(st, "DELETE FROM ledger WHERE n=6") != SQLITE_OK);
	CHECK(sql(st, "UPDATE ledger_content SET content='{}'") != SQLITE_OK);
	CHECK(
	    sql(st, "INSERT INTO ledger VALUES (9, 1, '', '', '', x'', x'')") !=
	    SQLITE_OK);
	CHECK(sql(st,
		  "REPLACE INTO ledger VALUES (1, 1, '', '', '', x'', x'')") !=
	      SQLITE_OK);
	CHECK(broken(st, 0, NULL) == 0);
	CHECK(sql(st, "DROP TRIGGER ledger_fixed; DROP TRIGGER ledger_kept;"
		      "DROP TRIGGER ledger_order;"
		      "DROP TRIGGER ledger_content_fixed") == SQLITE_OK);
}

static void
set_column(struct store *st, const char *table, const char *column, int row,
    int is_text, const char *data, int n)
{
	char text[100];
	sqlite3_stmt *s;

	snprintf(text, sizeof text, "UPDATE %s SET %s=?1 WHERE n=%d", table,
	    column, row);
	CHECK(sqlite3_prepare_v2(st->db, text, -1, &s, NULL) == SQLITE_OK);
	if (is_text)
		sqlite3_bind_text(s, 1, data, n, SQLITE_STATIC);
	else
		sqlite3_bind_blob(s, 1, data, n, SQLITE_STATIC);
	CHECK(sqlite3_step(s) == SQLITE_DONE);
	sqlite3_finalize(s);
}

/* Flip the lowest bit of each byte; drop the last one; add one. */
static void
each_byte(struct store *st, const char *table, const char *column, int row,
    int is_text)
{
	char text[100], data[200];
	sqlite3_stmt *s;
	int n;

	snprintf(text, sizeof text, "SELECT %s FROM %s WHERE n=%d", column,
	    table, row);
	CHECK(sqlite3_prepare_v2(st->db, text, -1, &s, NULL) == SQLITE_OK &&
	      sqlite3_step(s) == SQLITE_ROW);
	n = sqlite3_column_bytes(s, 0);
	CHECK(n > 0 && n < 190);
	memcpy(data, sqlite3_column_blob(s, 0), (size_t)n);
	sqlite3_finalize(s);
	data[n] = 'x';
	for (int i = 0; i < n; i++) {
		data[i] ^= 1;
		set_column(st, table, column, row, is_text, data, n);
		CHECK_ROW(broken(st, 0, NULL) == row, column);
		data[i] ^= 1;
	}
	set_column(st, table, column, row, is_text, data, n - 1);
	CHECK_ROW(broken(st, 0, NULL) == row, column);
	set_column(st, table, column, row, is_text, data, n + 1);
	CHECK_ROW(broken(st, 0, NULL) == row, column);
	set_column(st, table, column, row, is_text, data, n);
	CHECK_ROW(broken(st, 0, NULL) == 0, column);
}

static void
tampered(struct store *st)
{
	char text[100];

	for (int row = 1; row <= EVENTS; row++) {
		each_byte(st, "ledger", "kind", row, 1);
		each_byte(st, "ledger", "actor", row, 1);
		each_byte(st, "ledger", "object", row, 1);
		each_byte(st, "ledger", "commitment", row, 0);
		each_byte(st, "ledger", "link", row, 0);
		each_byte(st, "ledger_content", "salt", row, 0);
		each_byte(st, "ledger_content", "content", row, 1);
		snprintf(text, sizeof text,
		    "UPDATE ledger SET at=at+1 WHERE n=%d", row);
		CHECK(sql(st, text) == SQLITE_OK && broken(st, 0, NULL) == row);
		snprintf(text, sizeof text,
		    "UPDATE ledger SET at=at-1 WHERE n=%d", row);
		CHECK(sql(st, text) == SQLITE_OK && broken(st, 0, NULL) == 0);
	}
}

static void
erased(struct store *st)
{
	struct ledger_verdict v;

	store_begin(st);
	CHECK(ledger_erase(st, 2, 3, "sato") == 2);
	CHECK(ledger_erase(st, 2, 3, "sato") == 0);
	store_commit(st);
	ledger_verify(st, 0, NULL, &v);
	CHECK(v.why == NULL && v.events == EVENTS + 1 && v.erased == 2);
	/* no event speaks of those after itself */
	store_begin(st);
	ledger_add(st, "erased", "sato", "event:1-9", "{}");
	ledger_add(st, "registered", "sato", "system:s9", "{}");
	store_commit(st);
	CHECK(sql(st, "DELETE FROM ledger_content WHERE n=9") == SQLITE_OK);
	CHECK(broken(st, 0, NULL) == 9);
	store_begin(st);
	CHECK(ledger_erase(st, 1, 9, "sato") == 6);
	store_commit(st);
	CHECK(broken(st, 0, NULL) == 0);
	/* without an event that says so */
	CHECK(sql(st, "DELETE FROM ledger_content WHERE n=10") == SQLITE_OK);
	CHECK(broken(st, 0, NULL) == 10);
}

/* What looks whole, piece by piece, but is not as it was. */
static const struct {
	const char *change, *undo;
	int row;
} trick[] = {
	/* contents with their salts change places */
	{ "UPDATE ledger_content SET n=-n WHERE n IN (2, 4);"
	  "UPDATE ledger_content SET n=6+n WHERE n IN (-2, -4)",
	    "UPDATE ledger_content SET n=-n WHERE n IN (2, 4);"
	    "UPDATE ledger_content SET n=6+n WHERE n IN (-2, -4)",
	    2 },
	/* so do two events */
	{ "UPDATE ledger SET n=-n WHERE n IN (3, 4);"
	  "UPDATE ledger SET n=7+n WHERE n IN (-3, -4)",
	    "UPDATE ledger SET n=-n WHERE n IN (3, 4);"
	    "UPDATE ledger SET n=7+n WHERE n IN (-3, -4)",
	    3 },
	/* and their commitments, with the contents */
	{ "UPDATE ledger SET commitment=(SELECT commitment FROM ledger AS o"
	  " WHERE o.n=7-ledger.n) WHERE n=3",
	    "UPDATE ledger SET commitment=(SELECT c FROM kept WHERE n=3)"
	    " WHERE n=3",
	    3 },
	/* a zero byte, which hides the rest from readers */
	{ "UPDATE ledger SET object=object || char(0) || 'x' WHERE n=5",
	    "UPDATE ledger SET object='system:s5' WHERE n=5", 5 },
	{ "UPDATE ledger SET actor='' || char(0) || 'sato' WHERE n=5",
	    "UPDATE ledger SET actor='sato' WHERE n=5", 5 },
	{ "UPDATE ledger_content SET content=content || char(0) WHERE n=5",
	    "UPDATE ledger_content SET content='{\"name\":\"x\"}' WHERE n=5",
	    5 },
	/* an event in the middle is gone, with its content */
	{ "CREATE TEMP TABLE l AS SELECT * FROM ledger WHERE n=3;"
	  "CREATE TEMP TABLE c AS SELECT * FROM ledger_content WHERE n=3;"
	  "DELETE FROM ledger WHERE n=3;"
	  "DELETE FROM ledger_content WHERE n=3",
	    "INSERT INTO ledger SELECT * FROM temp.l;"
	    "INSERT INTO ledger_content SELECT * FROM temp.c",
	    3 },
	/* content without an event */
	{ "INSERT INTO ledger_content VALUES (99, x'00', '{}')",
	    "DELETE FROM ledger_content WHERE n=99", 99 },
};

static void
tricked(struct store *st)
{
	CHECK(sql(st, "CREATE TEMP TABLE kept AS SELECT n, commitment AS c"
		      " FROM ledger") == SQLITE_OK);
	for (size_t i = 0; i < sizeof trick / sizeof *trick; i++) {
		struct ledger_verdict v;

		CHECK_ROW(
		    sql(st, trick[i].change) == SQLITE_OK, trick[i].change);
		ledger_verify(st, 0, NULL, &v);
		/* of a gap the event after it is named */
		CHECK_ROW(
		    v.why != NULL && v.broken == trick[i].row, trick[i].change);
		CHECK_ROW(sql(st, trick[i].undo) == SQLITE_OK, trick[i].change);
		CHECK_ROW(broken(st, 0, NULL) == 0, trick[i].change);
	}
}

/* A chain that was written anew verifies, but not against the anchor. */
static void
anchored(struct store *st)
{
	unsigned char link[DIGEST_LEN], other[DIGEST_LEN];
	int64_t n = ledger_head(st, link);

	CHECK(n == EVENTS && broken(st, n, link) == 0);
	memcpy(other, link, sizeof other);
	other[31] ^= 1;
	CHECK(broken(st, n, other) == n);
	CHECK(broken(st, n + 1, link) == n + 1);
	CHECK(sql(st,
		  "BEGIN; DELETE FROM ledger WHERE n=6;"
		  "DELETE FROM ledger_content WHERE n=6; COMMIT") == SQLITE_OK);
	CHECK(broken(st, 0, NULL) == 0);
	CHECK(broken(st, n, link) == n);
	store_begin(st);
	CHECK(ledger_add(st, "registered", "sato", "system:s6",
		  "{\"name\":\"y\"}") == 6);
	store_commit(st);
	CHECK(broken(st, 0, NULL) == 0);
	CHECK(broken(st, n, link) == n);
}

static int
count(const struct ledger_event *e, void *arg)
{
	(void)e;
	++*(int *)arg;
	return 0;
}

/* What SQLite does to answer, in the steps of its machine. */
static int
steps(struct store *st, const struct ledger_query *q, int expect)
{
	int n = 0, found = 0;

	ledger_each(st, q, count, &found);
	CHECK(found == expect);
	for (sqlite3_stmt *s = NULL; (s = sqlite3_next_stmt(st->db, s));)
		n += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 1);
	return n;
}

/* One event among many costs what it costs among few. */
static void
found(struct store *st)
{
	static const struct ledger_query one[] = { { .kind = "revoked" },
		{ .kind = "revoked", .actor = "sato" },
		{ .kind = "revoked", .after = 1 }, { .object = "finding:x" },
		{ .n = 2 } };
	enum { ONE = sizeof one / sizeof *one };
	int few[ONE], all;
	struct ledger_query any = { 0 };

	store_begin(st);
	ledger_add(st, "registered", "sato", "system:s", "{}");
	ledger_add(st, "revoked", "sato", "finding:x", "{}");
	store_commit(st);
	steps(st, &any, 2);
	for (int i = 0; i < ONE; i++)
		few[i] = steps(st, &one[i], 1);
	store_begin(st);
	for (int i = 0; i < 2000; i++)
		ledger_add(st, "registered", "sato", "system:s", "{}");
	store_commit(st);
	all = steps(st, &any, 2002);
	for (int i = 0; i < ONE; i++) {
		int many = steps(st, &one[i], 1);

		CHECK(many < few[i] + 100 && many < all / 20);
	}
}

int
main(void)
{
	char dir[] = "/tmp/vvs-t-XXXXXX";
	struct store *st;

	CHECK(mkdtemp(dir) != NULL && chdir(dir) == 0);
	st = store_open("s.db", STORE_CREATE);
	CHECK(broken(st, 0, NULL) == 0);
	fill(st);
	refused(st);
	tampered(st);
	tricked(st);
	anchored(st);
	erased(st);
	store_close(st);
	CHECK(unlink("s.db") == 0);
	st = store_open("s.db", STORE_CREATE);
	found(st);
	store_close(st);
	CHECK(unlink("s.db") == 0 && rmdir(dir) == 0);
	return done();
}
