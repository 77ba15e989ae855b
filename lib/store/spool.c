#include "store/spool.h"

#include <stdlib.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/msg.h"
#include "store/db.h"

/* Its own connection, so that a file opened for reading stays so. */
struct spool {
	struct store file;
};

struct spool *
spool_new(void)
{
	struct spool *s = xcalloc(1, sizeof(*s));

	if (sqlite3_open_v2("", &s->file.db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
		    SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK)
		die(CMD_IO, "cannot open a temporary file");
	db_exec(&s->file,
	    "PRAGMA journal_mode=OFF; PRAGMA cache_size=-4096;"
	    "CREATE TABLE spool (n INTEGER PRIMARY KEY, name TEXT, line TEXT);"
	    "BEGIN",
	    "make a temporary file");
	return s;
}

void
spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	db_close(&s->file);
	free(s);
}

void
spool_add(struct spool *s, const char *name, const char *line)
{
	sqlite3_stmt *q = db_prepare(
	    &s->file, "INSERT INTO spool (name, line) VALUES (?1, ?2)");

	db_text(q, 1, name);
	db_text(q, 2, line);
	db_run(&s->file, q);
}

void
spool_each(struct spool *s, spool_fn *fn, void *arg)
{
	sqlite3_stmt *q = db_prepare(
	    &s->file, "SELECT name, line FROM spool ORDER BY name, n");

	while (db_step(&s->file, q))
		fn(db_col(q, 0), db_col(q, 1), arg);
}
