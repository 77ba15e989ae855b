/* vvs-register - register organizations, services, accounts and systems */

#include <stdio.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/state.h"
#include "job/given.h"
#include "job/register.h"
#include "rec/registry.h"
#include "store/store.h"

enum {
	ID = CMD_LONG,
	NAME,
	PARENT,
	ORGANIZATION,
	SERVICE,
	PURPOSE,
	ADDRESS,
	EXPOSURE,
	CONFIDENTIALITY,
	INTEGRITY,
	AVAILABILITY,
	EMAIL,
	ROLE,
	SCOPE,
	LANGUAGE,
	FREQUENCY,
	LOGIN,
	REGISTERED_AT,
	SUCCESSOR,
	CSV,
	REMOVE
};

static const struct cmd_opt opts[] = { { ID, "id", "ID", "which one" },
	{ NAME, "name", "NAME", "what people call it" },
	{ PARENT, "parent", "ID", "the organization above" },
	{ ORGANIZATION, "organization", "ID", "the organization it is of" },
	{ SERVICE, "service", "ID", "the service a system is part of" },
	{ PURPOSE, "purpose", "TEXT", "what a system is for" },
	{ ADDRESS, "address", "ADDRESS", "of a system; may be repeated" },
	{ EXPOSURE, "exposure", "WHERE", "internet, internal or isolated" },
	{ CONFIDENTIALITY, "confidentiality", "LEVEL", "low, medium or high" },
	{ INTEGRITY, "integrity", "LEVEL", "low, medium or high" },
	{ AVAILABILITY, "availability", "LEVEL", "low, medium or high" },
	{ EMAIL, "email", "ADDRESS", "of one person" },
	{ ROLE, "role", "ROLE", "one of the six, see vvs-account(5)" },
	{ SCOPE, "scope", "SCOPE", "all or KIND:ID; may be repeated" },
	{ LANGUAGE, "lang", "LANG", "ja or en" },
	{ FREQUENCY, "frequency", "WHEN", "daily, weekly or immediate" },
	{ LOGIN, "login", "USER", "the name at the shell" },
	{ REGISTERED_AT, "registered-at", "TIME", "since when it is known" },
	{ SUCCESSOR, "successor", "ID",
	    "who takes over from a removed account" },
	{ CSV, "csv", NULL, "standard input is a table of KIND with a header" },
	{ REMOVE, "remove", NULL, "remove it; its id is never used again" },
	{ 0 } };

static struct given given;
static int removing, csv;

static int
opt(int flag, const char *arg)
{
	if (flag == REMOVE) {
		removing = 1;
		return 0;
	}
	if (flag == CSV) {
		csv = 1;
		return 0;
	}
	for (const struct cmd_opt *o = opts; o->flag != 0; o++)
		if (cmd_flag(o) == flag)
			return given_add(&given, o->name, arg);
	return -1;
}

static void
check_call(int argc, char **argv)
{
	if (argc > 1)
		cmd_usage("unexpected operand '%s'", argv[1]);
	if (argc == 1 && reg_kind(argv[0]) < 0)
		cmd_usage("no such kind '%s'", argv[0]);
	if (csv && argc == 0)
		cmd_usage("--csv needs a kind, such as 'account'");
	if (csv && given.count > 0)
		cmd_usage("with --csv the table says all");
	if (argc == 1 && given.count == 0 && !csv)
		cmd_usage("which %s? give its --id", argv[0]);
	if (argc == 0 && given.count > 0)
		cmd_usage("these options need a kind, such as 'system'");
}

static int
one(struct store *st, FILE *in, const char *name, FILE *out)
{
	return register_stream(st, in, name, removing, out);
}

static int
run(int argc, char **argv)
{
	struct store *st;
	int rc;

	check_call(argc, argv);
	st = store_open(state_path(), STORE_WRITE);
	if (csv)
		rc = register_table(st, STDIN_FILENO,
		    (enum reg_kind)reg_kind(argv[0]), removing, stdout);
	else if (argc == 1)
		rc = given_run(&given, argv[0], NULL, 0, NULL, one, st);
	else
		rc = register_stream(st, stdin, "<stdin>", removing, stdout);
	store_close(st);
	return rc;
}

const struct cmd cmd = {
	.name = "vvs-register",
	.what = "register organizations, services, accounts and systems",
	.args = "[KIND]",
	.needs = CMD_ACTOR | CMD_STATE | CMD_CONFIG,
	.opts = opts,
	.opt = opt,
	.run = run,
};
