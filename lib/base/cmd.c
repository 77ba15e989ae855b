#include "base/cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <libintl.h>

#include "base/delegate.h"
#include "base/msg.h"

static void
print_opt(const struct cmd_opt *o)
{
	char left[64];

	if (cmd_flag(o) < CMD_LONG)
		snprintf(left, sizeof left, "-%c, --%s%s%s", cmd_flag(o),
		    o->name, o->arg != NULL ? " " : "",
		    o->arg != NULL ? o->arg : "");
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

int
cmd_flag(const struct cmd_opt *o)
{
	return o->flag & ~CMD_OWNER;
}

const struct cmd_opt *
cmd_option(int i)
{
	static const struct {
		unsigned needs;
		struct cmd_opt opt;
	} common[] = {
		{ CMD_STATE, { 's' | CMD_OWNER, "state", "FILE",
				 "use this state file" } },
		{ CMD_CONFIG, { 'c' | CMD_OWNER, "config", "FILE",
				  "use this configuration" } },
		{ CMD_ACTOR, { DELEGATE_AS | CMD_OWNER, "as", "ID",
				 "act for this account" } },
		{ 0, { 'h', "help", NULL, "print this help and exit" } },
		{ 0, { 'V', "version", NULL, "print the version and exit" } },
	};

	for (const struct cmd_opt *o = cmd.opts; o->flag != 0; o++)
		if (i-- == 0)
			return o;
	for (size_t n = 0; n < sizeof common / sizeof *common; n++)
		if ((common[n].needs & ~cmd.needs) == 0 && i-- == 0)
			return &common[n].opt;
	return NULL;
}

void
cmd_help(void)
{
	const struct cmd_opt *o;

	printf("%s - %s\n", cmd.name, gettext(cmd.what));
	synopsis(stdout);
	for (int i = 0; (o = cmd_option(i)) != NULL; i++)
		print_opt(o);
}

void
cmd_usage(const char *why, ...)
{
	va_list ap;

	va_start(ap, why);
	vwarn(why, ap);
	va_end(ap);
	synopsis(stderr);
	exit(CMD_USAGE);
}
