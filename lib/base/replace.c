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
	char *path, *temporary;
};

/* The file that a link leads to; itself if there is none yet. */
static char *
real_path(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL ? real : xstrdup(path);
}

struct replace *
replace_open(const char *path)
{
	struct replace *r = xcalloc(1, sizeof *r);
	int fd;

	r->path = real_path(path);
	r->temporary = xasprintf("%s.XXXXXX", r->path);
	fd = mkstemp(r->temporary);
	if (fd >= 0)
		r->f = fdopen(fd, "w");
	if (r->f == NULL) {
		warn("cannot write beside '%s': %s", path, strerror(errno));
		free(r->path);
		free(r->temporary);
		free(r);
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

int
replace_close(struct replace *r, int good)
{
	int bad = ferror(r->f) || fflush(r->f) != 0 || copy_mode(r) < 0 ||
		  fsync(fileno(r->f)) < 0;

	bad |= fclose(r->f) != 0;
	if (good && !bad && rename(r->temporary, r->path) < 0)
		bad = 1;
	if (good && bad)
		warn("cannot write '%s': %s", r->path, strerror(errno));
	if (!good || bad)
		unlink(r->temporary);
	free(r->path);
	free(r->temporary);
	free(r);
	return good && bad ? -1 : 0;
}
