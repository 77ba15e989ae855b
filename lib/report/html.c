#include "report/html.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "report/chart.h"
#include "report/html_part.h"
#include "report/warn.h"

void
html_text(FILE *f, const char *text)
{
	if (text != NULL)
		html_textn(f, text, strlen(text));
}

void
html_textn(FILE *f, const char *text, size_t left)
{
	while (left > 0) {
		unsigned c;
		size_t n = utf8_next(text, left, &c);

		if (n == 0) {
			fputs("&#xfffd;", f);
			n = 1;
		} else if (c == '&') {
			fputs("&amp;", f);
		} else if (c == '<') {
			fputs("&lt;", f);
		} else if (c == '>') {
			fputs("&gt;", f);
		} else if (c == '"') {
			fputs("&quot;", f);
		} else if (c == '\'') {
			fputs("&#39;", f);
		} else if (c == '\n' || c == '\t') {
			fputc(' ', f);
		} else if (!utf8_is_harmful(c)) {
			fwrite(text, 1, n, f);
		}
		text += n;
		left -= n;
	}
}

void
part_word(const struct page *p, enum word w)
{
	html_text(p->f, word(w, p->lang));
}

void
part_number(FILE *f, long n)
{
	char text[WORD_NUMBER];

	fputs(word_number(n, text), f);
}

void
part_level(const struct page *p, enum level level)
{
	fprintf(p->f, "<span class=\"lv l%d\">", (int)level);
	part_word(p, (enum word)(W_URGENT + (int)level));
	fputs("</span>", p->f);
}

void
part_open(const struct page *p, const char *id, enum word title, enum word note)
{
	fprintf(p->f,
	    "<section id=\"%s\" aria-labelledby=\"h-%s\">\n<h2 id=\"h-%s\">",
	    id, id, id);
	part_word(p, title);
	fputs("</h2>\n<p class=\"note\">", p->f);
	part_word(p, note);
	fputs("</p>\n", p->f);
}

void
part_close(const struct page *p)
{
	fputs("</section>\n", p->f);
}

void
part_levels_text(const struct page *p, const struct report_counts *c,
    char *text, size_t size)
{
	size_t n = 0;

	*text = '\0';
	for (int i = 0; i < LEVELS && n < size; i++)
		if (c->level[i] > 0)
			n += (size_t)snprintf(text + n, size - n, "%s%s %ld",
			    n > 0 ? ", " : "",
			    word((enum word)(W_URGENT + i), p->lang),
			    c->level[i]);
}

static void
header(const struct page *p)
{
	char date[CLOCK_TEXT];

	fputs("<header>\n<div><h1>", p->f);
	part_word(p, W_TITLE);
	fputs("</h1>\n<p>", p->f);
	if (p->s->scope != NULL)
		html_text(p->f, p->s->scope);
	else
		part_word(p, W_SCOPE_ALL);
	fputs("</p></div>\n<dl><dt>", p->f);
	part_word(p, W_AS_OF);
	fprintf(p->f, "</dt><dd>%s</dd></dl>\n</header>\n",
	    clock_format_jst_date(p->s->now, date));
}

/* A number and what follows it, which in English asks how many. */
static void
lead_part(const struct page *p, long n, int bold, enum word one)
{
	fputs(bold ? "<b>" : "", p->f);
	part_number(p->f, n);
	fputs(bold ? "</b>" : "", p->f);
	part_word(p, n == 1 ? one : (enum word)(one + 1));
}

static void
lead(const struct page *p)
{
	const struct report_summary *s = p->s;

	fputs("<p class=\"lead\">", p->f);
	if (s->sum.total == 0) {
		part_word(p, W_LEAD_NONE);
	} else {
		lead_part(p, s->sum.total, 1, W_LEAD_1);
		lead_part(p, s->systems_hit, 0, W_LEAD_2);
		lead_part(p, s->sum.kev, 1, W_LEAD_3);
		lead_part(p, s->sum.overdue, 1, W_LEAD_4);
	}
	fputs("<small>", p->f);
	part_word(p, W_WEEK_1);
	part_number(p->f, s->week_found);
	part_word(p, W_WEEK_2);
	part_number(p->f, s->week_closed);
	part_word(p, W_WEEK_3);
	fputs("</small></p>\n", p->f);
}

