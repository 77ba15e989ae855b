/* vvs-triage - record impact, plan, completion, or that no action is needed */

#include <stdio.h>

#include "base/cmd.h"
#include "base/state.h"
#include "job/given.h"
#include "job/triage.h"

enum {
	IMPACT = CMD_LONG,
	JUSTIFICATION,
	PLAN,
	DUE,
	DONE,
	WHEN,
	REQUEST,
	UNTIL,
	NOTE,
	ASSIGN,
	WHO,
	CVE,
	SYSTEM,
	PRODUCT,
	SHOW
};

static const struct cmd_opt opts[] = {
	{ IMPACT, "impact", "STATE",
	    "affected, not_affected or investigating" },
	{ JUSTIFICATION, "justification", "WHY", "of not_affected" },
	{ PLAN, "plan", "TEXT", "what will be done" },
	{ DUE, "due", "DATE", "until when" },
	{ DONE, "done", "TEXT", "what was done" },
	{ WHEN, "when", "DATE", "on which day; otherwise today" },
	{ REQUEST, "request", "REASON", "request that no action is needed" },
	{ UNTIL, "until", "DATE", "until when none is needed" },
	{ NOTE, "note", "TEXT", "write down something" },
	{ ASSIGN, "assign", "ID", "give it to this account" },
	{ WHO, "who", "ID", "which account will do it" },
	{ CVE, "cve", "CVE", "for all findings of a CVE in your scope" },
	{ SYSTEM, "system", "ID", "for all findings of a system" },
	{ PRODUCT, "product", "NAME", "for all findings of a product" },
	{ SHOW, "show", NULL, "print what happened to the finding" }, { 0 }
};

/* The kind of decision that an option makes, and its key in the record. */
static const struct {
	int flag;
	const char *kind, *key;
} meaning[] = {
	{ IMPACT, "impact", "impact" },
	{ JUSTIFICATION, NULL, "justification" },
	{ PLAN, "plan", "what" },
	{ DUE, NULL, "due" },
	{ DONE, "done", "what" },
	{ WHEN, NULL, "when" },
	{ REQUEST, "request", "reason" },
	{ UNTIL, NULL, "until" },
	{ NOTE, NULL, "note" }, /* alone it is one, too */
	{ ASSIGN, "assign", "who" },
	{ WHO, NULL, "who" },
	{ CVE, NULL, "cve" },
	{ SYSTEM, NULL, "system" },
	{ PRODUCT, NULL, "product" },
};

static struct given given;
static const char *kind;
static int selects, show;

static int
opt(int flag, const char *arg)
{
	size_t i = 0;

	show |= flag == SHOW;
	if (flag == SHOW)
		return 0;
	selects |= flag == CVE || flag == SYSTEM || flag == PRODUCT;
	while (meaning[i].flag != flag)
		i++;
	if (meaning[i].kind != NULL && kind != NULL)
		cmd_usage("one decision at a time");
	if (meaning[i].kind != NULL)
		kind = meaning[i].kind;
	if (given_get(&given, meaning[i].key) != NULL)
		cmd_usage("'%s' is said twice", meaning[i].key);
	return given_add(&given, meaning[i].key, arg);
}

static int
run(int argc, char **argv)
{
	struct store *st;
	int rc, decides;

	if (kind == NULL && given_get(&given, "note") != NULL)
		kind = "note";
	decides = kind != NULL;
	if (show && (argc != 1 || decides))
		cmd_usage("--show takes one finding");
	if (!show && decides != (argc > 0 || selects))
		cmd_usage(decides ? "which finding?" : "decide what?");
	if (!decides && given.count > 0)
		cmd_usage("decide what?");
	if (argc > 0 && selects)
		cmd_usage("name findings, or select them, not both");
	if (decides)
		given_add(&given, "kind", kind);
	st = store_open(state_path(), show ? STORE_READ : STORE_WRITE);
	if (show)
		rc = triage_show(st, argv[0], stdout);
	else if (decides)
		rc = given_run(&given, "decision", "finding", argc, argv,
		    triage_stream, st);
	else
		rc = triage_stream(st, stdin, "<stdin>", stdout);
	store_close(st);
	return rc;
}

const struct cmd cmd = {
	.name = "vvs-triage",
	.what = "record impact, plan, completion, or that no action is needed",
	.args = "[FINDING ...]",
	.needs = CMD_ACTOR | CMD_STATE,
	.opts = opts,
	.opt = opt,
	.run = run,
};
