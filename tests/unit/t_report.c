#include "report/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "check.h"
#include "rec/cve.h"
#include "report/html.h"
#include "report/markdown.h"

/* 2026-01-31 12:00 in Japan */
#define NOW INT64_C(1769828400)

static const struct {
	const char *in, *html, *markdown;
} texts[] = {
	{ "plain", "plain", "plain" },
	{ "<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;", "&lt;b\\>&amp;\"'" },
	{ "a\nb\tc\x1b[31m", "a b c[31m", "a b c \\[31m" },
	{ "\xff\xc0\xaf|", "&#xfffd;&#xfffd;&#xfffd;|", "???\\|" },
	{ "\xe2\x80\xae"
	  "abc\xe2\x81\xa9",
	    "abc", " abc " },
	{ "日本語", "日本語", "日本語" },
	{ "[x](http://e) *y* _z_ `q`", "[x](http://e) *y* _z_ `q`",
	    "\\[x\\](http://e) \\*y\\* \\_z\\_ \\`q\\`" },
};

static void
test_texts(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *out[2] = { NULL, NULL };
		size_t n;
		FILE *f = open_memstream(&out[0], &n);

		html_text(f, texts[i].in);
		fclose(f);
		f = open_memstream(&out[1], &n);
		markdown_text(f, texts[i].in);
		fclose(f);
		CHECK_ROW(strcmp(out[0], texts[i].html) == 0, texts[i].in);
		CHECK_ROW(strcmp(out[1], texts[i].markdown) == 0, texts[i].in);
		free(out[0]);
		free(out[1]);
	}
}

/* A company with a circle in its tree, which must not hang anything. */
static void
company(struct report_summary *s, int limit)
{
	summary_init(s, NOW, limit);
	summary_add_org(s, "top", "Top", NULL);
	summary_add_org(s, "sub", "Sub", "top");
	summary_add_org(s, "leaf", "Leaf", "sub");
	summary_add_org(s, "ring1", "Ring 1", "ring2");
	summary_add_org(s, "ring2", "Ring 2", "ring1");
	summary_add_org(s, "self", "Self", "self");
	summary_add_system(s, "web", "Web", "leaf", "internet");
	summary_add_system(s, "db", "DB", "sub", "internal");
	summary_add_system(s, "ring", "R", "ring2", NULL);
	summary_add_system(s, "lost", NULL, "nowhere", "isolated");
}

static int
add(struct report_summary *s, int n, const char *system, const char *level,
    const char *due, const char *state, int kev)
{
	char id[FINDING_ID];
	struct finding f = { .id = id,
		.system = system,
		.cve = 2021 * CVE_YEAR + n,
		.level = level,
		.due = due,
		.state = state,
		.kev = kev,
		.cvss_score = 10 * n % 100,
		.epss = n * 1000,
		.first_at = NOW - n * 86400,
		.evidence = n % 2 ? "{\"applicability\":\"possible\"}" : NULL };

	snprintf(id, sizeof id, "%032d", n);
	return summary_finding(s, &f);
}

static const struct report_org *
org(const struct report_summary *s, const char *id)
{
	for (int i = 0; i < s->org_count; i++)
		if (strcmp(s->org[i].id, id) == 0)
			return &s->org[i];
	return NULL;
}

