/* vvs-filter - what an account wants to hear of */

#include <stdio.h>

#include "base/cmd.h"
#include "base/state.h"
#include "job/want.h"

enum {
	SET = CMD_LONG,
	CLEAR,
	TEST,
	MIN_CVSS,
	KEV,
	SEVERITY,
	LEVEL,
	PRODUCT,
	SYSTEM
};

static const struct cmd_opt opts[] = { { SET, "set", NULL,
					   "set the filter of the account" },
	{ CLEAR, "clear", NULL, "remove it: everything is wanted" },
	{ TEST, "test", NULL, "print what the last 30 days would have let in" },
	{ MIN_CVSS, "min-cvss", "SCORE", "a score of at least this, or none" },
	{ KEV, "kev", NULL, "only what is known to be exploited" },
	{ SEVERITY, "severity", "WORD", "of this severity; may be repeated" },
	{ LEVEL, "level", "LEVEL", "of this level; may be repeated" },
	{ PRODUCT, "product", "NAME", "of this product; may be repeated" },
	{ SYSTEM, "system", "ID", "of this system; may be repeated" }, { 0 } };

#define WISHES_MAX 400

static struct wish wish[WISHES_MAX];
static int wishes, set, clear, test;

static int
opt(int flag, const char *arg)
{
	static const char *const key[] = { "min_cvss", "kev", "severity",
		"level", "product", "system" };

	set |= flag == SET;
	clear |= flag == CLEAR;
	test |= flag == TEST;
	if (flag < MIN_CVSS)
		return 0;
	if (wishes == WISHES_MAX)
		return -1;
	wish[wishes].key = key[flag - MIN_CVSS];
	wish[wishes++].value = arg;
	return 0;
}

static int
try_it(struct store *st, const char *simple, const char *expression)
{
	char why[FILTER_WHY];
	struct want *w = NULL;
	int rc;

	if (simple != NULL || expression != NULL) {
		w = want_try(simple, expression, why);
		if (w == NULL)
			cmd_usage("the filter is no good: %s", why);
	}
	rc = want_test(st, w, stdout);
	if (w != NULL)
		want_close(w);
	return rc;
}

static int
run(int argc, char **argv)
{
	const char *expression = argc > 0 ? argv[0] : NULL, *simple = NULL;
	int any = argc > 0 || wishes > 0;
	struct store *st;
	struct buf b;
	int rc;

	if (argc > 1 || set + clear + test > 1 || set > any || any > set + test)
		cmd_usage("--set, --clear or --test, and what is wanted");
	buf_init(&b, 65536);
	if (wishes > 0) {
		want_write(&b, wish, wishes);
		simple = b.data;
	}
	st = store_open(state_path(), set || clear ? STORE_WRITE : STORE_READ);
	if (set || clear)
		rc = want_set(st, simple, expression);
	else if (test)
		rc = try_it(st, simple, expression);
	else
		rc = want_list(st, stdout);
	store_close(st);
	buf_free(&b);
	return rc;
}

const struct cmd cmd = {
	.name = "vvs-filter",
	.what = "what an account wants to hear of",
	.args = "[EXPRESSION]",
	.needs = CMD_ACTOR | CMD_STATE,
	.opts = opts,
	.opt = opt,
	.run = run,
};
