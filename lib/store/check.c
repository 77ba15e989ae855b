/* store_check() of store/store.h. */

#include <stdio.h>
#include <string.h>

#include "base/cmd.h"
#include "base/msg.h"
#include "store/db.h"

#define WHY_MAX 300 /* bytes; names of tables are short */

struct check {
	struct store *st;
	void (*say)(const char *what, void *arg);
	void *arg;
	int bad;
};

static void
complain(struct check *c, const char *type, const char *name, const char *why)
{
	char text[WHY_MAX];

	snprintf(text, sizeof text, "%s %.200s %s", type, name, why);
	c->say(text, c->arg);
	c->bad++;
}

static void
check_pages(struct check *c)
{
	sqlite3_stmt *s = db_prepare(c->st, "PRAGMA integrity_check(20)");

	while (db_step(c->st, s)) {
		if (strcmp(db_col(s, 0), "ok") == 0)
			continue;
		c->say(db_col(s, 0), c->arg);
		c->bad++;
	}
}

/* An empty file of the same schema, in memory. */
static sqlite3 *
make_model(void)
{
	sqlite3 *db;

	if (sqlite3_open(":memory:", &db) != SQLITE_OK)
		die(CMD_IO, "out of memory");
	for (int i = 0; i < schema_version; i++)
		if (sqlite3_exec(db, schema_migration[i], NULL, NULL, NULL) !=
		    SQLITE_OK)
			die(CMD_BUG, "schema: %s", sqlite3_errmsg(db));
	return db;
}

/* What the model has must be there as it is in the model. */
static int
check_one(void *arg, int n, char **column, char **name)
{
	struct check *c = arg;
	sqlite3_stmt *s = db_prepare(c->st,
	    "SELECT sql=?3 FROM sqlite_schema WHERE type=?1 AND name=?2");
	int64_t same;

	(void)n, (void)name;
	db_text(s, 1, column[0]);
	db_text(s, 2, column[1]);
	db_text(s, 3, column[2]);
	same = db_number(c->st, s, -1);
	if (same < 1)
		complain(c, column[0], column[1],
		    same < 0 ? "is not there" : "is not as it was made");
	return 0;
}

/* A trigger of somebody else's acts whenever we write. */
static void
check_foreign(struct check *c, sqlite3 *model)
{
	sqlite3_stmt *s = db_prepare(
	    c->st, "SELECT name FROM sqlite_schema WHERE type='trigger'");
	sqlite3_stmt *ours;

	if (sqlite3_prepare_v2(model,
		"SELECT 1 FROM sqlite_schema WHERE type='trigger' AND name=?1",
		-1, &ours, NULL) != SQLITE_OK)
		die(CMD_BUG, "schema: %s", sqlite3_errmsg(model));
	while (db_step(c->st, s)) {
		db_text(ours, 1, db_col(s, 0));
		if (sqlite3_step(ours) != SQLITE_ROW)
			complain(c, "trigger", db_col(s, 0), "is not ours");
		sqlite3_reset(ours);
	}
	sqlite3_finalize(ours);
}

int
store_check(struct store *st, void (*say)(const char *, void *), void *arg)
{
	struct check c = { .st = st, .say = say, .arg = arg };
	sqlite3 *model = make_model();

	check_pages(&c);
	sqlite3_exec(model,
	    "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL",
	    check_one, &c, NULL);
	check_foreign(&c, model);
	sqlite3_close(model);
	return c.bad;
}
