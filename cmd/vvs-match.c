/* vvs-match - find the vulnerabilities of systems */

#include <stdio.h>

#include "base/cmd.h"
#include "base/state.h"
#include "job/match.h"

enum { OPT_ALL = CMD_LONG, OPT_PENDING, OPT_EXPLAIN, OPT_STALE_OK };

static struct match_options options;
static int what; /* one of the first three, or 0: from standard input */

static int
opt(int flag, const char *arg)
{
	(void)arg;
	switch (flag) {
	case 'n':
		options.dry = 1;
		return 0;
	case 'q':
		options.quiet = 1;
		return 0;
	case OPT_ALL:
	case OPT_PENDING:
	case OPT_EXPLAIN:
		if (what != 0 && what != flag)
			cmd_usage("--all, --pending and --explain exclude each "
				  "other");
		what = flag;
		return 0;
	case OPT_STALE_OK:
		options.stale_ok = 1;
		return 0;
	}
	return -1;
}

static int
work(struct match *m, int argc, char **argv)
{
	switch (what) {
	case OPT_ALL:
		return match_all(m);
	case OPT_PENDING:
		return match_pending(m);
	case OPT_EXPLAIN:
		return match_explain(
		    m, argc > 1 ? argv[0] : NULL, argv[argc - 1]);
	default:
		return match_stream(m, stdin);
	}
}

static int
run(int argc, char **argv)
{
	struct store *st;
	struct match *m;
	long found;
	int code;

	if (what == OPT_EXPLAIN ? argc < 1 || argc > 2 : argc > 0)
		cmd_usage(what == OPT_EXPLAIN ? "--explain [SYSTEM] CVE"
					      : "no operands but with "
						"--explain");
	options.dry |= what == OPT_EXPLAIN;
	st = store_open(state_path(), options.dry ? STORE_READ : STORE_WRITE);
	m = match_new(st, &options, stdout);
	code = work(m, argc, argv);
	found = match_end(m);
	store_close(st);
	if (options.quiet && found == 0 && code == CMD_OK)
		return CMD_NO;
	return code;
}

static const struct cmd_opt opts[] = {
	{ OPT_ALL, "all", NULL, "match all systems against all advisories" },
	{ OPT_PENDING, "pending", NULL, "match what changed since last time" },
	{ OPT_EXPLAIN, "explain", NULL, "say why a CVE is found or not" },
	{ 'n', "dry-run", NULL, "store nothing, print all that holds" },
	{ 'q', "quiet", NULL, "print nothing; exit 1 if nothing was found" },
	{ OPT_STALE_OK, "stale-ok", NULL, "go on with sources that are old" },
	{ 0 },
};

const struct cmd cmd = {
	.name = "vvs-match",
	.what = "find the vulnerabilities of systems",
	.args = "[[SYSTEM] CVE]",
	.needs = CMD_ACTOR | CMD_STATE | CMD_CONFIG,
	.opts = opts,
	.opt = opt,
	.run = run,
};
