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
#include "base/delegate.h"
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
		longs[n] = (struct option){ o->name, o->arg != NULL, NULL,
			cmd_flag(o) };
		if (cmd_flag(o) < CMD_LONG) {
			shorts[s++] = (char)cmd_flag(o);
			if (o->arg != NULL)
				shorts[s++] = ':';
		}
	}
	longs[n] = (struct option){ "option-table", 0, NULL, OPT_TABLE };
}

/* For scripts: letter or "-", long name, argument or "-", help, whose. */
static void
print_table(void)
{
	const struct cmd_opt *o;

	for (int i = 0; (o = cmd_option(i)) != NULL; i++)
		printf("%c\t%s\t%s\t%s\t%s\n",
		    cmd_flag(o) < CMD_LONG ? cmd_flag(o) : '-', o->name,
		    o->arg != NULL ? o->arg : "-", o->help,
		    o->flag & CMD_OWNER ? "owner" : "-");
}

/* What names files and the like is not for those who come through sudo. */
static void
refuse_option(int flag)
{
	const struct cmd_opt *o;
	char name[80];

	for (int i = 0; (o = cmd_option(i)) != NULL; i++) {
		if (o->flag != (flag | CMD_OWNER))
			continue;
		snprintf(name, sizeof name, "--%s", o->name);
		delegate_refuse(name);
	}
}

static void
refuse_operands(int argc, char **argv)
{
	if (cmd.needs & CMD_OWNER)
		delegate_refuse(cmd.name);
	for (int i = 0; i < argc && cmd.needs & CMD_FILES; i++)
		if (strcmp(argv[i], "-") != 0)
			delegate_refuse(lang_text("a named file"));
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
	case DELEGATE_AS:
		delegate_as_use(optarg);
		return 0;
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
	delegate_init();
	lang_init();

	make_tables();
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1)
		if (refuse_option(c), one_option(c) < 0)
			cmd_usage("see '%s -h'", cmd.name);
	if (argc > optind && *cmd.args == '\0')
		cmd_usage("unexpected operand '%s'", argv[optind]);
	refuse_operands(argc - optind, argv + optind);
	if (cmd.needs & CMD_CONFIG)
		conf_check();
	return finish(cmd.run(argc - optind, argv + optind));
}
