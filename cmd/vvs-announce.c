/* vvs-announce - notices: maintenance, incidents, news */

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/state.h"
#include "job/actor.h"
#include "job/announce.h"
#include "job/given.h"
#include "job/register.h"

#define PLANNED_MAX 60 /* windows at once: a year and a bit */

enum {
	ID = CMD_LONG,
	TITLE,
	TITLE_EN,
	TEXT,
	TEXT_EN,
	CATEGORY,
	FROM,
	TO,
	SCOPE,
	ROLE,
	PLANNED,
	REMOVE
};

static const struct cmd_opt opts[] = { { ID, "id", "ID", "which one" },
	{ TITLE, "title", "TEXT", "its title in Japanese" },
	{ TITLE_EN, "title-en", "TEXT", "its title in English" },
	{ TEXT, "text", "TEXT", "what there is to say" },
	{ TEXT_EN, "text-en", "TEXT", "the same in English" },
	{ CATEGORY, "category", "WORD",
	    "maintenance, unplanned, emergency, incident or news" },
	{ FROM, "from", "TIME", "from when on it holds; otherwise now" },
	{ TO, "to", "TIME", "until when" },
	{ SCOPE, "scope", "SCOPE",
	    "for whom: all or KIND:ID; may be repeated" },
	{ ROLE, "for-role", "ROLE", "only for this role; may be repeated" },
	{ PLANNED, "planned", "N", "the next N planned maintenance windows" },
	{ REMOVE, "remove", NULL, "take it back" }, { 0 } };

static struct given given;
static long planned;
static int removing;

static int
opt(int flag, const char *arg)
{
	char *end;

	if (flag == REMOVE) {
		removing = 1;
		return 0;
	}
	if (flag == PLANNED) {
		planned = (int)strtol(arg, &end, 10);
		if (*end != '\0' || planned < 1 || planned > PLANNED_MAX)
			cmd_usage("--planned takes 1 to %d", PLANNED_MAX);
		return 0;
	}
	for (const struct cmd_opt *o = opts; o->flag != 0; o++)
		if (cmd_flag(o) == flag)
			return given_add(&given, o->name, arg);
	return -1;
}

static int
run(int argc, char **argv)
{
	int typed = given.count > 0 || planned > 0, rc;
	struct store *st;
	struct actor who;
	FILE *in = stdin;
	struct buf b;

	(void)argc, (void)argv;
	if (planned > 0 && (given.count > 0 || removing))
		cmd_usage("--planned says all by itself");
	st = store_open(state_path(), STORE_WRITE);
	actor_load(&who, st);
	actor_require(&who, ACTION_ORGANIZATIONS);
	actor_free(&who);
	buf_init(&b, 1 << 20);
	if (planned > 0)
		announce_planned(st, clock_now(), (int)planned, &b);
	else if (typed)
		given_record(&given, "announcement", &b);
	if (typed)
		in = fmemopen(b.data, b.len, "r");
	rc =
	    register_stream(st, in, typed ? NULL : "<stdin>", removing, stdout);
	store_close(st);
	if (typed)
		fclose(in);
	buf_free(&b);
	return rc;
}

const struct cmd cmd = {
	.name = "vvs-announce",
	.what = "notices: maintenance, incidents, news",
	.args = "",
	.needs = CMD_ACTOR | CMD_STATE | CMD_CONFIG,
	.opts = opts,
	.opt = opt,
	.run = run,
};
