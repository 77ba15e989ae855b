#include "store/want.h"

#include "base/clock.h"
#include "store/db.h"

void
want_put(struct store *st, const struct stored_want *w)
{
	sqlite3_stmt *s;

	if (w->simple == NULL && w->expression == NULL) {
		s = db_prepare(st, "DELETE FROM want WHERE account=?1");
		db_text(s, 1, w->account);
		db_run(st, s);
		return;
	}
	s = db_prepare(st,
	    "INSERT INTO want VALUES (?1, ?2, ?3, ?4) ON CONFLICT (account)"
	    " DO UPDATE SET simple=excluded.simple,"
	    " expression=excluded.expression, changed_at=excluded.changed_at");
	db_text(s, 1, w->account);
	db_text(s, 2, w->simple);
	db_text(s, 3, w->expression);
	db_int(s, 4, clock_now());
	db_run(st, s);
}

int
want_each(struct store *st, const char *account,
    int (*fn)(const struct stored_want *w, void *arg), void *arg)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT account, simple, expression FROM want"
			   " WHERE ?1 IS NULL OR account=?1 ORDER BY account");
	int rc = 0;

	db_text(s, 1, account);
	while (rc == 0 && db_step(st, s)) {
		struct stored_want w = { db_col(s, 0), db_col(s, 1),
			db_col(s, 2) };

		rc = fn(&w, arg);
	}
	sqlite3_reset(s);
	return rc;
}
