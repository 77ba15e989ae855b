/* io/filter: what a filter keeps, and that a bad one harms nobody */

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "base/clock.h"
#include "io/filter.h"

static const char web[] =
    "{\"type\":\"system\",\"id\":\"web1\",\"exposure\":\"internet\","
    "\"addresses\":[\"192.0.2.1\",\"192.0.2.2\"],\"big\":9007199254740993}";

struct row {
	const char *filter;
	enum filter_verdict verdict;
};

static void
judges(void)
{
	static const struct row row[] = {
		{ ".", FILTER_KEEP },
		{ "true", FILTER_KEEP },
		{ "false", FILTER_DROP },
		{ "null", FILTER_DROP },
		{ "empty", FILTER_DROP },
		{ "0", FILTER_KEEP },
		{ ".exposure == \"internet\"", FILTER_KEEP },
		{ "select(.exposure == \"internal\")", FILTER_DROP },
		{ ".addresses[] == \"192.0.2.2\"", FILTER_KEEP },
		{ ".name | test(\"x\")", FILTER_FAILED },
		{ ".id.x", FILTER_FAILED },
		{ "error(\"no\")", FILTER_FAILED },
		{ "# a comment\n.id", FILTER_KEEP },
		/* what it must not reach */
		{ "env | length > 0", FILTER_DROP },
		{ "$ENV | length > 0", FILTER_DROP },
		{ "input", FILTER_FAILED },
		{ "inputs", FILTER_FAILED },
		{ "halt", FILTER_FAILED },
		{ "halt_error", FILTER_FAILED },
		{ "now == 1000", FILTER_KEEP },
		{ "\"m\" | modulemeta", FILTER_FAILED },
		{ "stderr | false", FILTER_DROP },
		{ "debug | false", FILTER_DROP },
		{ "input_filename", FILTER_DROP },
		{ "get_search_list | length > 0", FILTER_DROP },
		{ "env.HOME != null or $ENV.PATH != null", FILTER_DROP },
		{ "\"\\(env)\" != \"{}\"", FILTER_DROP },
		{ "input_line_number > 0", FILTER_FAILED },
		{ "input_filename | @sh | . != \"null\"", FILTER_DROP },
		{ "$__loc__.file != \"<top-level>\"", FILTER_DROP },
		{ "halt_error(\"said\")", FILTER_FAILED },
		{ "try input catch false", FILTER_DROP },
		{ "first(inputs)", FILTER_FAILED },
		{ "splits(1)", FILTER_FAILED },
		/* what the shell would do with it, nobody does */
		{ "\"$(id)`id`;\" | @sh == \"'$(id)`id`;'\"", FILTER_KEEP },
		{ "[\"x\", \"$(id)\"] | @sh | false", FILTER_DROP },
		/* far, but not endless */
		{ "getpath([range(9000) | \"a\"])", FILTER_DROP },
		{ "limit(3; range(infinite)) | false", FILTER_DROP },
		{ "first(range(infinite))", FILTER_KEEP },
		{ "[range(100000)] | tojson | length > 500000", FILTER_KEEP },
	};
	char why[FILTER_WHY];

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct filter *f = filter_open(row[i].filter, why);

		CHECK_ROW(f != NULL, row[i].filter);
		if (f == NULL)
			continue;
		/* twice: an error must not spoil the next */
		for (int k = 0; k < 2; k++)
			CHECK_ROW(filter_judge(f, web, strlen(web), why) ==
				      row[i].verdict,
			    row[i].filter);
		filter_close(f);
	}
}

static void
refuses(void)
{
	static const char *const bad[] = { "", "  ", ".[", "nosuch", "$x",
		"import \"m\" as m; true", "include \"m\"; true",
		"import \"m\" as $m; true", "mine", "module {}; true" };
	char why[FILTER_WHY], *deep = calloc(1, 70000);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct filter *f = filter_open(bad[i], why);

		CHECK_ROW(f == NULL && *why != '\0', bad[i]);
		filter_close(f);
	}
	CHECK(filter_open("\"", why) == NULL);
	memset(deep, '(', 20000);
	CHECK(filter_open(deep, why) == NULL && *why != '\0');
	memset(deep, '(', 66000);
	CHECK(filter_open(deep, why) == NULL);
	free(deep);
}

#ifndef NO_SANDBOX
static const struct hungry {
	const char *filter, *why;
} hungry[] = {
	{ "range(1e9) | false", "longer than" },
	{ "limit(infinite; repeat(1)) | false", "longer than" },
	{ "def f: 1 + f; f", NULL },
	{ "def f: f | f; f", NULL },
	{ "def f(x): f(f(x)); f(.)", NULL },
	{ "[range(1e9)] | length == 0", NULL },
	{ "[range(1e7)] | @sh | false", NULL },
	{ "reduce range(1e6) as $i (null; [.]) | false", NULL },
	{ "\"x\" * 1e9 | length == 0", NULL },
	{ "(\"[\" * 1000000) | fromjson | false", NULL },
	{ "(\"a\" * 60 + \"!\") | test(\"^(a+)+$\") | not", NULL },
};
#define HUNGRY (sizeof hungry / sizeof *hungry)

/* The most memory a process had that has ended. */
static int
was_small(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (size_t)u.ru_maxrss * 1024 <= FILTER_BYTES;
}

/* It ends alone, says why, stays dead, and never had much. */
static int
ends(const struct hungry *row)
{
	char why[FILTER_WHY];
	struct filter *f = filter_open(row->filter, why);
	enum filter_verdict v;
	int ok;

	if (f == NULL)
		return 0;
	v = filter_judge(f, web, strlen(web), why);
	ok = v == FILTER_DEAD || (row->why == NULL && v == FILTER_FAILED);
	ok = ok && (row->why == NULL || strstr(why, row->why) != NULL);
	if (v == FILTER_DEAD)
		ok = ok && filter_judge(f, web, strlen(web), why) == v;
	filter_close(f);
	return ok && was_small();
}

/* Endless and boundless ones; all at once, as each takes its seconds. */
static void
dies(void)
{
	pid_t pid[HUNGRY];
	int status;

	for (size_t i = 0; i < HUNGRY; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(!ends(&hungry[i]));
	}
	for (size_t i = 0; i < HUNGRY; i++) {
		waitpid(pid[i], &status, 0);
		CHECK_ROW(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		    hungry[i].filter);
	}
}
#endif

static char home[] = "/tmp/vvs-filter-XXXXXX", path[64];

/* A ~/.jq that defines `mine` must not be read. */
static void
make_home(void)
{
	FILE *f;

	if (mkdtemp(home) == NULL)
		return;
	snprintf(path, sizeof path, "%s/.jq", home);
	f = fopen(path, "w");
	CHECK(f != NULL);
	if (f != NULL) {
		fputs("def mine: true;\n", f);
		fclose(f);
	}
	setenv("HOME", home, 1);
}

int
main(void)
{
	clock_set(1000);
	make_home();
	judges();
	refuses();
#ifndef NO_SANDBOX
	dies();
#endif
	unlink(path);
	rmdir(home);
	return done();
}
