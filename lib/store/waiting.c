#include "store/waiting.h"

#include "store/db.h"

#define OF_SPOOL                                       \
	"source=?1 AND gone_at IS NULL AND (system=?2" \
	" OR system IN (SELECT system FROM temp.inventory))"

void
waiting_keep(struct store *st, int64_t request)
{
	sqlite3_stmt *s = db_prepare(st,
	    "INSERT INTO waiting_software SELECT ?1, system, identity,"
	    " vendor, product, body FROM temp.inventory");

	db_int(s, 1, request);
	db_run(st, s);
}

void
waiting_take(struct store *st, int64_t request)
{
	sqlite3_stmt *s;

	software_spool(st);
	s = db_prepare(st,
	    "INSERT INTO temp.inventory SELECT system, identity, cpe_vendor,"
	    " cpe_product, body FROM waiting_software WHERE request=?1");
	db_int(s, 1, request);
	db_run(st, s);
}

void
waiting_drop(struct store *st, int64_t request)
{
	sqlite3_stmt *s =
	    db_prepare(st, "DELETE FROM waiting_software WHERE request=?1");

	db_int(s, 1, request);
	db_run(st, s);
}

void
waiting_systems(struct store *st, const char *also,
    void (*fn)(const char *system, void *arg), void *arg)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT system FROM temp.inventory UNION"
			   " SELECT ?1 WHERE ?1 IS NOT NULL ORDER BY 1");

	db_text(s, 1, also);
	while (db_step(st, s))
		fn(db_col(s, 0), arg);
	sqlite3_reset(s);
}

static void
compare_gone(struct store *st, const char *source, const char *also,
    struct software_counts *n, void (*fn)(const char *body, int new, void *arg),
    void *arg)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT body FROM software AS s WHERE " OF_SPOOL
			   " AND NOT EXISTS (SELECT 1 FROM temp.inventory AS t"
			   " WHERE t.system=s.system AND t.identity=s.identity)"
			   " ORDER BY system, key");

	db_text(s, 1, source);
	db_text(s, 2, also);
	while (db_step(st, s)) {
		n->gone++;
		fn(db_col(s, 0), 0, arg);
	}
	sqlite3_reset(s);
}

void
waiting_compare(struct store *st, const char *source, const char *also,
    int complete, struct software_counts *n,
    void (*fn)(const char *body, int new, void *arg), void *arg)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT t.body, s.key IS NOT NULL AND s.gone_at IS NULL,"
	    " s.body IS t.body FROM temp.inventory AS t LEFT JOIN software"
	    " AS s ON s.system=t.system AND s.source=?1"
	    " AND s.identity=t.identity ORDER BY t.system, t.identity");

	if (complete)
		compare_gone(st, source, also, n, fn, arg);
	db_text(s, 1, source);
	while (db_step(st, s)) {
		if (!sqlite3_column_int(s, 1)) {
			n->added++;
			fn(db_col(s, 0), 1, arg);
		} else if (sqlite3_column_int(s, 2)) {
			n->same++;
		} else {
			n->changed++;
		}
	}
	sqlite3_reset(s);
}

void
waiting_basis(struct store *st, const char *source, const char *also,
    unsigned char out[DIGEST_LEN])
{
	struct digest *d = digest_new();
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT system, identity FROM software WHERE " OF_SPOOL
	    " ORDER BY system, identity");

	db_text(s, 1, source);
	db_text(s, 2, also);
	while (db_step(st, s)) {
		digest_add_part(d, db_col(s, 0));
		digest_add_part(d, db_col(s, 1));
	}
	sqlite3_reset(s);
	digest_end(d, out);
}
