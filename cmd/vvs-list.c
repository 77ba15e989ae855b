/* vvs-list - list records of any kind */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cmd.h"
#include "base/state.h"
#include "job/list.h"
#include "store/store.h"

enum { OPT_FORMAT = CMD_LONG, OPT_WHERE };

static const char *format, *where;

static int
opt(int flag, const char *arg)
{
	switch (flag) {
	case OPT_FORMAT:
		format = arg;
		return 0;
	case OPT_WHERE:
		where = arg;
		return 0;
	}
	return -1;
}

static enum list_format
chosen_format(void)
{
	static const char *const name[] = { "jsonl", "table", "csv" };

	if (format == NULL)
		return isatty(STDOUT_FILENO) ? LIST_TABLE : LIST_JSONL;
	for (int i = 0; i < 3; i++)
		if (strcmp(format, name[i]) == 0)
			return (enum list_format)i;
	cmd_usage("no such format '%s'", format);
}

static const struct list_kind *
chosen_kind(int argc, char **argv)
{
	const struct list_kind *kind;
	struct buf all;

	if (argc > 1)
		cmd_usage("unexpected operand '%s'", argv[1]);
	kind = argc == 1 ? list_kind(argv[0]) : NULL;
	if (kind != NULL)
		return kind;
	buf_init(&all, 1024);
	for (int i = 0; list_kind_name(i) != NULL; i++)
		buf_addf(&all, " %s", list_kind_name(i));
	cmd_usage("which kind?%s", all.data);
}

static int
run(int argc, char **argv)
{
	const struct list_kind *kind = chosen_kind(argc, argv);
	enum list_format as = chosen_format();
	struct filter *filter = NULL;
	char why[FILTER_WHY];
	struct store *st;
	int rc;

	/* the state file first: it may set the clock that `now` shows */
	st = store_open(state_path(), STORE_READ);
	if (where != NULL) {
		filter = filter_open(where, why);
		if (filter == NULL)
			cmd_usage("bad filter: %s", why);
	}
	rc = list_run(st, kind, as, filter, stdout);
	store_close(st);
	filter_close(filter);
	return rc;
}

static const struct cmd_opt opts[] = { { OPT_FORMAT, "format", "FORMAT",
					   "jsonl, table or csv" },
	{ OPT_WHERE, "where", "JQ", "only those that this jq filter keeps" },
	{ 0 } };

const struct cmd cmd = {
	.name = "vvs-list",
	.what = "list records of any kind",
	.args = "KIND",
	.needs = CMD_ACTOR | CMD_STATE | CMD_CONFIG,
	.opts = opts,
	.opt = opt,
	.run = run,
};
