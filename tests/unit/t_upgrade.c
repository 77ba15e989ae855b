/* store/backup: a file of an older schema is copied before it changes */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/backup.h"
#include "store/db.h"
#include "store/finding.h"

/* Of schema 1, where each finding had its software as a text. */
static const char findings[] =
    "INSERT INTO finding (id, system, software, cve, source, state, level,"
    " confidence, evidence, first_at, changed_at, seq) VALUES"
    " (zeroblob(16), 'a', '{\"name\":\"one\"}', 20260000000001, 'nvd',"
    "  'open', 'high', 90, '{}', 1, 1, 1),"
    " (randomblob(16), 'b', '{\"name\":\"two\"}', 20260000000001, 'nvd',"
    "  'open', 'high', 90, '{}', 1, 1, 2),"
    " (randomblob(16), 'c', '{\"name\":\"one\"}', 20260000000002, 'nvd',"
    "  'open', 'high', 90, '{}', 1, 1, 3)";

static char seen[64];

static int
see(const struct finding *f, void *arg)
{
	size_t n = strlen(seen);

	(void)arg;
	snprintf(seen + n, sizeof seen - n, "%s", f->software);
	return 0;
}

static void
say(const char *what, void *arg)
{
	(void)arg;
	fprintf(stderr, "%s\n", what);
}

/* A file as a program with `version` migrations left it. */
static void
make(const char *path, int version)
{
	struct store st = { 0 };
	char sql[96];

	CHECK(sqlite3_open(path, &st.db) == SQLITE_OK);
	for (int i = 0; i < version && i < schema_version; i++)
		db_exec(&st, schema_migration[i], "make a file");
	if (version == 1)
		db_exec(&st, findings, "make a file");
	snprintf(sql, sizeof sql,
	    "PRAGMA application_id=%d; PRAGMA user_version=%d", STORE_APP_ID,
	    version);
	db_exec(&st, sql, "make a file");
	sqlite3_close(st.db);
}

int
main(void)
{
	char dir[] = "/tmp/vvs-upgrade-XXXXXX", *path, *copy, *again;
	struct store *st;

	CHECK(mkdtemp(dir) != NULL);
	clock_set(1780000000); /* the name of a copy says when */
	path = xasprintf("%s/state.db", dir);
	CHECK(store_keep_old(path) == NULL); /* there is none */

	make(path, schema_version);
	CHECK(store_keep_old(path) == NULL); /* it is up to date */
	unlink(path);

	for (int v = 1; v < schema_version; v++) {
		make(path, v);
		copy = store_keep_old(path);
		CHECK(copy != NULL && access(copy, R_OK) == 0);
		again = store_keep_old(path); /* same second: not replaced */
		CHECK(again != NULL && strcmp(copy, again) == 0);
		st = store_open(path, STORE_CREATE);
		CHECK(store_seq(st) >= 0);
		CHECK(store_check(st, say, NULL) == 0);
		seen[0] = '\0';
		finding_each(st, &(struct finding_query){ 0 }, see, NULL);
		CHECK(v > 1 || strcmp(seen, "{\"name\":\"one\"}"
					    "{\"name\":\"two\"}"
					    "{\"name\":\"one\"}") == 0);
		store_close(st);
		CHECK(store_keep_old(path) == NULL);
		unlink(copy);
		unlink(path);
		free(copy);
		free(again);
	}
	make(path, schema_version + 1);
	CHECK(store_keep_old(path) == NULL); /* a newer one is not ours */
	unlink(path);
	copy = xasprintf("%s-wal", path);
	unlink(copy);
	rmdir(dir);
	free(copy);
	free(path);
	return done();
}
