#include "store/software.h"

#include <stdio.h>

#include "base/clock.h"
#include "store/db.h"

void
software_spool(struct store *st)
{
	db_exec(st,
	    "CREATE TEMP TABLE IF NOT EXISTS inventory ("
	    " system TEXT, identity TEXT, vendor TEXT, product TEXT,"
	    " body TEXT, PRIMARY KEY (system, identity)) WITHOUT ROWID;"
	    "DELETE FROM temp.inventory",
	    "spool an inventory");
}

void
software_spool_add(struct store *st, const struct software *s,
    const char *vendor, const char *product, const char *body)
{
	sqlite3_stmt *q = db_prepare(st,
	    "INSERT OR IGNORE INTO temp.inventory VALUES (?1, ?2, ?3, ?4, ?5)");
	char id[SOFTWARE_ID];

	db_text(q, 1, s->system);
	db_text(q, 2, software_identity(s, id));
	db_text(q, 3, vendor);
	db_text(q, 4, product);
	db_text(q, 5, body);
	db_run(st, q);
}

long
software_spool_known(struct store *st)
{
	db_run(st,
	    db_prepare(st,
		"DELETE FROM temp.inventory WHERE system NOT IN (SELECT id"
		" FROM registry WHERE kind='system' AND removed_at IS NULL)"));
	return (long)sqlite3_changes(st->db);
}

/* What was said before and is not in the spool; reads ahead of writing. */
static void
mark_gone(struct store *st, const char *source, const char *also, int64_t now,
    struct software_counts *n)
{
	sqlite3_stmt *find = db_prepare(st,
	    "SELECT key FROM software AS s WHERE source=?1"
	    " AND gone_at IS NULL AND (system=?2"
	    " OR system IN (SELECT system FROM temp.inventory))"
	    " AND NOT EXISTS (SELECT 1 FROM temp.inventory AS t"
	    " WHERE t.system=s.system AND t.identity=s.identity)");
	sqlite3_stmt *mark = db_prepare(
	    st, "UPDATE software SET gone_at=?2, seq=?3 WHERE key=?1");

	db_text(find, 1, source);
	db_text(find, 2, also);
	while (db_step(st, find)) {
		db_int(mark, 1, sqlite3_column_int64(find, 0));
		db_int(mark, 2, now);
		db_int(mark, 3, store_next_seq(st));
		db_run(st, mark);
		n->gone++;
	}
	sqlite3_reset(find);
}

/* New rows and rows that say something else now. */
static void
put_spool(struct store *st, const char *source, int64_t now,
    struct software_counts *n)
{
	sqlite3_stmt *find = db_prepare(st,
	    "SELECT t.system, t.identity, t.vendor, t.product, t.body,"
	    " s.key FROM temp.inventory AS t LEFT JOIN software AS s"
	    " ON s.system=t.system AND s.source=?1 AND s.identity=t.identity"
	    " WHERE s.key IS NULL OR s.gone_at IS NOT NULL"
	    " OR s.body IS NOT t.body");
	sqlite3_stmt *put = db_prepare(st,
	    "INSERT INTO software (system, source, identity, cpe_vendor,"
	    " cpe_product, body, added_at, seq)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	    " ON CONFLICT (system, source, identity) DO UPDATE SET"
	    " cpe_vendor=?4, cpe_product=?5, body=?6, gone_at=NULL, seq=?8");

	db_text(find, 1, source);
	while (db_step(st, find)) {
		if (db_col(find, 5) == NULL)
			n->added++;
		else
			n->changed++;
		db_text(put, 1, db_col(find, 0));
		db_text(put, 2, source);
		for (int i = 1; i < 5; i++)
			db_text(put, i + 2, db_col(find, i));
		db_int(put, 7, now);
		db_int(put, 8, store_next_seq(st));
		db_run(st, put);
	}
	sqlite3_reset(find);
}