static void
warnings(const struct page *p)
{
	struct buf text;

	buf_init(&text, 4096);
	fputs("<div class=\"warn\">", p->f);
	for (int i = 0; i < WARNS; i++) {
		if (!warn_text(&text, p->s, (enum warn)i, p->lang))
			continue;
		fputs("<p>", p->f);
		html_text(p->f, text.data);
		fputs("</p>\n", p->f);
	}
	fputs("</div>\n", p->f);
	buf_free(&text);
}

static void
tile(const struct page *p, const char *class, enum word label, long n, long of)
{
	fprintf(p->f, "<div class=\"tile %s\"><dt>", class);
	part_word(p, label);
	fputs("</dt><dd>", p->f);
	part_number(p->f, n);
	if (of >= 0) {
		fputs("<small>", p->f);
		part_word(p, W_OF);
		part_number(p->f, of);
		fputs("</small>", p->f);
	}
	fputs("</dd></div>\n", p->f);
}

static void
tiles(const struct page *p)
{
	static const char *const class[] = { "t0", "t1", "t2", "t3", "t4" };
	const struct report_summary *s = p->s;

	fputs("<dl class=\"tiles levels\">\n", p->f);
	for (int i = 0; i < LEVELS; i++)
		tile(p, class[i], (enum word)(W_URGENT + i), s -> sum.level[i],
		    -1);
	fputs("</dl>\n<dl class=\"tiles\">\n", p->f);
	tile(p, "", W_UNRESOLVED, s->sum.total, -1);
	tile(p, "", W_EXPLOITED, s->sum.kev, -1);
	tile(p, "", W_OVERDUE, s->sum.overdue, -1);
	tile(p, "", W_AFFECTED_SYSTEMS, s->systems_hit, s->system_count);
	fputs("</dl>\n", p->f);
}

static void
figure_open(const struct page *p, enum word title, enum word note)
{
	fputs("<figure><figcaption><b>", p->f);
	part_word(p, title);
	fputs("</b> ", p->f);
	part_word(p, note);
	fputs("</figcaption>\n", p->f);
}

static void
due_chart(const struct page *p)
{
	static const int colour[DUES] = { 0, 0, 1, 2, 3, 3, 4 };
	struct chart_row row[DUES];

	for (int i = 0; i < DUES; i++)
		row[i] = (struct chart_row){ word((enum word)(W_OVER_90 + i),
						 p->lang),
			p->s->due[i], colour[i] };
	figure_open(p, W_S_DUE, W_S_DUE_NOTE);
	chart_bars(p->f, word(W_S_DUE, p->lang), row, DUES);
	fputs("</figure>\n", p->f);
}

/* The darker the more, in five steps. */
static int
shade(long n, long most)
{
	return n == 0 ? 0 : 1 + (int)(4 * (n - 1) / (most > 1 ? most - 1 : 1));
}

static void
matrix(const struct page *p)
{
	static const char *const rows[] = { "≥ 50%", "10–50%", "1–10%",
		"0.1–1%", "< 0.1%" };
	static const char *const columns[] = { "≥ 9.0", "7.0–8.9", "4.0–6.9",
		"< 4.0" };
	long most = 0;

	figure_open(p, W_S_MATRIX, W_S_MATRIX_NOTE);
	fputs(
	    "<table class=\"matrix\"><thead><tr><th scope=\"col\">EPSS \\ CVSS</th>",
	    p->f);
	for (int c = MATRIX_CVSS - 1; c >= 0; c--) {
		fputs("<th scope=\"col\">", p->f);
		html_text(p->f, columns[c]);
		fputs("</th>", p->f);
	}
	fputs("</tr></thead><tbody>\n", p->f);
	for (int r = 0; r < MATRIX_EPSS; r++)
		for (int c = 0; c < MATRIX_CVSS; c++)
			if (p->s->matrix[r][c] > most)
				most = p->s->matrix[r][c];
	for (int r = 0; r < MATRIX_EPSS; r++) {
		fputs("<tr><th scope=\"row\">", p->f);
		html_text(p->f, rows[r]);
		fputs("</th>", p->f);
		for (int c = MATRIX_CVSS - 1; c >= 0; c--) {
			long n = p->s->matrix[r][c];

			fprintf(p->f, "<td class=\"s%d\">", shade(n, most));
			part_number(p->f, n);
			fputs("</td>", p->f);
		}
		fputs("</tr>\n", p->f);
	}
	fputs("</tbody></table>\n", p->f);
	if (p->s->no_epss_or_score > 0) {
		fputs("<p class=\"note\">", p->f);
		part_word(p, W_MATRIX_REST);
		part_number(p->f, p->s->no_epss_or_score);
		part_word(p, W_COUNT_UNIT);
		fputs("</p>", p->f);
	}
	fputs("</figure>\n", p->f);
}

