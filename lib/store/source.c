#include "store/source.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/mem.h"
#include "store/db.h"

#define DAY 86400

const char *const source_name[SOURCE_COUNT] = { "nvd", "kev", "epss" };

static char *
copy(const char *s)
{
	return s == NULL ? NULL : xstrdup(s);
}

int
source_get(struct store *st, const char *name, struct source *s)
{
	sqlite3_stmt *q = db_prepare(st,
	    "SELECT checked_at, data_at, watermark, progress FROM source"
	    " WHERE name=?1");

	*s = (struct source){ 0 };
	db_text(q, 1, name);
	if (!db_step(st, q))
		return 0;
	s->checked_at = sqlite3_column_int64(q, 0);
	s->data_at = sqlite3_column_int64(q, 1);
	s->watermark = copy(db_col(q, 2));
	s->progress = copy(db_col(q, 3));
	sqlite3_reset(q);
	return 1;
}

void
source_release(struct source *s)
{
	free(s->watermark);
	free(s->progress);
	*s = (struct source){ 0 };
}

/* Set one column of a source; the row is made if it is not there. */
#define SET(column)                                             \
	"INSERT INTO source (name, " column ") VALUES (?1, ?2)" \
	" ON CONFLICT (name) DO UPDATE SET " column "=excluded." column

static void
set_time(struct store *st, const char *sql, const char *name, int64_t at)
{
	sqlite3_stmt *q = db_prepare(st, sql);

	db_text(q, 1, name);
	db_int(q, 2, at);
	db_run(st, q);
}

static void
set_text(struct store *st, const char *sql, const char *name, const char *text)
{
	sqlite3_stmt *q = db_prepare(st, sql);

	db_text(q, 1, name);
	db_text(q, 2, text);
	db_run(st, q);
}

void
source_set_checked(struct store *st, const char *name, int64_t at)
{
	set_time(st, SET("checked_at"), name, at);
}

void
source_set_data(struct store *st, const char *name, int64_t at)
{
	set_time(st,
	    SET("data_at") " WHERE ifnull(data_at, 0) < excluded.data_at", name,
	    at);
}

void
source_set_watermark(struct store *st, const char *name, const char *to)
{
	set_text(st, SET("watermark"), name, to);
}

void
source_set_progress(struct store *st, const char *name, const char *json)
{
	set_text(st, SET("progress"), name, json);
}

int64_t
source_age(struct store *st, const char *name, int64_t now)
{
	struct source s;
	int64_t newest;

	if (!source_get(st, name, &s))
		return -1;
	newest = s.checked_at > s.data_at ? s.checked_at : s.data_at;
	source_release(&s);
	if (newest == 0)
		return -1;
	return now > newest ? now - newest : 0;
}

int64_t
source_max_age(const char *name)
{
	char key[64];

	snprintf(key, sizeof key, "%s.max-age", name);
	return (int64_t)conf_number(key, SOURCE_MAX_AGE_DAYS) * DAY;
}

static void
take(char *to, const char *s)
{
	snprintf(to, SOURCE_TEXT, "%s", s == NULL ? "" : s);
}

int
source_file(struct store *st, const char *source, const char *file,
    char *sha256, char *etag)
{
	sqlite3_stmt *q = db_prepare(st,
	    "SELECT sha256, etag FROM feed_file WHERE source=?1 AND name=?2");

	db_text(q, 1, source);
	db_text(q, 2, file);
	*sha256 = *etag = '\0';
	if (!db_step(st, q))
		return 0;
	take(sha256, db_col(q, 0));
	take(etag, db_col(q, 1));
	sqlite3_reset(q);
	return 1;
}

int64_t
source_file_loaded(struct store *st, const char *source, const char *file)
{
	sqlite3_stmt *q = db_prepare(
	    st, "SELECT loaded_at FROM feed_file WHERE source=?1 AND name=?2");

	db_text(q, 1, source);
	db_text(q, 2, file);
	return db_number(st, q, 0);
}

void
source_set_file(struct store *st, const char *source, const char *file,
    const char *sha256, const char *etag)
{
	sqlite3_stmt *q = db_prepare(st,
	    "INSERT OR REPLACE INTO feed_file (source, name, sha256, etag,"
	    " loaded_at) VALUES (?1, ?2, ?3, ?4, ?5)");

	db_text(q, 1, source);
	db_text(q, 2, file);
	db_text(q, 3, sha256);
	db_text(q, 4, etag);
	db_int(q, 5, clock_now());
	db_run(st, q);
}
