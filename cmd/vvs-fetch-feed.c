/* vvs-fetch-feed - take over what the sources say, and print what is new */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/state.h"
#include "job/actor.h"
#include "job/fetch.h"
#include "job/fetch_live.h"
#include "store/source.h"

enum { OPT_FROM = CMD_LONG };

static const char *from;

static int
opt(int flag, const char *arg)
{
	if (flag != OPT_FROM)
		return -1;
	from = arg;
	return 0;
}

static enum fetch_source
find_source(const char *name)
{
	for (int i = 0; i < SOURCE_COUNT; i++)
		if (strcmp(source_name[i], name) == 0)
			return (enum fetch_source)i;
	cmd_usage("unknown source '%s'", name);
}

struct task {
	enum fetch_source source;
	struct download *download; /* NULL: it comes from files */
};

static int
fetch_one(struct store *st, const struct task *t)
{
	struct fetch *f = fetch_new(st, t->source, stdout);
	int rc;

	if (t->download != NULL)
		rc = fetch_live(f, st, t->source, from, t->download);
	else
		rc = fetch_files(f, t->source, from);
	return cmd_worse(rc, fetch_end(f));
}

static int
run(int argc, char **argv)
{
	int live = from == NULL || strstr(from, "://") != NULL;
	struct task *tasks = xcalloc((size_t)argc + 1, sizeof *tasks);
	struct store *st;
	struct actor who;
	int rc = CMD_OK;

	if (argc == 0)
		cmd_usage("which source?");
	for (int i = 0; i < argc; i++)
		tasks[i].source = find_source(argv[i]);
	for (int i = 0; live && i < argc; i++)
		tasks[i].download = fetch_live_start(tasks[i].source, from);
	st = store_open(state_path(), STORE_WRITE);
	actor_load(&who, st);
	actor_require_all(&who);
	actor_free(&who);
	for (int i = 0; i < argc; i++) {
		rc = cmd_worse(rc, fetch_one(st, &tasks[i]));
		download_free(tasks[i].download);
	}
	store_close(st);
	free(tasks);
	return rc;
}

static const struct cmd_opt opts[] = { { OPT_FROM | CMD_OWNER, "from",
					   "PATH|URL",
					   "read a file, the files of a "
					   "folder, or a mirror" },
	{ 0 } };

const struct cmd cmd = {
	.name = "vvs-fetch-feed",
	.what = "take over what the sources say, and print what is new",
	.args = "nvd|kev|epss ...",
	.needs = CMD_STATE | CMD_CONFIG | CMD_NET | CMD_OWNER,
	.opts = opts,
	.opt = opt,
	.run = run,
};
