#include "job/letter_cve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "job/letter_template.h"
#include "job/letter_words.h"
#include "rec/cve.h"
#include "store/advisory.h"
#include "text/mime.h"
#include "text/wrap.h"

/* The description of a CVE as its sources give it. */
struct description {
	struct arena arena;
	const char *en, *ja;
};

static int
see_advisory(const char *record, size_t n, void *arg)
{
	struct description *d = arg;
	const char *why;
	const struct json *v = json_parse(&d->arena, record, n, &why);
	const struct json *text = json_get(v, "description");

	if (d->ja == NULL)
		d->ja = json_str(text, "ja");
	if (d->en == NULL)
		d->en = json_str(text, "en");
	return 0;
}

/* Text of the CVE for a mail; `note` says if it is in the other language. */
static void
describe(struct buf *out, struct store *st, int64_t cve, int japanese,
    const char **note)
{
	struct description d = { .arena = ARENA_INIT };
	const char *mine, *other;
	char *text;

	*note = NULL;
	advisory_of(st, cve, see_advisory, &d);
	mine = japanese ? d.ja : d.en;
	other = japanese ? d.en : d.ja;
	if (mine == NULL && other != NULL)
		*note = word_untranslated(japanese);
	text = xstrdup(mine != NULL    ? mine
		       : other != NULL ? other
				       : word_no_text(japanese));
	mime_clean(text);
	wrap_cut(out, text, LETTER_TEXT);
	free(text);
	arena_free(&d.arena);
}

void
letter_products(struct buf *out, const struct letter_item *item, size_t n)
{
	int count = 0;

	for (size_t i = 0; i < n && count < 3; i++) {
		size_t k = 0;

		if (item[i].product == NULL)
			continue;
		while (k < i && (item[k].product == NULL ||
				    strcmp(item[k].product, item[i].product)))
			k++;
		if (k < i)
			continue;
		buf_addf(out, "%s%s", count++ > 0 ? ", " : "", item[i].product);
	}
}

static void
add_systems(
    struct buf *out, const struct letter_item *item, size_t n, int japanese)
{
	struct buf line;

	buf_init(&line, LETTER_MAX);
	for (size_t i = 0; i < n && i < LETTER_SYSTEMS; i++) {
		if (item[i].machine == NULL)
			break;
		buf_clear(&line);
		word_system(&line, &item[i], japanese);
		buf_adds(out, i > 0 ? "\n" : "");
		wrap_cut(out, line.data, LETTER_COLUMNS);
	}
	buf_free(&line);
	if (n > LETTER_SYSTEMS && item->machine != NULL) {
		buf_addc(out, '\n');
		word_more_systems(out, n - LETTER_SYSTEMS, japanese);
	}
}

/* How many items at the front are about one CVE. */
static size_t
group(const struct letter_item *item, size_t n)
{
	size_t k = 1;

	while (k < n && item[k].cve == item->cve)
		k++;
	return k;
}

static int
best_confidence(const struct letter_item *item, size_t n)
{
	int best = 0;

	for (size_t i = 0; i < n; i++)
		if (item[i].confidence > best)
			best = item[i].confidence;
	return best;
}

/* The texts of one group, for its template and for the subject. */
struct texts {
	struct buf cvss, exploited, change, text, product, systems, confidence;
};
#define TEXTS (sizeof(struct texts) / sizeof(struct buf))

static void
texts_init(struct texts *t)
{
	for (size_t i = 0; i < TEXTS; i++)
		buf_init((struct buf *)t + i, LETTER_MAX);
}

static void
texts_free(struct texts *t)
{
	for (size_t i = 0; i < TEXTS; i++)
		buf_free((struct buf *)t + i);
}

static void
add_group(struct buf *out, struct store *st, const char *template,
    const struct letter_item *item, size_t n, int japanese)
{
	char cve[CVE_TEXT], url[80];
	const char *note;
	struct texts t;

	texts_init(&t);
	cve_format(item->cve, cve);
	snprintf(url, sizeof url, "https://nvd.nist.gov/vuln/detail/%s", cve);
	word_cvss(&t.cvss, item, japanese);
	word_exploited(&t.exploited, item, japanese);
	word_change(&t.change, item, japanese);
	word_confidence(&t.confidence, best_confidence(item, n), japanese);
	describe(&t.text, st, item->cve, japanese, &note);
	letter_products(&t.product, item, n);
	add_systems(&t.systems, item, n, japanese);
	letter_template_fill(out, template,
	    (struct template_value[]){
		{ "level", word_level(item->now.level, japanese) },
		{ "cve", cve }, { "product", t.product.data },
		{ "cvss", t.cvss.data }, { "exploited", t.exploited.data },
		{ "change", t.change.data }, { "text", t.text.data },
		{ "note", note }, { "systems", t.systems.data },
		{ "confidence", item->machine ? t.confidence.data : NULL },
		{ "due", item->now.open ? item->due : NULL }, { "url", url },
		{ 0 } });
	texts_free(&t);
}

static void
add_line(struct buf *out, const struct letter_item *item, int japanese)
{
	char cve[CVE_TEXT];

	buf_addf(out, "%s %s", cve_format(item->cve, cve),
	    word_level(item->now.level, japanese));
	if (item->machine != NULL) {
		buf_adds(out, "  ");
		word_system(out, item, japanese);
	}
	buf_addc(out, '\n');
}

void
letter_cves(struct letter *l, struct buf *items, struct buf *more,
    struct store *st, const char *template, const struct letter_item *item,
    size_t n, int japanese)
{
	size_t groups = 0, left = 0, k;

	for (size_t i = 0; i < n; i += k, groups++) {
		char cve[CVE_TEXT];

		k = group(item + i, n - i);
		buf_addf(&l->about, "%s%s", groups > 0 ? " " : "",
		    cve_format(item[i].cve, cve));
		if (groups < LETTER_FULL)
			add_group(items, st, template, item + i, k, japanese);
		else if (groups < LETTER_FULL + LETTER_LINES)
			add_line(items, item + i, japanese);
		else
			left++;
	}
	if (left > 0)
		word_more(more, left, japanese);
}
