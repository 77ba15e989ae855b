/* vvs-contract - the contract of the service, its calendar and amounts */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/state.h"
#include "io/passphrase.h"
#include "job/contract.h"
#include "job/days.h"
#include "job/given.h"
#include "job/inquiry.h"
#include "job/quote.h"

static const struct cmd_opt opts[] = { { CMD_LONG, "year", "YEAR",
					   "calendar: of this year" },
	{ CMD_LONG + 1, "from", "DATE", "from this day on" },
	{ CMD_LONG + 2, "to", "DATE", "calendar: up to this day" },
	{ CMD_LONG + 3, "kind", "KIND", "annual or monthly" },
	{ CMD_LONG + 4, "yen", "N", "the amount, or the fee" },
	{ CMD_LONG + 5, "due", "DATE", "when an invoice was due" },
	{ CMD_LONG + 6, "paid", "DATE", "when it was paid" },
	{ CMD_LONG + 7, "cancelled", "DATE", "when the contract is cancelled" },
	{ CMD_LONG + 8, "start", "DATE", "the first day of a period" },
	{ CMD_LONG + 9, "end", "DATE", "the last day of a period" },
	{ CMD_LONG + 10, "seconds", "N", "how long the service was out" },
	{ CMD_LONG + 11, "received", "TIME", "when the application came in" },
	{ CMD_LONG + 12, "issued", "DATE", "when an invoice was issued" },
	{ CMD_LONG + 13, "registered", "DATE", "when it was registered" },
	{ CMD_LONG + 14, "id", "ID", "which contract" },
	{ CMD_LONG + 15, "company", "NAME", "whose contract" },
	{ CMD_LONG + 16, "users", "N", "how many accounts, or unlimited" },
	{ CMD_LONG + 17, "managed", "N",
	    "how many managed addresses, or unlimited" },
	{ CMD_LONG + 18, "network-scan", "WORD", "on or off" },
	{ CMD_LONG + 19, "api-account", "ID", "the account of the API" },
	{ CMD_LONG + 20, "passphrase", NULL,
	    "read the passphrase from standard input" },
	{ CMD_LONG + 21, "reason", "TEXT", "why it is suspended" },
	{ CMD_LONG + 22, "name", "NAME", "of a contact person" },
	{ CMD_LONG + 23, "email", "ADDRESS",
	    "of a contact person, list or sender" },
	{ CMD_LONG + 24, "list", NULL, "it is a notice list" },
	{ CMD_LONG + 25, "remove", NULL, "take it out" },
	{ CMD_LONG + 26, "part", "DATE=YEN", "what was paid before" }, { 0 } };

static struct given given;

static int
opt(int flag, const char *arg)
{
	for (const struct cmd_opt *o = opts; o->flag != 0; o++)
		if (cmd_flag(o) == flag)
			return given_add(&given, o->name, arg ? arg : "");
	return -1;
}

static int
calendar(int argc, char **argv)
{
	if (argc > 0)
		cmd_usage("unexpected operand '%s'", argv[0]);
	days_print(&given, isatty(STDOUT_FILENO), stdout);
	return CMD_OK;
}

static int
quote(int argc, char **argv)
{
	if (argc != 1)
		cmd_usage("a quote of what?");
	quote_print(argv[0], &given, stdout);
	return CMD_OK;
}

static int
agreement(int argc, char **argv)
{
	int shows = strcmp(argv[-1], "show") == 0;
	int inquires = strcmp(argv[-1], "inquiry") == 0, rc;
	struct store *st;

	if (argc > 0 && strcmp(argv[-1], "addresses") != 0)
		cmd_usage("unexpected operand '%s'", argv[0]);
	if (given_get(&given, "passphrase") != NULL)
		given_add(&given, "passphrase", passphrase_read(stdin));
	st = store_open_always(
	    state_path(), shows || inquires ? STORE_READ : STORE_WRITE);
	if (inquires)
		rc = inquiry_check(st, &given, stdout);
	else
		rc = contract_do(st, argv[-1], &given, argc, argv, stdout);
	store_close(st);
	return rc;
}

static const struct {
	const char *name;
	const char *options; /* that it takes, each between blanks */
	int (*run)(int argc, char **argv);
} command[] = {
	{ "calendar", " year from to ", calendar },
	{ "quote",
	    " kind yen due paid cancelled start end seconds received issued"
	    " registered part ",
	    quote },
	{ "set",
	    " id company kind start end from users managed network-scan"
	    " api-account passphrase ",
	    agreement },
	{ "show", " ", agreement },
	{ "suspend", " reason start end ", agreement },
	{ "resume", " ", agreement },
	{ "end", " end ", agreement },
	{ "contact", " name email list remove ", agreement },
	{ "addresses", " remove ", agreement },
	{ "inquiry", " id company name email passphrase ", agreement },
};

static int
run(int argc, char **argv)
{
	size_t i = 0;

	if (argc == 0)
		cmd_usage("which command?");
	while (strcmp(command[i].name, argv[0]) != 0)
		if (++i == sizeof command / sizeof *command)
			cmd_usage("no command '%s'", argv[0]);
	for (int k = 0; k < given.count; k++) {
		char word[64];

		snprintf(word, sizeof word, " %s ", given.pair[k].option);
		if (strstr(command[i].options, word) == NULL)
			cmd_usage("'%s' takes no --%s", argv[0],
			    given.pair[k].option);
	}
	return command[i].run(argc - 1, argv + 1);
}

const struct cmd cmd = {
	.name = "vvs-contract",
	.what = "the contract of the service, its calendar and amounts",
	.args = "COMMAND [ARGUMENT ...]",
	.needs = CMD_ACTOR | CMD_STATE,
	.opts = opts,
	.opt = opt,
	.run = run,
};
