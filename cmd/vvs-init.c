/* vvs-init - create, upgrade, check or copy the state file */

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/state.h"
#include "store/backup.h"
#include "store/store.h"

enum { OPT_TEST = CMD_LONG, OPT_BACKUP, OPT_CHECK };

static const char *backup;
static int check, test;

/* The folder of the state file and those above it, ours alone. */
static void
make_folder(const char *path)
{
	char *copy = xstrdup(path), *dir = dirname(copy);
	struct stat st;

	if (stat(dir, &st) < 0) {
		make_folder(dir);
		if (mkdir(dir, 0700) < 0 && errno != EEXIST)
			die(CMD_IO, "cannot create '%s': %s", dir,
			    strerror(errno));
	}
	free(copy);
}

static void
say_damage(const char *what, void *arg)
{
	warn("'%s' is damaged: %s", (const char *)arg, what);
}

static int
opt(int flag, const char *arg)
{
	switch (flag) {
	case OPT_TEST:
		test = 1;
		return 0;
	case OPT_BACKUP:
		backup = arg;
		return 0;
	case OPT_CHECK:
		check = 1;
		return 0;
	}
	return -1;
}

/* Create the file, or upgrade it and keep a copy of what it was. */
static void
create(const char *path)
{
	struct stat sb;
	int is_new = stat(path, &sb) < 0 || sb.st_size == 0;
	struct store *st;
	char *old;

	make_folder(path);
	old = store_keep_old(path);
	st = store_open(path, STORE_CREATE);
	if (test && !is_new && !store_is_test(st))
		die(CMD_CONF, "'%s' is not a test file", path);
	if (test)
		store_make_test(st);
	store_close(st);
	if (old != NULL)
		warn("upgraded '%s'; the old one is '%s'", path, old);
	free(old);
}

static int
run(int argc, char **argv)
{
	const char *path = state_path();
	struct store *st;
	int bad = 0;

	(void)argc, (void)argv;
	if (test && (check || backup != NULL))
		cmd_usage("--test makes a new file only");
	if (!check && backup == NULL) {
		create(path);
		return CMD_OK;
	}
	st = store_open_always(path, STORE_READ);
	if (check)
		bad = store_check(st, say_damage, (void *)(uintptr_t)path);
	if (backup != NULL && bad == 0)
		store_backup(st, backup);
	store_close(st);
	return bad > 0 ? CMD_NO : CMD_OK;
}

static const struct cmd_opt opts[] = { { OPT_BACKUP | CMD_OWNER, "backup",
					   "FILE",
					   "copy the state file to FILE" },
	{ OPT_CHECK, "check", NULL, "look for damage; exit 1 if there is any" },
	{ OPT_TEST, "test", NULL, "make a test file, whose clock is VVS_NOW" },
	{ 0 } };

const struct cmd cmd = {
	.name = "vvs-init",
	.what = "create, upgrade, check or copy the state file",
	.args = "",
	.needs = CMD_STATE | CMD_OWNER,
	.opts = opts,
	.opt = opt,
	.run = run,
};
