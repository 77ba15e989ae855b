/* vvs-report - make reports for people */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cmd.h"
#include "base/msg.h"
#include "base/replace.h"
#include "base/state.h"
#include "job/report.h"

enum { OPT_STALE_OK = CMD_LONG };

static struct report_order order = { .limit = REPORT_LIMIT };
static const char *output;
static int lang_given;

static int
parse_limit(const char *arg)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (end == arg || *end != '\0' || n < 1 || n > REPORT_LIMIT_MAX)
		cmd_usage(
		    "the limit is a number from 1 to %d", REPORT_LIMIT_MAX);
	return (int)n;
}

static enum report_format
parse_format(const char *arg)
{
	int format = report_format(arg);

	if (format < 0)
		cmd_usage("no such format: '%s'", arg);
	return (enum report_format)format;
}

static enum lang
parse_lang(const char *arg)
{
	lang_given = 1;
	if (strcmp(arg, "ja") == 0)
		return LANG_JA;
	if (strcmp(arg, "en") != 0)
		cmd_usage("no such language: '%s'", arg);
	return LANG_EN;
}

static int
parse_encoding(const char *arg)
{
	if (strcasecmp(arg, "cp932") == 0)
		return 1;
	if (strcasecmp(arg, "utf-8") != 0)
		cmd_usage("no such encoding: '%s'", arg);
	return 0;
}

static int
opt(int flag, const char *arg)
{
	switch (flag) {
	case 'a':
		order.all = 1;
		return 0;
	case 'e':
		order.cp932 = parse_encoding(arg);
		return 0;
	case 'f':
		order.format = parse_format(arg);
		return 0;
	case 'g':
		order.organization = arg;
		return 0;
	case 'l':
		order.lang = parse_lang(arg);
		return 0;
	case 'n':
		order.limit = parse_limit(arg);
		return 0;
	case 'o':
		output = arg;
		return 0;
	case 'S':
		order.system = arg;
		return 0;
	case OPT_STALE_OK:
		order.stale_ok = 1;
		return 0;
	}
	return -1;
}

static int
run(int argc, char **argv)
{
	struct replace *file = NULL;
	struct store *st;
	int code;

	if (argc != 1 || strcmp(argv[0], "summary") != 0)
		cmd_usage("which report? there is: summary");
	if (order.cp932 && order.format != REPORT_CSV)
		cmd_usage("only CSV can be in another encoding");
	if (order.system != NULL && order.organization != NULL)
		cmd_usage("either a system or an organization");
	if (!lang_given)
		order.lang = lang_user();
	st = store_open(state_path(), STORE_READ);
	if (output != NULL && (file = replace_open(output)) == NULL)
		return CMD_IO;
	code = report_summary(
	    st, &order, file != NULL ? replace_file(file) : stdout);
	if (file != NULL &&
	    replace_close(file, code == CMD_OK || code == CMD_RETRY) < 0)
		code = cmd_worse(code, CMD_IO);
	store_close(st);
	return code;
}

static const struct cmd_opt opts[] = {
	{ 'a', "all", NULL, "in CSV and JSON lines also what is closed" },
	{ 'e', "encoding", "NAME", "of CSV: utf-8 (the usual) or cp932" },
	{ 'f', "format", "FORMAT", "html (the usual), csv, markdown or jsonl" },
	{ 'g', "organization", "ID", "only this organization and those below" },
	{ 'l', "lang", "LANG", "ja or en; else the language of the user" },
	{ 'n', "limit", "NUMBER",
	    "rows of each list on a page, 20 if not given" },
	{ 'o' | CMD_OWNER, "output", "FILE",
	    "replace FILE at the end, and print nothing" },
	{ 'S', "system", "ID", "only this system" },
	{ OPT_STALE_OK, "stale-ok", NULL, "old data is good enough" }, { 0 }
};

const struct cmd cmd = {
	.name = "vvs-report",
	.what = "make reports for people",
	.args = "summary",
	.needs = CMD_ACTOR | CMD_STATE | CMD_CONFIG,
	.opts = opts,
	.opt = opt,
	.run = run,
};
