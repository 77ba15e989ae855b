#include "risk/cvss.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"

static const struct {
	const char *vector;
	int score;
} table[] = {
	{ "AV:N/AC:L/Au:N/C:C/I:C/A:C", 100 },
	{ "(AV:N/AC:L/Au:N/C:N/I:N/A:C)", 78 },
	{ "CVSS2#AV:L/AC:H/Au:N/C:C/I:C/A:C", 62 },
	{ "AV:N/AC:M/Au:N/C:N/I:P/A:N", 43 },
	{ "AV:N/AC:L/Au:N/C:N/I:N/A:N", 0 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61 },
	{ "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64 },
	{ "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 78 },
	{ "CVSS:3.1/A:N/I:N/C:L/S:U/UI:R/PR:H/AC:H/AV:P", 16 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0 },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:C", 85 },
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
	    100 },
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
	    93 },
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U",
	    81 },
	{ "CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
	    85 },
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N/MSI:S",
	    89 },
	{ "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N",
	    10 },
	{ "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N",
	    0 },
};

static const struct {
	const char *vector, *why;
} bad[] = {
	{ "", "empty field" },
	{ "nonsense", "field without a colon" },
	{ "CVSS:5.0/AV:N", "unknown metric" },
	{ "CVSS:3.1/", "empty field" },
	{ "AV:N/AC:L/Au:N/C:C/I:C/A:C/", "empty field" },
	{ "AV:N/AC:L/Au:N/C:C/I:C", "base metric missing" },
	{ "AV:N/AC:L/AU:N/C:C/I:C/A:C", "unknown metric" },
	{ "AV:N/AV:N/AC:L/Au:N/C:C/I:C/A:C", "metric given twice" },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:C/I:H/A:H", "unknown value" },
	{ "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "unknown value" },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:ND",
	    "unknown value" },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:X/E:U",
	    "metric given twice" },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A: ", "unknown value" },
};

static const struct {
	enum cvss_version version;
	int score;
	const char *word;
} severity[] = {
	{ CVSS_20, 0, "low" },
	{ CVSS_20, 39, "low" },
	{ CVSS_20, 40, "medium" },
	{ CVSS_20, 100, "high" },
	{ CVSS_31, 0, "none" },
	{ CVSS_31, 1, "low" },
	{ CVSS_31, 40, "medium" },
	{ CVSS_31, 70, "high" },
	{ CVSS_31, 89, "high" },
	{ CVSS_31, 90, "critical" },
	{ CVSS_40, 90, "critical" },
};

static void
test_metrics(void)
{
	struct cvss c;
	char text[CVSS_TEXT];

	CHECK(cvss_parse(&c,
		  "CVSS:3.1/S:U/AV:N/AC:L/PR:N/UI:N/C:H/I:H/A:H/E:X/RL:O") ==
	      NULL);
	CHECK(strcmp(cvss_format(&c, text),
		  "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/RL:O") == 0);
	CHECK(cvss_get(&c, "RL", text) == 0 && strcmp(text, "O") == 0);
	CHECK(cvss_get(&c, "E", text) < 0 && cvss_get(&c, "Au", text) < 0);
	CHECK(cvss_groups(&c) == CVSS_THREAT);
	CHECK(cvss_score(&c, CVSS_BASE) == 98);
	CHECK(cvss_score(&c, cvss_groups(&c)) == 94);
	CHECK(cvss_set(&c, "CR", "Q") == -1 && cvss_set(&c, "Q", "L") == -1);
	CHECK(cvss_set(&c, "CR", "L") == 0 && cvss_set(&c, "IR", "L") == 0 &&
	      cvss_set(&c, "AR", "L") == 0);
	CHECK(cvss_score(&c, CVSS_ENVIRONMENTAL) == 80);
	CHECK(cvss_set(&c, "CR", "X") == 0 && cvss_set(&c, "IR", "X") == 0 &&
	      cvss_set(&c, "AR", "X") == 0);
	CHECK(cvss_score(&c, CVSS_ENVIRONMENTAL) == 98);
}

/* Does a published score, as text, agree?  An empty one always does. */
static int
agrees(const char *want, int tenths)
{
	return *want == '\0' || *want == 'N' ||
	       fabs(strtod(want, NULL) * 10 - tenths) < .01;
}

