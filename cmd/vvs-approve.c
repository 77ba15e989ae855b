/* vvs-approve - decide about requests and changes that wait */

#include <stdio.h>

#include "base/cmd.h"
#include "base/state.h"
#include "job/approve.h"
#include "job/given.h"

enum { LIST = CMD_LONG, ALL, UNTIL, APPROVE, DENY, REVOKE, WITHDRAW, REASON };

static struct given given;
static const char *decision;
static int all, list;

static int
decide(const char *what, const char *reason)
{
	if (decision != NULL)
		cmd_usage("one decision at a time");
	decision = what;
	return reason != NULL ? given_add(&given, "reason", reason) : 0;
}

static int
opt(int flag, const char *arg)
{
	switch (flag) {
	case LIST:
		list = 1;
		return 0;
	case ALL:
		list = all = 1;
		return 0;
	case APPROVE:
		return decide("approve", NULL);
	case DENY:
		return decide("deny", arg);
	case REVOKE:
		return decide("revoke", arg);
	case WITHDRAW:
		return decide("withdraw", NULL);
	case UNTIL:
		return given_add(&given, "until", arg);
	case REASON:
		return given_add(&given, "reason", arg);
	}
	return -1;
}

static int
run(int argc, char **argv)
{
	struct store *st;
	int rc;

	if (list && (argc > 0 || decision != NULL))
		cmd_usage("--list takes no request");
	if ((decision != NULL) != (argc > 0))
		cmd_usage(argc > 0 ? "decide what?" : "which request?");
	if (decision == NULL && given.count > 0)
		cmd_usage("decide what?");
	if (decision != NULL)
		given_add(&given, "decision", decision);
	st = store_open(state_path(), list ? STORE_READ : STORE_WRITE);
	if (list)
		rc = approve_list(st, all, stdout);
	else if (decision != NULL)
		rc = given_run(&given, "approval", "request", argc, argv,
		    approve_stream, st);
	else
		rc = approve_stream(st, stdin, "<stdin>", stdout);
	store_close(st);
	return rc;
}

static const struct cmd_opt opts[] = { { LIST, "list", NULL,
					   "print what waits, oldest first" },
	{ ALL, "all", NULL, "print what was decided, too" },
	{ APPROVE, "approve", NULL, "no action is needed, or make the change" },
	{ UNTIL, "until", "DATE", "until when; otherwise as asked for" },
	{ DENY, "deny", "REASON",
	    "action is needed, or do not make the change" },
	{ REVOKE, "revoke", "REASON", "end an approval" },
	{ WITHDRAW, "withdraw", NULL, "take back one's own request" },
	{ REASON, "reason", "TEXT", "why it is approved" }, { 0 } };

const struct cmd cmd = {
	.name = "vvs-approve",
	.what = "decide about requests and changes that wait",
	.args = "[REQUEST ...]",
	.needs = CMD_ACTOR | CMD_STATE | CMD_CONFIG,
	.opts = opts,
	.opt = opt,
	.run = run,
};