static long
year_total(const struct report_summary *s, int i)
{
	long sum = 0;

	for (int k = 0; k < LEVELS; k++)
		sum += s->year[i][k];
	return sum;
}

static void
year_chart(const struct page *p)
{
	struct chart_column column[REPORT_YEARS];
	int from = 0, to = REPORT_YEARS - 1, n = 0;

	while (from < to && year_total(p->s, from) == 0)
		from++;
	while (to > from && year_total(p->s, to) == 0)
		to--;
	if (year_total(p->s, from) == 0)
		return;
	for (int i = from; i <= to; i++, n++) {
		column[n].label = REPORT_FIRST_YEAR + i;
		for (int k = 0; k < CHART_PARTS; k++)
			column[n].part[k] = p->s->year[i][k];
	}
	figure_open(p, W_S_YEAR, W_S_YEAR_NOTE);
	chart_columns(p->f, word(W_S_YEAR, p->lang), column, n);
	fputs("<p class=\"key\">", p->f);
	for (int i = 0; i < LEVELS; i++) {
		fprintf(p->f, "<span><i class=\"k%d\"></i>", i);
		part_word(p, (enum word)(W_URGENT + i));
		fputs("</span>", p->f);
	}
	fputs("</p></figure>\n", p->f);
}

static void
picture(const struct page *p)
{
	fputs("<section id=\"picture\" aria-labelledby=\"h-picture\">\n"
	      "<h2 id=\"h-picture\">",
	    p->f);
	part_word(p, W_S_PICTURE);
	fputs("</h2>\n<div class=\"pair\">\n", p->f);
	due_chart(p);
	matrix(p);
	fputs("</div>\n", p->f);
	year_chart(p);
	part_close(p);
}

static void
states(const struct page *p)
{
	part_open(p, "states", W_S_STATE, W_S_STATE_NOTE);
	fputs("<dl class=\"states\">\n", p->f);
	for (int i = 0; i < STATES; i++) {
		fprintf(p->f, "<div%s><dt>",
		    p->s->state[i] == 0 ? " class=\"nil\"" : "");
		part_word(p, (enum word)(W_OPEN + i));
		fputs("</dt><dd>", p->f);
		part_number(p->f, p->s->state[i]);
		fputs("</dd></div>\n", p->f);
	}
	fputs("</dl>\n", p->f);
	part_close(p);
}

static void
source_cells(const struct page *p, const struct report_source *source)
{
	int64_t newest = source->checked_at > source->data_at
			     ? source->checked_at
			     : source->data_at;
	int64_t days = (p->s->now - newest) / 86400;
	char date[CLOCK_TEXT];

	fputs("<td>", p->f);
	if (source->data_at != 0)
		fputs(clock_format_jst_date(source->data_at, date), p->f);
	else
		part_word(p, W_DASH);
	fputs("</td><td>", p->f);
	if (source->checked_at != 0)
		fputs(clock_format_jst_date(source->checked_at, date), p->f);
	else
		part_word(p, W_DASH);
	fputs("</td><td class=\"n\">", p->f);
	if (newest == 0) {
		part_word(p, W_NEVER);
	} else {
		part_number(p->f, days < 0 ? 0 : (long)days);
		part_word(p, days == 1 ? W_DAY_UNIT : W_DAYS_UNIT);
		if (source->stale) {
			fputs(" <span class=\"lv l0\">", p->f);
			part_word(p, W_STALE);
			fputs("</span>", p->f);
		}
	}
	fputs("</td>", p->f);
}

