#include "report/markdown.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "rec/cve.h"
#include "report/warn.h"
#include "report/words.h"

struct sheet {
	FILE *f;
	const struct report_summary *s;
	enum lang lang;
};

void
markdown_text(FILE *f, const char *text)
{
	size_t left = text == NULL ? 0 : strlen(text);

	while (left > 0) {
		unsigned c;
		size_t n = utf8_next(text, left, &c);

		if (n == 0) {
			fputc('?', f);
			n = 1;
		} else if (c == '<') {
			fputs("&lt;", f);
		} else if (c == '&') {
			fputs("&amp;", f);
		} else if (utf8_is_harmful(c)) {
			fputc(' ', f);
		} else {
			if (c < 0x80 && strchr("\\`*_[]|~#>!", (int)c) != NULL)
				fputc('\\', f);
			fwrite(text, 1, n, f);
		}
		text += n;
		left -= n;
	}
}

static void
say(const struct sheet *m, enum word w)
{
	markdown_text(m->f, word(w, m->lang));
}

static void
heading(const struct sheet *m, enum word w)
{
	fputs("\n## ", m->f);
	say(m, w);
	fputs("\n\n", m->f);
}

/* A table's head; the first `texts` columns are texts, the rest numbers. */
static void
heads(const struct sheet *m, const enum word *w, int n, int texts)
{
	fputc('|', m->f);
	for (int i = 0; i < n; i++) {
		fputc(' ', m->f);
		say(m, w[i]);
		fputs(" |", m->f);
	}
	fputs("\n|", m->f);
	for (int i = 0; i < n; i++)
		fputs(i < texts ? "---|" : "--:|", m->f);
	fputc('\n', m->f);
}

static void
more(const struct sheet *m, long n)
{
	if (n <= 0)
		return;
	fputc('\n', m->f);
	say(m, W_MORE_1);
	fprintf(m->f, "%ld", n);
	say(m, W_MORE_2);
	fputc('\n', m->f);
}

static void
warnings(const struct sheet *m)
{
	struct buf text;

	buf_init(&text, 4096);
	for (int i = 0; i < WARNS; i++) {
		if (!warn_text(&text, m->s, (enum warn)i, m->lang))
			continue;
		fputs("> ", m->f);
		markdown_text(m->f, text.data);
		fputs("\n\n", m->f);
	}
	buf_free(&text);
}

static void
figures(const struct sheet *m)
{
	static const enum word label[] = { W_UNRESOLVED, W_EXPLOITED,
		W_OVERDUE };
	const struct report_summary *s = m->s;
	const long value[] = { s->sum.total, s->sum.kev, s->sum.overdue };

	for (size_t i = 0; i < sizeof label / sizeof *label; i++) {
		fputs("- ", m->f);
		say(m, label[i]);
		fprintf(m->f, ": **%ld**\n", value[i]);
	}
	fputs("- ", m->f);
	say(m, W_AFFECTED_SYSTEMS);
	fprintf(m->f, ": **%ld** / %d\n- ", s->systems_hit, s->system_count);
	say(m, W_WEEK_1);
	fprintf(m->f, "%ld", s->week_found);
	say(m, W_WEEK_2);
	fprintf(m->f, "%ld", s->week_closed);
	say(m, W_WEEK_3);
	fputs("\n\n", m->f);
	fputc('|', m->f);
	for (int i = 0; i < LEVELS; i++) {
		fputc(' ', m->f);
		say(m, (enum word)(W_URGENT + i));
		fputs(" |", m->f);
	}
	fputs("\n|--:|--:|--:|--:|--:|\n|", m->f);
	for (int i = 0; i < LEVELS; i++)
		fprintf(m->f, " %ld |", s->sum.level[i]);
	fputc('\n', m->f);
}

static void
count_cells(const struct sheet *m, const struct report_counts *c)
{
	for (int i = 0; i < LEVELS; i++)
		fprintf(m->f, " %ld |", c->level[i]);
	fprintf(m->f, " %ld | %ld | %ld |\n", c->total, c->kev, c->overdue);
}

