#include "job/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cmd.h"
#include "job/import_read.h"
#include "job/import_store.h"
#include "store/ledger.h"
#include "store/software.h"

#define FILES_BYTES ((size_t)256 << 10)

static int
print_one(int64_t key, const char *body, int gone, void *arg)
{
	size_t n = strlen(body);
	struct import_job *j = arg;
	struct software s;
	const char *why;
	const struct json *v;

	(void)key;
	if (gone && n > 0) { /* the record without its closing brace */
		printf("%.*s,\"gone\":true}\n", (int)(n - 1), body);
		return ferror(stdout);
	}
	printf("%s\n", body);
	v = json_parse(&j->arena, body, n, &why);
	if (v != NULL && software_read(&s, v) == NULL)
		import_say_unresolved(j, &s);
	arena_reset(&j->arena);
	return ferror(stdout);
}

/* Counts, where something changed; people who look on always see them. */
static void
say_counts(const struct import_job *j, const struct software_counts *n)
{
	if (n->added + n->changed + n->gone == 0 && !isatty(STDERR_FILENO))
		return;
	warn("%s: %ld new, %ld changed, %ld gone, %ld as before", j->source,
	    n->added, n->changed, n->gone, n->same);
	if (j->bad > 0)
		warn("%s: some was rejected, so nothing is marked gone",
		    j->source);
	if (j->unresolved > 0)
		warn("%s: names not resolved: %ld", j->file, j->unresolved);
}

/* The spool is filled in one read transaction, which is quick. */
static void
begin_spool(struct import_job *j)
{
	j->source = NULL;
	buf_clear(&j->files);
	store_begin_read(j->st);
	software_spool(j->st);
}

/* 1 if it waits for approval now. */
static int
store_or_ask(struct import_job *j, struct software_counts *n)
{
	struct import_spooled s = { .st = j->st,
		.who = &j->who,
		.source = j->source,
		.system = j->im->system,
		.complete = j->bad == 0 };
	/* more than a thousand documents at once are not named */
	char *files = xasprintf("[%s]", j->files.overflow ? "" : j->files.data);
	int waits;

	s.files = files;
	buf_clear(&j->request);
	waits = import_store(&s, n, &j->request);
	free(files);
	return waits;
}

/*
 * If it is `good`, make what is spooled what the source says, and print
 * the difference.
 */
static int
end_spool(struct import_job *j, int good)
{
	struct software_query q = { .source = j->source, .with_gone = 1 };
	struct software_counts n = { 0 };
	int rc, waits;

	store_commit(j->st);
	if (!good || j->source == NULL)
		return CMD_OK;
	if (j->passed.len > 0 && j->count == 0)
		return CMD_OK; /* it says nothing about software */
	rc = import_systems_register(j->systems);
	if (rc != CMD_OK && rc != CMD_DATA)
		return rc;
	store_begin(j->st);
	/* of systems that were refused there is nothing to store */
	j->bad += software_spool_known(j->st);
	q.after_seq = store_seq(j->st);
	waits = store_or_ask(j, &n);
	q.to_seq = store_seq(j->st);
	store_commit(j->st);
	if (waits) {
		fwrite(j->request.data, 1, j->request.len, stdout);
		return rc;
	}
	if (q.to_seq > q.after_seq)
		software_each(j->st, &q, print_one, j);
	say_counts(j, &n);
	return rc;
}

/* The records of a dry run, now that the document was good to its end. */
static void
print_dry(struct import_job *j)
{
	char piece[65536];
	size_t n;

	rewind(j->printed);
	while ((n = fread(piece, 1, sizeof piece, j->printed)) > 0)
		fwrite(piece, 1, n, stdout);
	if (j->count > 0)
		warn("%s: %ld software, %ld not resolved", j->file, j->count,
		    j->unresolved);
}

static int
open_file(const char *path)
{
	int fd;

	if (strcmp(path, "-") == 0)
		return STDIN_FILENO;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die(CMD_NOINPUT, "cannot open '%s': %s", path, strerror(errno));
	return fd;
}