void
software_replace(struct store *st, const char *source, const char *also,
    int complete, struct software_counts *n)
{
	sqlite3_stmt *all =
	    db_prepare(st, "SELECT count(*) FROM temp.inventory");
	int64_t now = clock_now();
	long before = n->added + n->changed;

	if (complete)
		mark_gone(st, source, also, now, n);
	put_spool(st, source, now, n);
	n->same +=
	    (long)db_number(st, all, 0) - (n->added + n->changed - before);
}

void
software_update(struct store *st, int64_t key, const char *vendor,
    const char *product, const char *body)
{
	sqlite3_stmt *q = db_prepare(st,
	    "UPDATE software SET cpe_vendor=?2, cpe_product=?3, body=?4,"
	    " seq=?5 WHERE key=?1");

	db_int(q, 1, key);
	db_text(q, 2, vendor);
	db_text(q, 3, product);
	db_text(q, 4, body);
	db_int(q, 5, store_next_seq(st));
	db_run(st, q);
}

int
software_each(struct store *st, const struct software_query *query,
    int (*fn)(int64_t key, const char *body, int gone, void *arg), void *arg)
{
	sqlite3_stmt *q = db_prepare(st,
	    "SELECT key, body, gone_at IS NOT NULL FROM software"
	    " WHERE key>?1 AND seq>?2 AND (?6=0 OR seq<=?6)"
	    " AND (?3 OR gone_at IS NULL)"
	    " AND (?4 IS NULL OR system=?4) AND (?5 IS NULL OR source=?5)"
	    " ORDER BY key");
	int stop = 0;

	db_int(q, 1, query->after_key);
	db_int(q, 2, query->after_seq);
	db_int(q, 3, query->with_gone);
	db_text(q, 4, query->system);
	db_text(q, 5, query->source);
	db_int(q, 6, query->to_seq);
	while (stop == 0 && db_step(st, q))
		stop = fn(sqlite3_column_int64(q, 0), db_col(q, 1),
		    sqlite3_column_int(q, 2), arg);
	sqlite3_reset(q);
	return stop;
}

int64_t
software_count(struct store *st, int nameless)
{
	sqlite3_stmt *q =
	    db_prepare(st, "SELECT count(*) FROM software WHERE gone_at IS NULL"
			   " AND (?1=0 OR cpe_product IS NULL)");

	db_int(q, 1, nameless);
	return db_number(st, q, 0);
}

/* The other rows of the identity that row `key` has. */
static void
nameless_others(struct store *st, const char *identity, int64_t key,
    int (*fn)(int64_t key, const char *body, void *arg), void *arg)
{
	sqlite3_stmt *q = db_prepare(st,
	    "SELECT key, body FROM software INDEXED BY software_nameless"
	    " WHERE cpe_product IS NULL"
	    " AND gone_at IS NULL AND identity=?1 AND key<>?2");

	db_text(q, 1, identity);
	db_int(q, 2, key);
	while (db_step(st, q))
		fn(sqlite3_column_int64(q, 0), db_col(q, 1), arg);
	sqlite3_reset(q);
}

void
software_nameless(struct store *st,
    int (*fn)(int64_t key, const char *body, void *arg), void *arg)
{
	char identity[SOFTWARE_ID] = "";
	sqlite3_stmt *q;

	/* a seek for each identity, however many rows it has */
	for (;;) {
		q = db_prepare(st,
		    "SELECT key, body, identity FROM software"
		    " INDEXED BY software_nameless"
		    " WHERE cpe_product IS NULL AND gone_at IS NULL"
		    " AND identity>?1 ORDER BY identity LIMIT 1");
		db_text(q, 1, identity);
		if (!db_step(st, q))
			break;
		snprintf(identity, sizeof identity, "%s", db_col(q, 2));
		if (fn(sqlite3_column_int64(q, 0), db_col(q, 1), arg))
			nameless_others(
			    st, identity, sqlite3_column_int64(q, 0), fn, arg);
		sqlite3_reset(q);
	}
	sqlite3_reset(q);
}