static void
organizations(const struct sheet *m)
{
	static const enum word column[] = { W_ORGANIZATION, W_SYSTEMS, W_URGENT,
		W_HIGH, W_MEDIUM, W_LOW, W_UNRATED, W_TOTAL, W_KEV, W_OVERDUE };
	const struct report_summary *s = m->s;
	int i;

	if (s->org_count == 0)
		return;
	heading(m, W_S_ORG);
	heads(m, column, sizeof column / sizeof *column, 1);
	for (i = 0; i < s->org_count && i < s->limit; i++) {
		const struct report_org *o = &s->org[s->org_order[i]];

		fputs("| ", m->f);
		for (int d = 0; d < o->depth; d++)
			fputs("　", m->f);
		markdown_text(m->f, o->name);
		fprintf(m->f, " | %ld |", o->systems);
		count_cells(m, &o->sum);
	}
	more(m, s->org_count - i);
}

static void
systems(const struct sheet *m)
{
	static const enum word column[] = { W_SYSTEM, W_ORGANIZATION,
		W_EXPOSURE, W_URGENT, W_HIGH, W_MEDIUM, W_LOW, W_UNRATED,
		W_TOTAL, W_KEV, W_OVERDUE };
	const struct report_summary *s = m->s;
	int i;

	if (s->system_count == 0)
		return;
	heading(m, W_S_SYSTEM);
	heads(m, column, sizeof column / sizeof *column, 3);
	for (i = 0; i < s->system_count && i < s->limit; i++) {
		const struct report_system *y = &s->system[s->system_order[i]];

		fputs("| ", m->f);
		markdown_text(m->f, y->name);
		fputs(" | ", m->f);
		if (y->org >= 0)
			markdown_text(m->f, s->org[y->org].name);
		fputs(" | ", m->f);
		say(m, (enum word)(W_INTERNET + (int)y->exposure));
		fputs(" |", m->f);
		count_cells(m, &y->sum);
	}
	more(m, s->system_count - i);
}

static void
cve_cell(const struct sheet *m, int64_t cve)
{
	char name[CVE_TEXT];

	cve_format(cve, name);
	fprintf(m->f, " | [%s](https://nvd.nist.gov/vuln/detail/%s) | ", name,
	    name);
}

static void
score_cells(const struct sheet *m, int score, int epss)
{
	char percent[FINDING_PERCENT];

	fputs(" | ", m->f);
	if (score >= 0)
		fprintf(m->f, "%d.%d", score / 10, score % 10);
	else
		say(m, W_DASH);
	fputs(" | ", m->f);
	if (epss >= 0)
		fputs(finding_percent(epss, percent), m->f);
	else
		say(m, W_DASH);
	fputs(" |", m->f);
}

static void
finding_line(const struct sheet *m, const struct report_item *item)
{
	const struct report_system *y =
	    item->system >= 0 ? &m->s->system[item->system] : NULL;
	char date[CLOCK_TEXT];

	fputs("| ", m->f);
	say(m, (enum word)(W_URGENT + (int)item->level));
	cve_cell(m, item->cve);
	if (item->possible) {
		fputs("**", m->f);
		say(m, W_POSSIBLE);
		fputs(":** ", m->f);
	}
	markdown_text(m->f, item->text);
	fputs(" | ", m->f);
	markdown_text(m->f, y != NULL ? y->name : item->system_id);
	fputs(" | ", m->f);
	markdown_text(m->f, item->software);
	if (item->version != NULL && *item->version != '\0') {
		fputc(' ', m->f);
		markdown_text(m->f, item->version);
	}
	fputs(" | ", m->f);
	if (item->due != REPORT_NO_DATE)
		fputs(clock_format_date(item->due, date), m->f);
	else
		say(m, W_DASH);
	fputs(" | ", m->f);
	say(m, item->kev ? W_YES : W_DASH);
	score_cells(m, item->score, item->epss);
	fputc('\n', m->f);
}

static void
findings(const struct sheet *m, enum word title, const struct report_list *list)
{
	static const enum word column[] = { W_LEVEL, W_VULNERABILITY,
		W_DESCRIPTION, W_SYSTEM, W_SOFTWARE, W_DUE, W_KEV, W_CVSS,
		W_EPSS };

	heading(m, title);
	if (list->count == 0) {
		say(m, W_NONE_HERE);
		fputc('\n', m->f);
		return;
	}
	heads(m, column, sizeof column / sizeof *column, 7);
	for (int i = 0; i < list->count; i++)
		finding_line(m, &list->item[i]);
	more(m, list->total - list->count);
}