static void
sources(const struct page *p)
{
	static const enum word heads[] = { W_SOURCE, W_DATA_OF, W_CHECKED,
		W_AGE };

	part_open(p, "sources", W_S_SOURCES, W_S_SOURCES_NOTE);
	fputs("<table class=\"narrow\"><thead><tr>", p->f);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		fprintf(p->f, "<th scope=\"col\"%s>",
		    heads[i] == W_AGE ? " class=\"n\"" : "");
		part_word(p, heads[i]);
		fputs("</th>", p->f);
	}
	fputs("</tr></thead><tbody>\n", p->f);
	for (int i = 0; i < p->s->source_count; i++) {
		fputs("<tr><th scope=\"row\">", p->f);
		html_text(p->f, p->s->source[i].name);
		fputs("</th>", p->f);
		source_cells(p, &p->s->source[i]);
		fputs("</tr>\n", p->f);
	}
	fputs("</tbody></table>\n<p class=\"note\" lang=\"en\">", p->f);
	part_word(p, W_NVD_NOTICE);
	fputs("</p>\n", p->f);
	part_close(p);
}

static void
legend(const struct page *p)
{
	fputs("<section id=\"legend\" aria-labelledby=\"h-legend\">\n"
	      "<h2 id=\"h-legend\">",
	    p->f);
	part_word(p, W_S_LEGEND);
	fputs("</h2>\n<dl class=\"legend\">\n", p->f);
	for (int i = 0; i < LEVELS; i++) {
		fputs("<dt>", p->f);
		part_level(p, (enum level)i);
		fputs("</dt><dd>", p->f);
		part_word(p, (enum word)(W_LEGEND_URGENT + i));
		fputs("</dd>\n", p->f);
	}
	fputs("<dt><span class=\"mark\">", p->f);
	part_word(p, W_POSSIBLE_MARK);
	fputs("</span></dt><dd>", p->f);
	part_word(p, W_POSSIBLE_NOTE);
	if (p->s->possible > 0) {
		fputs(" (", p->f);
		part_number(p->f, p->s->possible);
		part_word(p, W_COUNT_UNIT);
		fputs(")", p->f);
	}
	fputs("</dd>\n</dl>\n", p->f);
	part_close(p);
}

static void
contents(const struct page *p)
{
	static const struct {
		const char *id;
		enum word title;
	} entry[] = { { "notices", W_S_NOTICE }, { "first", W_S_FIRST },
		{ "picture", W_S_PICTURE }, { "organizations", W_S_ORG },
		{ "systems", W_S_SYSTEM }, { "kev", W_S_KEV },
		{ "overdue", W_S_OVERDUE }, { "newest", W_S_NEWEST },
		{ "states", W_S_STATE }, { "sources", W_S_SOURCES } };

	fputs("<nav aria-label=\"", p->f);
	part_word(p, W_CONTENTS);
	fputs("\">", p->f);
	for (size_t i = p->s->notice_count == 0;
	     i < sizeof entry / sizeof *entry; i++) {
		fprintf(p->f, "<a href=\"#%s\">", entry[i].id);
		part_word(p, entry[i].title);
		fputs("</a>\n", p->f);
	}
	fputs("</nav>\n", p->f);
}

static void
head(const struct page *p)
{
	fprintf(p->f,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\""
	    " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<meta name=\"viewport\""
	    " content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"generator\" content=\"vvs " VVS_VERSION "\">\n"
	    "<title>",
	    word(W_LANG_CODE, p->lang));
	part_word(p, W_TITLE);
	fprintf(p->f, "</title>\n<style>\n%s</style>\n</head>\n<body>\n",
	    html_style);
	fputs("<a class=\"skip\" href=\"#main\">", p->f);
	part_word(p, W_SKIP);
	fputs("</a>\n", p->f);
}

void
html_summary(FILE *f, const struct report_summary *s, enum lang lang)
{
	struct page page = { f, s, lang }, *p = &page;

	head(p);
	header(p);
	contents(p);
	fputs("<main id=\"main\">\n", f);
	lead(p);
	warnings(p);
	tiles(p);
	part_notices(p);
	part_first(p);
	picture(p);
	part_organizations(p);
	part_systems(p);
	part_kev(p);
	part_overdue(p);
	part_newest(p);
	states(p);
	sources(p);
	legend(p);
	fputs("</main>\n<footer>vvs " VVS_VERSION "</footer>\n</body>\n"
	      "</html>\n",
	    f);
}
