/* vvs-contract - the contract of the service, its calendar and amounts */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "job/days.h"
#include "job/given.h"
#include "job/quote.h"
#include "text/date.h"

static const struct cmd_opt opts[] = {
	{ CMD_LONG, "year", "YEAR", "calendar: of this year" },
	{ CMD_LONG + 1, "from", "DATE", "calendar: from this day on" },
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
	{ CMD_LONG + 13, "registered", "DATE", "when it was registered" }, { 0 }
};

static struct given given;

static int
opt(int flag, const char *arg)
{
	for (const struct cmd_opt *o = opts; o->flag != 0; o++)
		if (o->flag == flag)
			return given_add(&given, o->name, arg ? arg : "");
	return -1;
}

static int64_t
day_of(const char *text)
{
	int64_t day;

	if (date_parse(text, &day) < 0 || day < 0)
		cmd_usage("'%s' is no date", text);
	return day;
}

static int
calendar(int argc, char **argv)
{
	const char *year = given_get(&given, "year");
	const char *from = given_get(&given, "from");
	const char *to = given_get(&given, "to");
	int y, month, day;
	int64_t first, last;

	(void)argc, (void)argv;
	if (year != NULL && (from != NULL || to != NULL))
		cmd_usage("--year, or --from and --to");
	clock_civil(clock_jst_days(clock_now()), &y, &month, &day);
	if (year != NULL)
		y = (int)strtol(year, NULL, 10);
	if (y < 1970 || y > 2150)
		cmd_usage("the years 1970 to 2150 are known");
	first = from != NULL ? day_of(from) : clock_days(y, 1, 1);
	last = to != NULL     ? day_of(to)
	       : from != NULL ? first + 364
			      : clock_days(y + 1, 1, 1) - 1;
	if (last >= clock_days(2151, 1, 1))
		cmd_usage("the years 1970 to 2150 are known");
	days_print(first, last, isatty(STDOUT_FILENO), stdout);
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

static const struct {
	const char *name;
	const char *options; /* that it takes, each between blanks */
	int (*run)(int argc, char **argv);
} command[] = {
	{ "calendar", " year from to ", calendar },
	{ "quote",
	    " kind yen due paid cancelled start end seconds received issued"
	    " registered ",
	    quote },
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
	.args = "COMMAND [ARGUMENT]",
	.needs = CMD_STATE,
	.opts = opts,
	.opt = opt,
	.run = run,
};
