#include "base/program.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/proc.h"

/* Where this program lies. */
static const char *
folder(char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);

	if (n <= 0)
		die(CMD_IO, "cannot find the programs: %s", strerror(errno));
	path[n] = '\0';
	*strrchr(path, '/') = '\0';
	return path;
}

void
program_become(const char *name, char **argv)
{
	char where[PATH_MAX], *path;

	path = xasprintf("%s/vvs-%s", folder(where), name);
	if (strchr(name, '/') == NULL && access(path, X_OK) == 0)
		proc_become(path, argv);
	free(path);
}

/* In a child: `PROGRAM -h` into the pipe. */
static int
ask(int in, int out, void *arg)
{
	char *argv[] = { arg, (char[]){ "-h" }, NULL };

	(void)in;
	if (dup2(out, STDOUT_FILENO) < 0)
		return CMD_BUG;
	proc_become(arg, argv);
}

static void
introduce(const char *path, void (*fn)(const char *, void *), void *arg)
{
	char line[512], *copy = xstrdup(path);
	struct proc p;
	FILE *f;

	proc_start(&p, ask, -1, copy);
	f = fdopen(dup(p.out), "r");
	if (f != NULL && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		fn(line, arg);
	}
	if (f != NULL)
		fclose(f);
	proc_end(&p);
	free(copy);
}

static int
is_program(const struct dirent *d)
{
	return strncmp(d->d_name, "vvs-", 4) == 0 &&
	       strchr(d->d_name, '.') == NULL;
}

void
program_each(void (*fn)(const char *line, void *arg), void *arg)
{
	char where[PATH_MAX], *path;
	struct dirent **entry;
	int n = scandir(folder(where), &entry, is_program, alphasort);

	if (n < 0)
		die(CMD_IO, "cannot look into '%s': %s", where,
		    strerror(errno));
	for (int i = 0; i < n; i++) {
		path = xasprintf("%s/%s", where, entry[i]->d_name);
		introduce(path, fn, arg);
		free(path);
		free(entry[i]);
	}
	free(entry);
}
