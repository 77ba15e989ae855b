#ifndef VVS_DB_H
#define VVS_DB_H

#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "store/store.h"

/*
 * What the files of lib/store share: statements that are prepared once
 * and found again by the address of their text, and ends the program
 * cannot go on from.  Nothing outside lib/store includes this.
 */

#define STORE_APP_ID 0x76767331 /* "vvs1": file(1) can tell it apart */

struct store {
	sqlite3 *db;
	struct db_stmt *stmt; /* prepared so far */
	int stmt_count, stmt_size;
	int64_t seq; /* highest change number, valid in a write transaction */
	int seq_changed;
	char *by;    /* store/ledger.h */
	int is_late; /* it was said that the clock is behind the ledger */
	int writing; /* a write transaction is open */
};

/* Close the database and what was prepared for it. */
void db_close(struct store *st);

/* End the program: "cannot DOING: what SQLite says". */
_Noreturn void db_fail(struct store *st, const char *doing);

/* Run SQL without result. */
void db_exec(struct store *st, const char *sql, const char *doing);

/*
 * The prepared statement for `sql`, a string constant: reset, its bindings
 * cleared.  It belongs to the store.
 */
sqlite3_stmt *db_prepare(struct store *st, const char *sql);

/* 1 for a row, 0 at the end; anything else ends the program. */
int db_step(struct store *st, sqlite3_stmt *s);
/* Step a statement that gives no row, and reset it. */
void db_run(struct store *st, sqlite3_stmt *s);

/* Bind at position `i`; the text must live until the statement is reset. */
void db_text(sqlite3_stmt *s, int i, const char *text); /* NULL is NULL */
void db_int(sqlite3_stmt *s, int i, int64_t n);
void db_some(sqlite3_stmt *s, int i, int64_t n); /* 0 is NULL */
void db_blob(sqlite3_stmt *s, int i, const void *data, size_t n);

/* A column as text; NULL for NULL.  Valid until the next step. */
const char *db_col(sqlite3_stmt *s, int i);

/* One number: the first column of the first row, or `otherwise`. */
int64_t db_number(struct store *st, sqlite3_stmt *s, int64_t otherwise);

/* The schema (store/schema.c): migration i takes the file from i to i+1. */
extern const char *const schema_migration[];
extern const int schema_version;

#endif
