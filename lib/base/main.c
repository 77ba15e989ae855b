/* main() of every program: options, language, and one look at stdout */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/conf.h"
#include "base/lang.h"
#include "base/msg.h"
#include "base/state.h"

#define OPT_MAX 48
#define OPT_TABLE 9001 /* --option-table, for completions and tests */

static struct option longs[OPT_MAX + 2];
static char shorts[2 * OPT_MAX + 2];

static void
make_tables(void)
{
	const struct cmd_opt *o;
	size_t s = 0;
	int n;

	if (cmd.needs & CMD_REST)
		shorts[s++] = '+';
	for (n = 0; (o = cmd_option(n)) != NULL; n++) {
		if (n >= OPT_MAX)
			die(CMD_BUG, "too many options");
		longs[n] =
		    (struct option){ o->name, o->arg != NULL, NULL, o->flag };
		if (o->flag < CMD_LONG) {
			shorts[s++] = (char)o->flag;
			if (o->arg != NULL)
				shorts[s++] = ':';
		}
	}
	longs[n] = (struct option){ "option-table", 0, NULL, OPT_TABLE };
}

/* For scripts: letter or "-", long name, argument or "-", help. */
static void
print_table(void)
{
	const struct cmd_opt *o;

	for (int i = 0; (o = cmd_option(i)) != NULL; i++)
		printf("%c\t%s\t%s\t%s\n", o->flag < CMD_LONG ? o->flag : '-',
		    o->name, o->arg != NULL ? o->arg : "-", o->help);
}

/* A full disk must not look like success to the next program or to cron. */
static int
finish(int code)
{
	int failed = ferror(stdout);

	if (fflush(stdout) == 0 && !failed)
		return code;
	if (!failed || errno != EPIPE)
		warn("cannot write standard output: %s", strerror(errno));
	return cmd_worse(code, CMD_IO);
}

static int
one_option(int c)
{
	switch (c) {
	case 'h':
		cmd_help();
		exit(finish(CMD_OK));
	case 'V':
		printf("%s %s\n", cmd.name, VVS_VERSION);
		exit(finish(CMD_OK));
	case OPT_TABLE:
		print_table();
		exit(finish(CMD_OK));
	case 's':
		if (cmd.needs & CMD_STATE) {
			state_use(optarg);
			return 0;
		}
		break;
	case 'c':
		if (cmd.needs & CMD_CONFIG) {
			conf_use(optarg);
			return 0;
		}
		break;
	case '?':
		return -1;
	default:
		break;
	}
	return cmd.opt(c, optarg);
}

int
main(int argc, char **argv)
{
	int c, fd;

	/* A closed fd 0-2 would be reused for the state file. */
	while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd <= STDERR_FILENO)
		;
	if (fd > STDERR_FILENO)
		close(fd);
	signal(SIGPIPE, SIG_DFL); /* some parents leave it ignored */
	umask(077);
	msg_name(cmd.name);
	lang_init();

	make_tables();
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1)
		if (one_option(c) < 0)
			cmd_usage("see '%s -h'", cmd.name);
	if (argc > optind && *cmd.args == '\0')
		cmd_usage("unexpected operand '%s'", argv[optind]);
	return finish(cmd.run(argc - optind, argv + optind));
}
