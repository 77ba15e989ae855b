/* fetch_files() of job/fetch.h: documents that lie in files. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/msg.h"
#include "job/fetch.h"
#include "job/fetch_meta.h"

#define FILES_MAX 100000 /* in a folder */

struct files {
	char **path;
	size_t count, size;
	int optional; /* a folder may hold other things */
	long loaded, unchecked;
	int rc;
};

static int
is_meta(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, ".meta") == 0;
}

static void
add_file(struct files *fs, char *path)
{
	fs->path = xgrow(fs->path, &fs->size, fs->count + 1, sizeof *fs->path);
	fs->path[fs->count++] = path;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
list_folder(struct files *fs, const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	if (d == NULL) {
		warn("cannot read '%s': %s", folder, strerror(errno));
		return CMD_IO;
	}
	fs->optional = 1;
	while ((e = readdir(d)) != NULL && fs->count < FILES_MAX)
		if (e->d_name[0] != '.' && !is_meta(e->d_name))
			add_file(fs, xasprintf("%s/%s", folder, e->d_name));
	closedir(d);
	if (fs->count > 0)
		qsort(fs->path, fs->count, sizeof *fs->path, compare);
	return CMD_OK;
}

/* Open it and start its parser; 0 if there is nothing to load. */
static int
start(struct fetch *f, struct files *fs, const char *path)
{
	char sha256[DIGEST_HEX];
	struct fetch_document doc = { .name = path, .optional = fs->optional };
	struct stat st;

	doc.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (doc.fd < 0 || fstat(doc.fd, &st) < 0) {
		warn("cannot read '%s': %s", path, strerror(errno));
		fs->rc = cmd_worse(fs->rc, CMD_IO);
		return 0;
	}
	if (!S_ISREG(st.st_mode)) {
		close(doc.fd);
		if (!fs->optional) {
			warn("neither a file nor a folder: '%s'", path);
			fs->rc = cmd_worse(fs->rc, CMD_NOINPUT);
		}
		return 0;
	}
	switch (fetch_meta(path, sha256)) {
	case FETCH_META_GOOD:
		doc.sha256 = sha256;
		break;
	case FETCH_META_NONE:
		break;
	case FETCH_META_BAD:
		warn("'%s' refused: its .meta has no digest", path);
		fs->rc = cmd_worse(fs->rc, CMD_DATA);
		close(doc.fd);
		return 0;
	}
	fetch_parse(f, &doc);
	return 1;
}

static void
finish(struct fetch *f, struct files *fs, const char *path)
{
	struct fetch_result r;

	if (fetch_store(f, NULL, NULL, &r) == 0) {
		fs->loaded++;
		fs->unchecked += r.unchecked;
	} else if (!r.skipped) {
		warn("'%s' refused: %s", path, lang_text(r.refused));
		fs->rc = cmd_worse(fs->rc, CMD_DATA);
	}
}

static void
progress(const struct files *fs, size_t i)
{
	if (isatty(STDERR_FILENO)) /* the next message takes its place */
		fprintf(stderr, "\033[Kfile %zu of %zu\r", i + 1, fs->count);
}

/* The parser of the next file works while this one is stored. */
static void
load(struct fetch *f, struct files *fs)
{
	const char *before = NULL;

	for (size_t i = 0; i < fs->count; i++) {
		if (!start(f, fs, fs->path[i]))
			continue;
		progress(fs, i);
		if (before != NULL)
			finish(f, fs, before);
		before = fs->path[i];
	}
	if (before != NULL)
		finish(f, fs, before);
}

int
fetch_files(struct fetch *f, enum fetch_source source, const char *path)
{
	struct files fs = { 0 };
	struct stat st;

	if (stat(path, &st) < 0) {
		warn("cannot read '%s': %s", path, strerror(errno));
		return CMD_NOINPUT;
	}
	if (S_ISDIR(st.st_mode))
		fs.rc = list_folder(&fs, path);
	else
		add_file(&fs, xstrdup(path));
	load(f, &fs);
	if (fs.rc == CMD_OK && fs.loaded == 0) {
		warn("nothing of this source in '%s'", path);
		fs.rc = CMD_NOINPUT;
	}
	if (fs.unchecked > 0 && source == FETCH_NVD)
		warn("digest not checked: no .meta beside %ld of the files",
		    fs.unchecked);
	for (size_t i = 0; i < fs.count; i++)
		free(fs.path[i]);
	free(fs.path);
	return fs.rc;
}
