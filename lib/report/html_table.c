#include <string.h>

#include "base/clock.h"
#include "rec/cve.h"
#include "report/chart.h"
#include "report/html_part.h"

/* Which columns a list of findings has besides what all have. */
enum { SHOW_LATE = 1, SHOW_FOUND = 2, SHOW_RISK = 4, SHOW_ORG = 8 };

static void
head_cell(const struct page *p, enum word w, const char *class)
{
	fprintf(p->f, "<th scope=\"col\"%s%s%s>", *class ? " class=\"" : "",
	    class, *class ? "\"" : "");
	part_word(p, w);
	fputs("</th>", p->f);
}

static void
nothing(const struct page *p)
{
	fputs("<p class=\"none\">", p->f);
	part_word(p, W_NONE_HERE);
	fputs("</p>\n", p->f);
}

/* "and 23 more" */
static void
more(const struct page *p, long n)
{
	if (n <= 0)
		return;
	fputs("<p class=\"more\">", p->f);
	part_word(p, W_MORE_1);
	part_number(p->f, n);
	part_word(p, W_MORE_2);
	fputs("</p>\n", p->f);
}

static void
cve_link(const struct page *p, int64_t cve)
{
	char name[CVE_TEXT];

	cve_format(cve, name);
	fprintf(p->f,
	    "<a class=\"cve\" href=\"https://nvd.nist.gov/vuln/detail/%s\">%s"
	    "</a>",
	    name, name);
}

static void
risk_cells(const struct page *p, int score, int epss)
{
	char percent[FINDING_PERCENT];

	fputs("<td class=\"n\">", p->f);
	if (score >= 0)
		fprintf(p->f, "%d.%d", score / 10, score % 10);
	else
		part_word(p, W_DASH);
	fputs("</td><td class=\"n\">", p->f);
	if (epss >= 0)
		fputs(finding_percent(epss, percent), p->f);
	else
		part_word(p, W_DASH);
	fputs("</td>", p->f);
}

static void
mark(const struct page *p, enum word w, const char *class)
{
	fprintf(p->f, " <span class=\"mark %s\">", class);
	part_word(p, w);
	fputs("</span>", p->f);
}

static void
description(const struct page *p, const char *text, int english)
{
	if (text == NULL)
		return;
	fputs(english ? "<small lang=\"en\">" : "<small>", p->f);
	html_text(p->f, text);
	fputs("</small>", p->f);
}

static void
system_cell(const struct page *p, const struct report_item *item)
{
	const struct report_system *y =
	    item->system >= 0 ? &p->s->system[item->system] : NULL;

	fputs("<td><b>", p->f);
	html_text(p->f, y != NULL ? y->name : item->system_id);
	fputs("</b><small>", p->f);
	if (y == NULL)
		part_word(p, W_UNKNOWN_ORG);
	else if (y->org >= 0)
		html_text(p->f, p->s->org[y->org].name);
	fputs("</small></td>", p->f);
}

/* A name that may be broken where its parts meet. */
static void
breakable(FILE *f, const char *name)
{
	while (name != NULL && *name != '\0') {
		size_t n = strcspn(name, "/.:_-@");

		n += name[n] != '\0';
		html_textn(f, name, n);
		fputs(name[n] != '\0' ? "<wbr/>" : "", f);
		name += n;
	}
}

static void
due_cell(const struct page *p, const struct report_item *item)
{
	char date[CLOCK_TEXT];
	int late = item->due < p->s->today;

	fprintf(p->f, "<td class=\"d%s\">", late ? " late" : "");
	if (item->due == REPORT_NO_DATE)
		part_word(p, W_DASH);
	else
		fputs(clock_format_date(item->due, date), p->f);
	fputs("</td>", p->f);
}

