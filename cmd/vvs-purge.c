/* vvs-purge - erase what is older than the retention allows */

#include <stdio.h>

#include "base/cmd.h"
#include "base/state.h"
#include "job/purge.h"

enum { ENDED = CMD_LONG };

static int dry, ended;

static int
opt(int flag, const char *arg)
{
	(void)arg;
	dry |= flag == 'n';
	ended |= flag == ENDED;
	return 0;
}

static int
run(int argc, char **argv)
{
	struct store *st;
	int rc;

	if (argc > 0)
		cmd_usage("unexpected operand '%s'", argv[0]);
	st = store_open_always(state_path(), dry ? STORE_READ : STORE_WRITE);
	rc = purge_run(st, ended, dry, stdout);
	store_close(st);
	return rc;
}

static const struct cmd_opt opts[] = { { 'n', "dry-run", NULL,
					   "only print what would be erased" },
	{ ENDED | CMD_OWNER, "ended", NULL,
	    "erase all, after the end of the contract" },
	{ 0 } };

const struct cmd cmd = {
	.name = "vvs-purge",
	.what = "erase what is older than the retention allows",
	.args = "",
	.needs = CMD_ACTOR | CMD_STATE,
	.opts = opts,
	.opt = opt,
	.run = run,
};
