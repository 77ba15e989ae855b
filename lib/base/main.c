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

static struct option longs[OPT_MAX + 6];
static char shorts[2 * OPT_MAX + 12];

static void
add_opt(int flag, const char *name, int has_arg)
{
	size_t n = 0, s = strlen(shorts);

	while (longs[n].name != NULL)
		n++;
	if (n >= OPT_MAX + 5)
		die(CMD_BUG, "too many options");
	longs[n] = (struct option){ name, has_arg, NULL, flag };
	if (flag < CMD_LONG) {
		shorts[s++] = (char)flag;
		if (has_arg)
			shorts[s] = ':';
	}
}

static void
make_tables(void)
{
	if (cmd.needs & CMD_REST)
		shorts[0] = '+';
	for (const struct cmd_opt *o = cmd.opts; o->flag != 0; o++)
		add_opt(o->flag, o->name, o->arg != NULL);
	if (cmd.needs & CMD_STATE)
		add_opt('s', "state", 1);
	if (cmd.needs & CMD_CONFIG)
		add_opt('c', "config", 1);
	add_opt('h', "help", 0);
	add_opt('V', "version", 0);
	add_opt(OPT_TABLE, "option-table", 0);
}

/* For scripts: letter or "-", long name, argument or "-", help. */
static void
print_table(void)
{
	for (const struct option *o = longs; o->name != NULL; o++) {
		const char *arg = "-", *help = "";

		if (o->val == OPT_TABLE)
			continue;
		for (const struct cmd_opt *c = cmd.opts; c->flag != 0; c++)
			if (c->flag == o->val) {
				arg = c->arg != NULL ? c->arg : "-";
				help = c->help;
			}
		if (*help == '\0') {
			arg = o->has_arg ? "FILE" : "-";
			help = o->name;
		}
		printf("%c\t%s\t%s\t%s\n", o->val < CMD_LONG ? o->val : '-',
		    o->name, arg, help);
	}
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
