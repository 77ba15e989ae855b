#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/mem.h"
#include "store/db.h"

#define BUSY_MS 60000

/* A copy that is not on the disk is none. */
static void
sync_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fsync(fd) < 0)
		die(CMD_IO, "cannot write '%s': %s", path, strerror(errno));
	close(fd);
}

/*
 * Copy under another name first, so that `path` is either whole or not
 * there.  -1 if it exists already.
 */
static int
copy_to(struct store *st, const char *path)
{
	sqlite3_stmt *s;
	char *part;
	int rc = 0;

	if (access(path, F_OK) == 0)
		return -1;
	part = xasprintf("%s.%ld.part", path, (long)getpid());
	unlink(part);
	if (sqlite3_prepare_v2(st->db, "VACUUM INTO ?1", -1, &s, NULL) !=
	    SQLITE_OK)
		db_fail(st, "copy the state file");
	db_text(s, 1, part);
	if (sqlite3_step(s) != SQLITE_DONE) {
		unlink(part);
		die(CMD_IO, "cannot copy the state file to '%s': %s", path,
		    sqlite3_errmsg(st->db));
	}
	sqlite3_finalize(s);
	sync_file(part);
	if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) < 0) {
		rc = errno;
		unlink(part);
		if (rc != EEXIST)
			die(CMD_IO, "cannot write '%s': %s", path,
			    strerror(rc));
		rc = -1;
	}
	free(part);
	return rc;
}

void
store_backup(struct store *st, const char *path)
{
	db_exec(st, "PRAGMA query_only=0", "copy the state file");
	if (copy_to(st, path) < 0)
		die(CMD_IO, "'%s' exists already", path);
}

/* The number that a pragma gives; 0 if the file is none of SQLite's. */
static int64_t
number(struct store *st, const char *pragma)
{
	sqlite3_stmt *s;
	int64_t n = 0;

	if (sqlite3_prepare_v2(st->db, pragma, -1, &s, NULL) != SQLITE_OK)
		return 0;
	if (sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

char *
store_keep_old(const char *path)
{
	struct store st = { 0 };
	char *copy = NULL, when[CLOCK_TEXT];
	int64_t version = 0;

	if (access(path, F_OK) < 0)
		return NULL;
	if (sqlite3_open_v2(path, &st.db, SQLITE_OPEN_READWRITE, NULL) ==
	    SQLITE_OK) {
		sqlite3_busy_timeout(st.db, BUSY_MS);
		if (number(&st, "PRAGMA application_id") == STORE_APP_ID)
			version = number(&st, "PRAGMA user_version");
	}
	if (version > 0 && version < schema_version) {
		copy = xasprintf("%s.schema%d.%s", path, (int)version,
		    clock_format(clock_now(), when));
		copy_to(&st, copy); /* who was faster made the same */
	}
	sqlite3_close(st.db);
	return copy;
}