/* "version vector base temporal environmental", separated by tabs. */
static void
row_of_columns(char *line)
{
	char *col[6] = { 0 };
	struct cvss c;

	for (int i = 0; i < 6; i++)
		col[i] = strsep(&line, "\t");
	if (col[4] == NULL || *col[0] == '#')
		return;
	if (cvss_parse(&c, col[1]) != NULL) {
		CHECK_ROW(0 && "refused", col[1]);
		return;
	}
	if (c.version == CVSS_40) {
		CHECK_ROW(agrees(col[2], cvss_score(&c, CVSS_ALL)), col[1]);
		return;
	}
	CHECK_ROW(agrees(col[2], cvss_score(&c, CVSS_BASE)), col[1]);
	CHECK_ROW(agrees(col[3], cvss_score(&c, CVSS_THREAT)), col[1]);
	CHECK_ROW(agrees(col[4], cvss_score(&c, CVSS_ALL)), col[1]);
}

/*
 * "version vector score severity ...", as feeds published it: base score
 * or total.  A few publishers are wrong; how many is checked at the end.
 */
static int feeds_differ;

static void
row_of_feed(char *line)
{
	char *vector, *score;
	struct cvss c;

	strsep(&line, "\t");
	vector = strsep(&line, "\t");
	score = strsep(&line, "\t");
	if (score == NULL || cvss_parse(&c, vector) != NULL) {
		CHECK_ROW(0 && "refused", vector);
		return;
	}
	checks_done++;
	if (!agrees(score, cvss_score(&c, CVSS_BASE)) &&
	    !agrees(score, cvss_score(&c, cvss_groups(&c))))
		feeds_differ++;
}

/* "vector - (base, temporal, environmental)" or "vector - score". */
static void
row_of_tuple(char *line)
{
	char *sep = strstr(line, " - ");
	double want[3] = { 0 };
	struct cvss c;
	char *p, *end;

	if (sep == NULL)
		return;
	*sep = '\0';
	if (cvss_parse(&c, line) != NULL) {
		CHECK_ROW(0 && "refused", line);
		return;
	}
	p = sep + 3;
	for (int i = 0; i < 3; i++) {
		p += strspn(p, " (,");
		want[i] = strtod(p, &end);
		if (p == end)
			want[i] = -1;
		p += strcspn(p, ",)");
	}
	if (c.version == CVSS_40) {
		CHECK_ROW(
		    lround(want[0] * 10) == cvss_score(&c, CVSS_ALL), line);
		return;
	}
	CHECK_ROW(lround(want[0] * 10) == cvss_score(&c, CVSS_BASE), line);
	if (want[1] >= 0 && (cvss_groups(&c) & CVSS_THREAT))
		CHECK_ROW(
		    lround(want[1] * 10) == cvss_score(&c, CVSS_THREAT), line);
	if (want[2] >= 0)
		CHECK_ROW(
		    lround(want[2] * 10) == cvss_score(&c, CVSS_ALL), line);
}

static void
each_line(const char *command, void (*row)(char *line))
{
	FILE *f = popen(command, "r");
	char line[2048];
	int before = checks_done;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		row(line);
	}
	CHECK_ROW(f != NULL && pclose(f) == 0 && checks_done > before, command);
}

static void
test_data(const char *data)
{
	char *random = xasprintf(
	    "gzip -dc '%s/conformance/cvss/random-3oracles.tsv.gz'", data);
	char *feeds =
	    xasprintf("cat '%s/conformance/cvss/pairs-from-feeds.tsv'", data);
	char *redhat = xasprintf("cat '%s'/conformance/cvss/redhat/*", data);

	each_line(random, row_of_columns);
	each_line(feeds, row_of_feed);
	CHECK(feeds_differ <= 8);
	each_line(redhat, row_of_tuple);
	free(random);
	free(feeds);
	free(redhat);
}

int
main(void)
{
	const char *data = getenv("DATA");
	struct cvss c;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		CHECK_ROW(
		    cvss_parse(&c, table[i].vector) == NULL, table[i].vector);
		CHECK_ROW(cvss_score(&c, cvss_groups(&c)) == table[i].score,
		    table[i].vector);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *why = cvss_parse(&c, bad[i].vector);

		CHECK_ROW(
		    why != NULL && strcmp(why, bad[i].why) == 0, bad[i].vector);
	}
	for (size_t i = 0; i < sizeof(severity) / sizeof(severity[0]); i++)
		CHECK_ROW(strcmp(cvss_severity(
				     severity[i].version, severity[i].score),
			      severity[i].word) == 0,
		    severity[i].word);
	test_metrics();
	if (data == NULL || *data == '\0')
		printf("t_cvss: skipped data/conformance/cvss: DATA not set\n");
	else
		test_data(data);
	return done();
}