static void
finding_row(const struct page *p, const struct report_item *item, unsigned show)
{
	char date[CLOCK_TEXT];

	fputs("<tr><td>", p->f);
	part_level(p, item->level);
	fputs("</td><td class=\"w\">", p->f);
	cve_link(p, item->cve);
	if (item->kev)
		mark(p, W_KEV_MARK, "x");
	if (item->possible)
		mark(p, W_POSSIBLE_MARK, "");
	description(p, item->text, item->english);
	fputs("</td>", p->f);
	system_cell(p, item);
	fputs("<td class=\"s\">", p->f);
	breakable(p->f, item->software);
	fputs("<small>", p->f);
	html_text(p->f, item->version);
	fputs("</small></td>", p->f);
	if (show & SHOW_RISK)
		risk_cells(p, item->score, item->epss);
	if (show & SHOW_FOUND)
		fprintf(p->f, "<td class=\"d\">%s</td>",
		    clock_format_jst_date(item->first_at, date));
	due_cell(p, item);
	if (show & SHOW_LATE) {
		long days = (long)(p->s->today - item->due);

		fputs("<td class=\"n\">", p->f);
		part_number(p->f, days);
		part_word(p, days == 1 ? W_DAY_UNIT : W_DAYS_UNIT);
		fputs("</td>", p->f);
	}
	fputs("</tr>\n", p->f);
}

static void
findings(const struct page *p, const struct report_list *list, unsigned show)
{
	if (list->count == 0) {
		nothing(p);
		return;
	}
	fputs("<table><thead><tr>", p->f);
	head_cell(p, W_LEVEL, "");
	head_cell(p, W_VULNERABILITY, "w");
	head_cell(p, W_SYSTEM, "y");
	head_cell(p, W_SOFTWARE, "");
	if (show & SHOW_RISK) {
		head_cell(p, W_CVSS, "n");
		head_cell(p, W_EPSS, "n");
	}
	if (show & SHOW_FOUND)
		head_cell(p, W_FOUND, "d");
	head_cell(p, W_DUE, "d");
	if (show & SHOW_LATE)
		head_cell(p, W_DAYS_LATE, "n");
	fputs("</tr></thead><tbody>\n", p->f);
	for (int i = 0; i < list->count; i++)
		finding_row(p, &list->item[i], show);
	fputs("</tbody></table>\n", p->f);
	more(p, list->total - list->count);
}

void
part_first(const struct page *p)
{
	part_open(p, "first", W_S_FIRST, W_S_FIRST_NOTE);
	findings(p, &p->s->first, SHOW_RISK);
	part_close(p);
}

void
part_overdue(const struct page *p)
{
	part_open(p, "overdue", W_S_OVERDUE, W_S_OVERDUE_NOTE);
	findings(p, &p->s->overdue, SHOW_LATE);
	part_close(p);
}

void
part_newest(const struct page *p)
{
	part_open(p, "newest", W_S_NEWEST, W_S_NEWEST_NOTE);
	findings(p, &p->s->newest, SHOW_FOUND | SHOW_RISK);
	part_close(p);
}

static void
count_heads(const struct page *p)
{
	fputs("<th class=\"bar\" aria-hidden=\"true\"></th>", p->f);
	for (int i = 0; i < LEVELS; i++)
		head_cell(p, (enum word)(W_URGENT + i), "n");
	head_cell(p, W_TOTAL, "n");
	head_cell(p, W_KEV, "n");
	head_cell(p, W_OVERDUE, "n");
}

static void
count_cell(const struct page *p, const char *class, long n)
{
	fprintf(p->f, "<td class=\"n%s%s\">", class, n == 0 ? " nil" : "");
	part_number(p->f, n);
	fputs("</td>", p->f);
}

static void
count_cells(const struct page *p, const struct report_counts *c, long most)
{
	static const char *const class[] = { " u", "", "", "", "" };
	char text[256];

	part_levels_text(p, c, text, sizeof text);
	fputs("<td class=\"bar\">", p->f);
	chart_stack(p->f, text, c->level, most);
	fputs("</td>", p->f);
	for (int i = 0; i < LEVELS; i++)
		count_cell(p, class[i], c -> level[i]);
	count_cell(p, " t", c->total);
	count_cell(p, "", c->kev);
	count_cell(p, "", c->overdue);
}

