#include "store/insert.h"

void
db_insert(struct store *st, const char *const sql[DB_POWERS], size_t rows,
    db_bind_fn *bind, void *arg)
{
	size_t done = 0;

	for (int power = DB_POWERS - 1; power >= 0; power--)
		while (rows - done >= (size_t)1 << power) {
			sqlite3_stmt *s = db_prepare(st, sql[power]);
			int column = 0;

			for (size_t n = (size_t)1 << power; n > 0; n--)
				column = bind(s, column, done++, arg);
			db_run(st, s);
		}
}