static void
test_counts(void)
{
	struct report_summary s;

	company(&s, 3);
	CHECK(summary_scope(&s, NULL, NULL) == 0);
	CHECK(add(&s, 1, "web", "urgent", "2026-01-30", "open", 1) == 1);
	add(&s, 2, "web", "high", "2026-01-31", "planned", 0);
	add(&s, 3, "db", "urgent", "2025-10-01", "open", 1);
	add(&s, 4, "db", "low", NULL, "resolved", 0);
	add(&s, 5, "unknown", "nonsense", "not a date", "open", 0);
	add(&s, 1, "db", "medium", "2026-03-02", "affected", 1);
	add(&s, 7, "ring", "low", "2026-03-03", "open", 0);
	summary_end(&s);
	CHECK(s.sum.total == 6 && s.sum.kev == 3 && s.sum.overdue == 2);
	CHECK(
	    s.sum.level[LEVEL_URGENT] == 2 && s.sum.level[LEVEL_UNRATED] == 1);
	CHECK(s.state[STATE_RESOLVED] == 1 && s.state[STATE_OPEN] == 4);
	CHECK(s.due[DUE_OVER_1] == 1 && s.due[DUE_OVER_90] == 1);
	CHECK(s.due[DUE_IN_7] == 1 && s.due[DUE_IN_30] == 1);
	CHECK(s.due[DUE_LATER] == 1 && s.due[DUE_NONE] == 1);
	CHECK(s.systems_hit == 3 && s.system_count == 4 && s.possible == 5);
	CHECK(org(&s, "top")->sum.total == 4 && org(&s, "top")->systems == 2);
	CHECK(org(&s, "leaf")->sum.total == 2 && org(&s, "leaf")->depth == 2);
	CHECK(org(&s, "self")->parent == -1);
	CHECK(s.org_count == 6);
	CHECK(s.kev_count == 2 && s.kev[0].level == LEVEL_URGENT);
	CHECK(s.kev[0].cve == 2021 * CVE_YEAR + 1 && s.kev[0].systems == 2);
	CHECK(s.first.count == 3 && s.first.total == 6);
	CHECK(s.first.item[0].level == LEVEL_URGENT && s.first.item[0].kev);
	CHECK(s.overdue.count == 2 &&
	      s.overdue.item[0].cve == 2021 * CVE_YEAR + 3);
	CHECK(s.newest.item[0].cve == 2021 * CVE_YEAR + 1);
	CHECK(strcmp(s.system[s.system_order[0]].id, "web") == 0);
	CHECK(summary_system(&s, "web") != NULL);
	CHECK(summary_system(&s, "unknown") == NULL);
	CHECK(s.year[2021 - REPORT_FIRST_YEAR][LEVEL_URGENT] == 2);
	summary_free(&s);
}

/* The same on pages and in mails: as FIRST writes it. */
static void
test_percent(void)
{
	static const struct {
		int epss;
		const char *text;
	} row[] = {
		{ 0, "0.00%" },
		{ 42, "0.04%" },
		{ 999, "1.00%" },
		{ 94358, "94.36%" },
		{ 99995, "100.00%" },
		{ 100000, "100.00%" },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char text[FINDING_PERCENT];

		CHECK_ROW(strcmp(finding_percent(row[i].epss, text),
			      row[i].text) == 0,
		    row[i].text);
	}
}

static void
test_scope(void)
{
	struct report_summary s;

	company(&s, 0);
	CHECK(summary_scope(&s, "sub", NULL) == 0);
	CHECK(s.system_count == 2 && s.org_count == 2);
	CHECK(org(&s, "sub")->depth == 0 && org(&s, "leaf")->depth == 1);
	CHECK(add(&s, 1, "ring", "urgent", NULL, "open", 1) == 0);
	CHECK(add(&s, 2, "web", "urgent", NULL, "open", 1) == 1);
	summary_end(&s);
	CHECK(s.sum.total == 1 && s.first.count == 0 && s.first.total == 1);
	summary_free(&s);

	company(&s, 5);
	CHECK(summary_scope(&s, NULL, "db") == 0);
	CHECK(s.system_count == 1 && s.org_count == 2);
	summary_end(&s);
	summary_free(&s);

	company(&s, 5);
	CHECK(summary_scope(&s, "nobody", NULL) < 0);
	summary_free(&s);
	company(&s, 5);
	CHECK(summary_scope(&s, NULL, "nobody") < 0);
	summary_free(&s);
}

/* An empty report has no table without rows, and ends as it should. */
static void
test_empty_page(void)
{
	struct report_summary s;
	char *out;
	size_t n;
	FILE *f = open_memstream(&out, &n);

	summary_init(&s, NOW, 5);
	CHECK(summary_scope(&s, NULL, NULL) == 0);
	summary_end(&s);
	html_summary(f, &s, LANG_EN);
	markdown_summary(f, &s, LANG_JA);
	fclose(f);
	CHECK(strstr(out, "Nothing is open") != NULL);
	CHECK(strstr(out, "</html>\n") != NULL);
	CHECK(strstr(out, "<tbody>\n</tbody></table>\n<p class=\"more\"") ==
	      NULL);
	CHECK(strstr(out, "<script") == NULL);
	summary_free(&s);
	free(out);
}

int
main(void)
{
	test_texts();
	test_counts();
	test_percent();
	test_scope();
	test_empty_page();
	return done();
}
