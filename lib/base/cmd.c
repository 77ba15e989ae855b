#include "base/cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <libintl.h>

#include "base/msg.h"

static void
print_opt(const struct cmd_opt *o)
{
	char left[64];

	if (o->flag < CMD_LONG)
		snprintf(left, sizeof left, "-%c, --%s%s%s", o->flag, o->name,
		    o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
	else
		snprintf(left, sizeof left, "    --%s%s%s", o->name,
		    o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
	printf("  %-28s %s\n", left, gettext(o->help));
}

static void
synopsis(FILE *f)
{
	fprintf(f, gettext("usage: %s [options]%s%s\n"), cmd.name,
	    *cmd.args ? " " : "", cmd.args);
}

void
cmd_help(void)
{
	static const struct cmd_opt common[] = {
		{ 's', "state", "FILE", "use this state file" },
		{ 'c', "config", "FILE", "use this configuration" },
		{ 'h', "help", NULL, "print this help and exit" },
		{ 'V', "version", NULL, "print the version and exit" },
	};

	printf("%s - %s\n", cmd.name, gettext(cmd.what));
	synopsis(stdout);
	for (const struct cmd_opt *o = cmd.opts; o->flag != 0; o++)
		print_opt(o);
	if (cmd.needs & CMD_STATE)
		print_opt(&common[0]);
	if (cmd.needs & CMD_CONFIG)
		print_opt(&common[1]);
	print_opt(&common[2]);
	print_opt(&common[3]);
}

void
cmd_usage(const char *why, ...)
{
	va_list ap;

	va_start(ap, why);
	vwarn(gettext(why), ap);
	va_end(ap);
	synopsis(stderr);
	exit(CMD_USAGE);
}
