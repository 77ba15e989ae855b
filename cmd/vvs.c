/* vvs - vulnerability management in small programs */

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/conf.h"
#include "base/delegate.h"
#include "base/program.h"
#include "base/state.h"
#include "job/doctor.h"

static void
introduce(const char *line, void *arg)
{
	(void)arg;
	printf("  %s\n", line);
}

static int
help(char **argv)
{
	if (argv[1] != NULL) {
		program_become(
		    argv[1], (char *[]){ argv[1], (char[]){ "-h" }, NULL });
		cmd_usage("no such program 'vvs-%s'", argv[1]);
	}
	cmd_help();
	program_each(introduce, NULL);
	return CMD_OK;
}

static int
doctor(int argc, char **argv)
{
	static const struct option longs[] = { { "roles", 0, NULL, 'r' },
		{ "state", 1, NULL, 's' }, { "config", 1, NULL, 'c' },
		{ "help", 0, NULL, 'h' }, { 0 } };
	int c, roles = 0;

	optind = 0; /* main() has read our own options */
	while ((c = getopt_long(argc, argv, "+s:c:h", longs, NULL)) != -1)
		if (c == 'r')
			roles = 1;
		else if (c == 's')
			state_use(optarg);
		else if (c == 'c')
			conf_use(optarg);
		else if (c == 'h')
			return help((char *[]){ argv[0], NULL });
		else
			cmd_usage("see vvs(1)");
	if (optind < argc)
		cmd_usage("unexpected operand '%s'", argv[optind]);
	if (roles) {
		doctor_roles(stdout, isatty(STDOUT_FILENO));
		return CMD_OK;
	}
	delegate_refuse("vvs doctor");
	return doctor_run(stdout, isatty(STDOUT_FILENO));
}

static int
opt(int flag, const char *arg)
{
	(void)flag, (void)arg;
	return -1;
}

static int
run(int argc, char **argv)
{
	if (argc == 0)
		cmd_usage("which command? see 'vvs help'");
	if (strcmp(argv[0], "help") == 0)
		return help(argv);
	if (strcmp(argv[0], "doctor") == 0)
		return doctor(argc, argv);
	program_become(argv[0], argv);
	cmd_usage("no such command '%s'", argv[0]);
}

static const struct cmd_opt opts[] = { { 0 } };

const struct cmd cmd = {
	.name = "vvs",
	.what = "run the vvs programs, and look for what is missing",
	.args = "COMMAND [ARGUMENT ...]",
	.needs = CMD_REST,
	.opts = opts,
	.opt = opt,
	.run = run,
};
