/* vvs-audit - print and verify the chain of what was done */

#include <stdio.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/msg.h"
#include "base/state.h"
#include "job/audit.h"
#include "text/date.h"

enum {
	OPT_VERIFY = CMD_LONG,
	OPT_ANCHOR,
	OPT_KIND,
	OPT_ACTOR,
	OPT_OBJECT,
	OPT_SYSTEM,
	OPT_SINCE,
	OPT_AS_OF
};

static struct ledger_query query;
static int anchor, verify, chosen; /* only some events */

#define DAY 86400
#define JST (9 * 3600)

/* A date is a day in Japan, and all of it when it ends something. */
static int64_t
time_of(const char *text, int end)
{
	int64_t t, day;

	if (date_parse(text, &day) == 0)
		return day * DAY - JST + (end ? DAY - 1 : 0);
	if (clock_parse(text, &t) < 0)
		cmd_usage("'%s' is no date or time", text);
	return t;
}

static int
opt(int flag, const char *arg)
{
	chosen |= flag >= OPT_KIND && flag <= OPT_AS_OF;
	switch (flag) {
	case OPT_VERIFY:
		verify = 1;
		return 0;
	case OPT_ANCHOR:
		anchor = 1;
		return 0;
	case OPT_KIND:
		query.kind = arg;
		return 0;
	case OPT_ACTOR:
		query.actor = arg;
		return 0;
	case OPT_OBJECT:
		query.object = arg;
		return 0;
	case OPT_SYSTEM:
		query.system = arg;
		return 0;
	case OPT_SINCE:
		query.since = time_of(arg, 0);
		return 0;
	case OPT_AS_OF:
		query.until = time_of(arg, 1);
		return 0;
	}
	return -1;
}

static int
run(int argc, char **argv)
{
	struct store *st;
	int rc;

	if (argc > (verify && anchor))
		cmd_usage("unexpected operand '%s'", argv[argc - 1]);
	if (verify && anchor && argc == 0)
		cmd_usage("--verify --anchor needs the file of the anchor");
	if ((verify || anchor) && chosen)
		cmd_usage("only printed events are chosen: a chain is verified "
			  "and anchored as a whole");
	st = store_open_always(state_path(), STORE_READ);
	if (verify)
		rc = audit_verify(st, anchor ? argv[0] : NULL, stdout);
	else if (anchor)
		rc = audit_anchor(st, stdout);
	else
		rc = audit_print(st, &query, stdout);
	store_close(st);
	return rc;
}

static const struct cmd_opt opts[] = {
	{ OPT_VERIFY, "verify", NULL, "verify the chain; exit 1 if broken" },
	{ OPT_ANCHOR, "anchor", NULL,
	    "print the end of the chain, or verify up to the one in FILE" },
	{ OPT_KIND, "kind", "KIND", "only events of this kind" },
	{ OPT_ACTOR, "actor", "ID", "only what this account did" },
	{ OPT_OBJECT, "object", "KIND:ID", "only what concerns this" },
	{ OPT_SYSTEM, "system", "ID",
	    "only what concerns this system or a finding of it" },
	{ OPT_SINCE, "since", "TIME", "only from this date or time on" },
	{ OPT_AS_OF, "as-of", "TIME", "only until this date or time" }, { 0 }
};

const struct cmd cmd = {
	.name = "vvs-audit",
	.what = "print and verify the chain of what was done",
	.args = "[FILE]",
	.needs = CMD_ACTOR | CMD_STATE | CMD_FILES,
	.opts = opts,
	.opt = opt,
	.run = run,
};
