#ifndef VVS_INSERT_H
#define VVS_INSERT_H

#include "store/db.h"

/*
 * Insert many rows.  Opening a table and its indexes costs as much as a row,
 * so one statement takes up to 32.  `head` is INSERT OR ROLLBACK INTO ...
 * VALUES (without ROLLBACK it would keep a journal of its own), `row` the
 * marks for one row, in brackets.
 */
#define DB_POWERS 6
#define DB_INSERT(head, row)                                              \
	{                                                                 \
		head row, head DB_2(row), head DB_4(row), head DB_8(row), \
		    head DB_16(row), head DB_32(row)                      \
	}
#define DB_2(row) row ", " row
#define DB_4(row) row ", " row ", " row ", " row
#define DB_8(row) DB_4(row) ", " DB_4(row)
#define DB_16(row) DB_8(row) ", " DB_8(row)
#define DB_32(row) DB_16(row) ", " DB_16(row)

/* Bind the `i`th row to the marks after `column`; returns its last. */
typedef int db_bind_fn(sqlite3_stmt *s, int column, size_t i, void *arg);
void db_insert(struct store *st, const char *const sql[DB_POWERS], size_t rows,
    db_bind_fn *bind, void *arg);

#endif