void
part_organizations(const struct page *p)
{
	const struct report_summary *s = p->s;
	int shown = 0;

	part_open(p, "organizations", W_S_ORG, W_S_ORG_NOTE);
	if (s->org_count == 0) {
		nothing(p);
		part_close(p);
		return;
	}
	fputs("<table class=\"counts\"><thead><tr>", p->f);
	head_cell(p, W_ORGANIZATION, "");
	head_cell(p, W_SYSTEMS, "n");
	count_heads(p);
	fputs("</tr></thead><tbody>\n", p->f);
	for (int i = 0; i < s->org_count && shown < s->limit; i++, shown++) {
		const struct report_org *o = &s->org[s->org_order[i]];

		fprintf(p->f, "<tr class=\"o%d\"><th scope=\"row\">",
		    o->depth > 5 ? 5 : o->depth);
		html_text(p->f, o->name);
		fputs("</th>", p->f);
		count_cell(p, "", o->systems);
		count_cells(p, &o->sum, s->sum.total);
		fputs("</tr>\n", p->f);
	}
	fputs("</tbody></table>\n", p->f);
	more(p, s->org_count - shown);
	part_close(p);
}

void
part_systems(const struct page *p)
{
	const struct report_summary *s = p->s;
	long most = 0;
	int shown = 0;

	part_open(p, "systems", W_S_SYSTEM, W_S_SYSTEM_NOTE);
	if (s->system_count == 0) {
		nothing(p);
		part_close(p);
		return;
	}
	for (int i = 0; i < s->system_count; i++)
		if (s->system[i].sum.total > most)
			most = s->system[i].sum.total;
	fputs("<table class=\"counts\"><thead><tr>", p->f);
	head_cell(p, W_SYSTEM, "");
	head_cell(p, W_EXPOSURE, "");
	count_heads(p);
	fputs("</tr></thead><tbody>\n", p->f);
	for (int i = 0; i < s->system_count && shown < s->limit; i++, shown++) {
		const struct report_system *y = &s->system[s->system_order[i]];

		fputs("<tr><th scope=\"row\">", p->f);
		html_text(p->f, y->name);
		fputs("<small>", p->f);
		html_text(p->f, y->org >= 0 ? s->org[y->org].name : NULL);
		fputs("</small></th><td class=\"e\">", p->f);
		part_word(p, (enum word)(W_INTERNET + (int)y->exposure));
		fputs("</td>", p->f);
		count_cells(p, &y->sum, most);
		fputs("</tr>\n", p->f);
	}
	fputs("</tbody></table>\n", p->f);
	more(p, s->system_count - shown);
	part_close(p);
}

static void
kev_row(const struct page *p, const struct report_kev *k)
{
	fputs("<tr><td>", p->f);
	part_level(p, k->level);
	fputs("</td><td class=\"w\">", p->f);
	cve_link(p, k->cve);
	if (k->ransomware)
		mark(p, W_RANSOMWARE, "x");
	description(p, k->text, k->english);
	fputs("</td><td class=\"s\">", p->f);
	breakable(p->f, k->product);
	fputs("</td><td class=\"n\">", p->f);
	part_number(p->f, k->systems);
	fputs("</td>", p->f);
	risk_cells(p, k->score, k->epss);
	fputs("<td class=\"d\">", p->f);
	html_text(p->f, k->added);
	fputs("</td><td class=\"d\">", p->f);
	html_text(p->f, k->due);
	fputs("</td></tr>\n", p->f);
}

void
part_kev(const struct page *p)
{
	static const struct {
		enum word word;
		const char *class;
	} column[] = { { W_LEVEL, "" }, { W_VULNERABILITY, "w" },
		{ W_PRODUCT, "s" }, { W_SYSTEMS, "n" }, { W_CVSS, "n" },
		{ W_EPSS, "n" }, { W_ADDED, "d" }, { W_KEV_DUE, "d" } };
	const struct report_summary *s = p->s;
	int shown = 0;

	part_open(p, "kev", W_S_KEV, W_S_KEV_NOTE);
	if (s->kev_count == 0) {
		nothing(p);
		part_close(p);
		return;
	}
	fputs("<table><thead><tr>", p->f);
	for (size_t i = 0; i < sizeof column / sizeof *column; i++)
		head_cell(p, column[i].word, column[i].class);
	fputs("</tr></thead><tbody>\n", p->f);
	for (; shown < s->kev_count && shown < s->limit; shown++)
		kev_row(p, &s->kev[shown]);
	fputs("</tbody></table>\n", p->f);
	more(p, s->kev_count - shown);
	part_close(p);
}
