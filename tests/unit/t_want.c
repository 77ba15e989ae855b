#include <string.h>

#include "check.h"
#include "workflow/want.h"

#define FINDING                                                           \
	"{'type':'finding','system':'web1','software':{'name':'OpenSSL'," \
	"'product':'openssl'},'cvss':{'score':7.5,'severity':'high'},"    \
	"'kev':false,'level':'high'}"
#define UNRATED "{'type':'finding','system':'db1','cvss':null,'kev':true}"
#define ADVISORY \
	"{'type':'advisory','cvss':[{'score':9.8,'severity':'critical'}]}"

static const struct {
	const char *want, *record;
	int holds; /* -1: no good */
} row[] = {
	{ "{}", FINDING, 1 },
	{ "{'min_cvss':7}", FINDING, 1 },
	{ "{'min_cvss':7.6}", FINDING, 0 },
	{ "{'min_cvss':9}", UNRATED, 1 },
	{ "{'min_cvss':9}", ADVISORY, 1 },
	{ "{'kev':true}", FINDING, 0 },
	{ "{'kev':true}", UNRATED, 1 },
	{ "{'kev':true}", ADVISORY, 1 },
	{ "{'severity':['high','critical']}", FINDING, 1 },
	{ "{'severity':['critical']}", FINDING, 0 },
	{ "{'severity':['critical']}", ADVISORY, 1 },
	{ "{'level':['urgent']}", FINDING, 0 },
	{ "{'product':['OPENSSL']}", FINDING, 1 },
	{ "{'product':['nginx']}", FINDING, 0 },
	{ "{'product':['nginx']}", ADVISORY, 1 },
	{ "{'system':['web1','web2']}", FINDING, 1 },
	{ "{'system':['web2']}", FINDING, 0 },
	{ "{'min_cvss':7,'product':['nginx']}", FINDING, 0 },
	{ "{'min_cvss':11}", FINDING, -1 },
	{ "{'min_cvss':'7'}", FINDING, -1 },
	{ "{'kev':false}", FINDING, -1 },
	{ "{'severity':[]}", FINDING, -1 },
	{ "{'severity':['hi']}", FINDING, -1 },
	{ "{'severity':'high'}", FINDING, -1 },
	{ "{'product':[1]}", FINDING, -1 },
	{ "{'colour':['red']}", FINDING, -1 },
	{ "[]", FINDING, -1 },
};

static const struct json *
parse(struct arena *a, const char *text)
{
	char *copy = arena_strndup(a, text, strlen(text));
	const char *why;

	for (char *p = copy; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	return json_parse(a, copy, strlen(copy), &why);
}

int
main(void)
{
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct json *want = parse(&a, row[i].want);

		CHECK_ROW((want_check(want) == NULL) == (row[i].holds >= 0),
		    row[i].want);
		if (row[i].holds >= 0)
			CHECK_ROW(want_holds(want, parse(&a, row[i].record)) ==
				      row[i].holds,
			    row[i].want);
	}
	arena_free(&a);
	return done();
}
