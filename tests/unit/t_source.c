#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "store/source.h"

#define NOW 1769817600 /* 2026-01-31T00:00:00Z */
#define HOUR 3600

static void
ages(struct store *st)
{
	struct source s;

	CHECK(source_age(st, "nvd", NOW) == -1); /* never fetched */
	CHECK(source_get(st, "nvd", &s) == 0 && s.watermark == NULL);

	store_begin(st);
	source_set_progress(st, "nvd", "{}"); /* begun, nothing stored */
	store_commit(st);
	CHECK(source_age(st, "nvd", NOW) == -1);

	store_begin(st);
	source_set_data(st, "nvd", NOW - 50 * HOUR);
	store_commit(st);
	CHECK(source_age(st, "nvd", NOW) == 50 * HOUR);

	store_begin(st); /* older data does not make it older */
	source_set_data(st, "nvd", NOW - 90 * HOUR);
	store_commit(st);
	CHECK(source_age(st, "nvd", NOW) == 50 * HOUR);

	store_begin(st); /* the newest of both counts */
	source_set_checked(st, "nvd", NOW - 2 * HOUR);
	store_commit(st);
	CHECK(source_age(st, "nvd", NOW) == 2 * HOUR);
	CHECK(source_age(st, "nvd", NOW - 3 * HOUR) == 0); /* clock set back */
	CHECK(source_age(st, "kev", NOW) == -1);
	CHECK(source_max_age("nvd") == 7 * 24 * HOUR);
}

static void
values(struct store *st)
{
	char sha256[SOURCE_TEXT], etag[SOURCE_TEXT];
	struct source s;

	store_begin(st);
	source_set_watermark(st, "nvd", "2026-01-30T12:00:00Z");
	source_set_progress(st, "nvd", NULL);
	source_set_file(st, "nvd", "modified", "ab", NULL);
	source_set_file(st, "nvd", "modified", "cd", "\"e\"");
	store_commit(st);
	CHECK(source_get(st, "nvd", &s) == 1);
	CHECK(strcmp(s.watermark, "2026-01-30T12:00:00Z") == 0);
	CHECK(s.progress == NULL && s.checked_at == NOW - 2 * HOUR);
	source_release(&s);
	CHECK(source_file(st, "nvd", "modified", sha256, etag) == 1);
	CHECK(strcmp(sha256, "cd") == 0 && strcmp(etag, "\"e\"") == 0);
	CHECK(source_file(st, "kev", "modified", sha256, etag) == 0);
	CHECK(sha256[0] == '\0' && etag[0] == '\0');
}

int
main(void)
{
	char folder[] = "/tmp/t_source.XXXXXX", path[64];
	struct store *st;

	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/state.db", folder);
	setenv("XDG_CONFIG_HOME", folder, 1);
	st = store_open(path, STORE_CREATE);
	ages(st);
	values(st);
	store_close(st);
	unlink(path);
	rmdir(folder);
	return done();
}