static void
kev(const struct sheet *m)
{
	static const enum word column[] = { W_LEVEL, W_VULNERABILITY,
		W_DESCRIPTION, W_PRODUCT, W_ADDED, W_KEV_DUE, W_RANSOMWARE,
		W_SYSTEMS, W_CVSS, W_EPSS };
	const struct report_summary *s = m->s;
	int i;

	heading(m, W_S_KEV);
	if (s->kev_count == 0) {
		say(m, W_NONE_HERE);
		fputc('\n', m->f);
		return;
	}
	heads(m, column, sizeof column / sizeof *column, 7);
	for (i = 0; i < s->kev_count && i < s->limit; i++) {
		const struct report_kev *k = &s->kev[i];

		fputs("| ", m->f);
		say(m, (enum word)(W_URGENT + (int)k->level));
		cve_cell(m, k->cve);
		markdown_text(m->f, k->text);
		fputs(" | ", m->f);
		markdown_text(m->f, k->product);
		fputs(" | ", m->f);
		markdown_text(m->f, k->added);
		fputs(" | ", m->f);
		markdown_text(m->f, k->due);
		fputs(" | ", m->f);
		say(m, k->ransomware ? W_YES : W_DASH);
		fprintf(m->f, " | %ld", k->systems);
		score_cells(m, k->score, k->epss);
		fputc('\n', m->f);
	}
	more(m, s->kev_count - i);
}

static void
notices(const struct sheet *m)
{
	static const enum word column[] = { W_S_NOTICE, W_DESCRIPTION, W_FROM,
		W_UNTIL };
	char date[CLOCK_TEXT];

	if (m->s->notice_count == 0)
		return;
	heading(m, W_S_NOTICE);
	heads(m, column, sizeof column / sizeof *column, 4);
	for (int i = 0; i < m->s->notice_count; i++) {
		const struct report_notice *n = &m->s->notice[i];

		fputs("| ", m->f);
		say(m, word_category(n->category));
		fputs(": ", m->f);
		markdown_text(m->f, n->title);
		fputs(" | ", m->f);
		markdown_text(m->f, n->text);
		fprintf(m->f, " | %s",
		    n->from != 0 ? clock_format_jst(n->from, date) : "");
		fprintf(m->f, " | %s |\n",
		    n->to != 0 ? clock_format_jst(n->to, date) : "");
	}
}

static void
sources(const struct sheet *m)
{
	static const enum word column[] = { W_SOURCE, W_DATA_OF, W_CHECKED };
	char date[CLOCK_TEXT];

	heading(m, W_S_SOURCES);
	heads(m, column, sizeof column / sizeof *column, 3);
	for (int i = 0; i < m->s->source_count; i++) {
		const struct report_source *y = &m->s->source[i];

		fputs("| ", m->f);
		markdown_text(m->f, y->name);
		fprintf(m->f, " | %s",
		    y->data_at != 0 ? clock_format_jst_date(y->data_at, date)
				    : word(W_NEVER, m->lang));
		fprintf(m->f, " | %s",
		    y->checked_at != 0
			? clock_format_jst_date(y->checked_at, date)
			: word(W_DASH, m->lang));
		if (y->stale) {
			fputs(" **", m->f);
			say(m, W_STALE);
			fputs("**", m->f);
		}
		fputs(" |\n", m->f);
	}
	fputc('\n', m->f);
	say(m, W_NVD_NOTICE);
	fputc('\n', m->f);
}

void
markdown_summary(FILE *f, const struct report_summary *s, enum lang lang)
{
	struct sheet sheet = { f, s, lang }, *m = &sheet;
	char date[CLOCK_TEXT];

	fputs("# ", f);
	say(m, W_TITLE);
	fputs("\n\n", f);
	if (s->scope != NULL)
		markdown_text(f, s->scope);
	else
		say(m, W_SCOPE_ALL);
	fputs(" / ", f);
	say(m, W_AS_OF);
	fprintf(f, " %s\n\n", clock_format_jst_date(s->now, date));
	warnings(m);
	figures(m);
	notices(m);
	findings(m, W_S_FIRST, &s->first);
	organizations(m);
	systems(m);
	kev(m);
	findings(m, W_S_OVERDUE, &s->overdue);
	findings(m, W_S_NEWEST, &s->newest);
	sources(m);
}
