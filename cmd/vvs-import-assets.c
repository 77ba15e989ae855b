/* vvs-import-assets - store the software that inventories list */

#include <stdlib.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/share.h"
#include "base/state.h"
#include "job/import.h"

enum {
	OPT_SYSTEM = CMD_LONG,
	OPT_FORMAT,
	OPT_SOURCE,
	OPT_CREATE,
	OPT_OS,
	OPT_ALIASES
};

static struct import options;

static int
opt(int flag, const char *arg)
{
	switch (flag) {
	case OPT_SYSTEM:
		options.system = arg;
		return 0;
	case OPT_FORMAT:
		options.format = inventory_format_named(arg);
		if (options.format == INVENTORY_DETECT)
			cmd_usage("no such format '%s'", arg);
		return 0;
	case OPT_SOURCE:
		options.source = arg;
		return 0;
	case OPT_CREATE:
		options.create = 1;
		return 0;
	case OPT_OS:
		options.os = arg;
		return 0;
	case OPT_ALIASES:
		options.aliases = arg;
		return 0;
	case 'n':
		options.dry = 1;
		return 0;
	}
	return -1;
}

static int
run(int argc, char **argv)
{
	char *aliases = share_path("aliases.tsv");
	struct store *st = NULL;
	int rc;

	if (options.os != NULL && options.system == NULL)
		cmd_usage("--os needs --system");
	if (options.source != NULL && *options.source == '\0')
		cmd_usage("--source needs a name");
	if (options.aliases == NULL)
		options.aliases = aliases;
	if (!options.dry)
		st = store_open(state_path(), STORE_WRITE);
	else if (access(state_path(), R_OK) == 0)
		st = store_open(state_path(), STORE_READ);
	rc = import_run(&options, st, argv, argc);
	store_close(st);
	free(aliases);
	return rc;
}

static const struct cmd_opt opts[] = { { OPT_SYSTEM, "system", "ID",
					   "the system it is about" },
	{ OPT_CREATE, "create", NULL, "register systems that are not" },
	{ OPT_FORMAT, "format", "FORMAT",
	    "csv, jsonl, cyclonedx, spdx, dpkg or vuls" },
	{ OPT_SOURCE, "source", "NAME", "which inventory this is" },
	{ OPT_OS, "os", "CPE", "the operating system that it is from" },
	{ OPT_ALIASES | CMD_OWNER, "aliases", "FILE",
	    "names of products, for another set" },
	{ 'n', "dry-run", NULL, "print all of it, store nothing" }, { 0 } };

const struct cmd cmd = {
	.name = "vvs-import-assets",
	.what = "store the software that inventories list",
	.args = "[FILE ...]",
	.needs = CMD_ACTOR | CMD_STATE | CMD_CONFIG | CMD_FILES,
	.opts = opts,
	.opt = opt,
	.run = run,
};
