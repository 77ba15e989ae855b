/* vvs-notify - mail to whom it concerns, once */

#include <stdio.h>

#include "base/cmd.h"
#include "base/state.h"
#include "job/actor.h"
#include "job/notify.h"
#include "store/store.h"

enum { PENDING = CMD_LONG, ALL, BACKLOG, IMMEDIATE, TO_DIR, AGAIN, UNSENT };

static struct notify how;
static int unsent;

static int
opt(int flag, const char *arg)
{
	switch (flag) {
	case PENDING:
		how.from = NOTIFY_PENDING;
		return 0;
	case ALL:
		how.from = NOTIFY_ALL;
		return 0;
	case BACKLOG:
		how.backlog = 1;
		return 0;
	case IMMEDIATE:
		how.immediate = 1;
		return 0;
	case TO_DIR:
		how.dir = arg;
		return *arg != '\0' ? 0 : -1;
	case AGAIN:
		how.again = arg;
		return *arg != '\0' ? 0 : -1;
	case UNSENT:
		unsent = 1;
		return 0;
	case 'n':
		how.dry_run = 1;
		return 0;
	}
	return -1;
}

static int
run(int argc, char **argv)
{
	struct store *st;
	struct actor who;
	int rc;

	(void)argc, (void)argv;
	if (how.again != NULL && how.dry_run)
		cmd_usage("--again sends: it has no dry run");
	if (unsent &&
	    (how.from != NOTIFY_INPUT || how.backlog || how.immediate ||
		how.dir != NULL || how.again != NULL || how.dry_run))
		cmd_usage("--unsent only prints: no other option goes with it");
	if (how.backlog && how.from == NOTIFY_INPUT)
		how.from = NOTIFY_ALL;
	st = store_open(state_path(), STORE_WRITE);
	actor_load(&who, st);
	actor_require_all(&who);
	actor_free(&who);
	if (unsent) {
		notify_unsent(st, stdout);
		rc = CMD_OK;
	} else {
		rc = notify(st, &how, stdin, stdout);
	}
	store_close(st);
	return rc;
}

static const struct cmd_opt opts[] = {
	{ PENDING, "pending", NULL,
	    "findings that changed since the last run, not standard input" },
	{ ALL, "all", NULL, "all findings, not standard input" },
	{ BACKLOG, "backlog", NULL,
	    "all findings, also what is older than the system's registration" },
	{ IMMEDIATE, "immediate", NULL, "one mail for each CVE" },
	{ TO_DIR | CMD_OWNER, "to-dir", "DIR",
	    "write the mails to DIR instead" },
	{ AGAIN, "again", "ID",
	    "only send the mail that failed, with this id, once more" },
	{ UNSENT, "unsent", NULL, "print the mails that are not sent" },
	{ 'n', "dry-run", NULL, "only print who would get what" }, { 0 }
};

const struct cmd cmd = {
	.name = "vvs-notify",
	.what = "mail to whom it concerns, once",
	.args = "",
	.needs = CMD_STATE | CMD_CONFIG | CMD_NET | CMD_OWNER,
	.opts = opts,
	.opt = opt,
	.run = run,
};