/* Read one document into the spool. */
static int
read_file(struct import_job *j, const char *path)
{
	int fd = open_file(path), rc;

	j->file = fd == STDIN_FILENO ? "<stdin>" : path;
	j->ended = j->digested = 0;
	j->count = j->unresolved = j->suggested = 0;
	if (j->im->dry && (j->printed = tmpfile()) == NULL)
		die(CMD_IO, "cannot make a temporary file: %s",
		    strerror(errno));
	rc = import_read(j, fd);
	if (rc == CMD_OK && j->im->dry)
		print_dry(j);
	if (j->im->dry)
		fclose(j->printed);
	if (fd != STDIN_FILENO)
		close(fd);
	if (rc == CMD_NO)
		return CMD_OK;
	return rc == CMD_OK && j->bad > 0 ? CMD_DATA : rc;
}

/* Each document is an inventory of its own. */
static int
import_apart(struct import_job *j, char **files, int count)
{
	int all = CMD_OK, rc;

	for (int i = 0; i < count; i++) {
		j->bad = 0;
		if (!j->im->dry)
			begin_spool(j);
		rc = read_file(j, files[i]);
		if (!j->im->dry)
			rc = cmd_worse(rc, end_spool(j, j->ended));
		all = cmd_worse(all, rc);
	}
	return all;
}

/* With --source all are one inventory: all good, or nothing is stored. */
static int
import_together(struct import_job *j, char **files, int count)
{
	int all = CMD_OK, good = 1;

	if (!j->im->dry)
		begin_spool(j);
	for (int i = 0; i < count; i++) {
		all = cmd_worse(all, read_file(j, files[i]));
		good &= j->ended;
	}
	if (!j->im->dry)
		all = cmd_worse(all, end_spool(j, good));
	return all;
}

/* Before any work: all are there, and no two would be the same source. */
static void
check_files(const struct import *im, char **files, int count)
{
	struct stat st;

	for (int i = 0; i < count; i++) {
		if (strcmp(files[i], "-") != 0 && access(files[i], R_OK) < 0)
			die(CMD_NOINPUT, "cannot open '%s': %s", files[i],
			    strerror(errno));
		if (stat(files[i], &st) == 0 && S_ISDIR(st.st_mode))
			die(CMD_IO, "cannot read '%s': %s", files[i],
			    strerror(EISDIR));
		for (int k = 0; k < i && im->source == NULL && !im->dry; k++)
			if (strcmp(import_base_name(files[i]),
				import_base_name(files[k])) == 0)
				cmd_usage("two files are called '%s'; import "
					  "them apart, with --source",
				    import_base_name(files[i]));
	}
}

static void
load_actor(struct import_job *j)
{
	char why[ACTOR_WHY];

	actor_load(&j->who, j->st);
	actor_require(&j->who, ACTION_SYSTEM_DETAILS);
	if (j->im->create &&
	    actor_refusal(&j->who, ACTION_SYSTEM_BASIC, GRANT_ALL, why))
		die(CMD_NOPERM, "%s", why);
}

int
import_run(const struct import *im, struct store *st, char **files, int count)
{
	static char standard[] = "-", *const standard_input[] = { standard };
	struct import mine = *im;
	struct import_job j = { .im = &mine, .st = st };
	const char *why;
	int rc;

	if (count == 0) {
		files = (char **)(uintptr_t)standard_input;
		count = 1;
	}
	check_files(im, files, count);
	import_read_os(&j);
	if (st != NULL)
		load_actor(&j);
	j.systems = import_systems_new(im->dry ? NULL : st, &j.who, im->create);
	if (im->system != NULL) {
		mine.system = import_systems_find(j.systems, im->system, &why);
		if (mine.system == NULL)
			die(CMD_NOINPUT, "%s: '%s'", why, im->system);
	}
	buf_init(&j.passed, IMPORT_PASSED);
	buf_init(&j.files, FILES_BYTES);
	buf_init(&j.request, LEDGER_CONTENT_MAX);
	j.naming = naming_new(st, im->aliases);
	rc = im->source != NULL ? import_together(&j, files, count)
				: import_apart(&j, files, count);
	fwrite(j.passed.data, 1, j.passed.len, stdout);
	buf_free(&j.passed);
	buf_free(&j.files);
	buf_free(&j.request);
	naming_free(j.naming);
	import_systems_free(j.systems);
	actor_free(&j.who);
	arena_free(&j.arena);
	arena_free(&j.keep);
	return rc;
}
