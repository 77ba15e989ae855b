#include "base/replace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"

struct replace {
	FILE *f;
	char *path, *temporary; /* temporary is NULL if written in place */
};

/* The file that a link leads to; itself if there is none yet. */
static char *
real_path(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL ? real : xstrdup(path);
}

/* A device or a pipe cannot be replaced: nothing may take its place. */
static int
is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static FILE *
open_beside(struct replace *r)
{
	int fd;

	r->temporary = xasprintf("%s.XXXXXX", r->path);
	fd = mkstemp(r->temporary);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

static void
replace_free(struct replace *r)
{
	free(r->path);
	free(r->temporary);
	free(r);
}

struct replace *
replace_open(const char *path)
{
	struct replace *r = xcalloc(1, sizeof *r);

	r->path = real_path(path);
	r->f = is_special(path) ? fopen(path, "we") : open_beside(r);
	if (r->f == NULL) {
		if (r->temporary != NULL)
			warn("cannot write beside '%s': %s", path,
			    strerror(errno));
		else
			warn("cannot write '%s': %s", path, strerror(errno));
		replace_free(r);
		return NULL;
	}
	return r;
}

FILE *
replace_file(struct replace *r)
{
	return r->f;
}

/* The mode of the old file; a new one gets what the umask allows. */
static int
copy_mode(struct replace *r)
{
	struct stat st;
	mode_t mask = umask(077);

	umask(mask);
	if (stat(r->path, &st) < 0)
		return fchmod(fileno(r->f), 0666 & ~mask);
	return fchmod(fileno(r->f), st.st_mode & 07777);
}

/* All of it is on the disk; on a device or a pipe: it was taken. */
static int
settle(struct replace *r)
{
	if (ferror(r->f) || fflush(r->f) != 0)
		return -1;
	if (r->temporary == NULL)
		return 0;
	return copy_mode(r) < 0 || fsync(fileno(r->f)) < 0 ? -1 : 0;
}

int
replace_close(struct replace *r, int good)
{
	int bad = settle(r) < 0;

	bad |= fclose(r->f) != 0;
	if (r->temporary != NULL) {
		if (good && !bad && rename(r->temporary, r->path) < 0)
			bad = 1;
		if (!good || bad)
			unlink(r->temporary);
	}
	if (good && bad)
		warn("cannot write '%s': %s", r->path, strerror(errno));
	replace_free(r);
	return good && bad ? -1 : 0;
}
