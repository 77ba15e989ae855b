#include "job/letter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/conf.h"
#include "base/mem.h"
#include "base/share.h"
#include "base/utf8.h"
#include "job/letter_words.h"
#include "rec/cve.h"
#include "store/advisory.h"
#include "text/mime.h"
#include "text/template.h"
#include "text/wrap.h"

#define TEMPLATE_MAX 65536 /* bytes */
#define PARTS 3
#define JST 32400 /* seconds */

struct template_file {
	char *text;
	char *part[PARTS];
};

/* The description of a CVE as its sources give it. */
struct description {
	struct arena arena;
	const char *en, *ja;
};

void
letter_init(struct letter *l)
{
	buf_init(&l->subject, 4096);
	buf_init(&l->text, LETTER_MAX);
	buf_init(&l->about, LETTER_MAX);
}

void
letter_free(struct letter *l)
{
	buf_free(&l->subject);
	buf_free(&l->text);
	buf_free(&l->about);
}

static int
rank(const char *level)
{
	static const char *const name[] = { "urgent", "high", "medium", "low" };

	for (int i = 0; i < 4; i++)
		if (strcmp(level, name[i]) == 0)
			return i;
	return 4;
}

static int
compare(const void *va, const void *vb)
{
	const struct letter_item *a = va, *b = vb;
	int by = b->now.open - a->now.open;

	if (a->cve == b->cve && by != 0)
		return by;
	if ((by = rank(a->now.level) - rank(b->now.level)) != 0 ||
	    (by = b->now.kev - a->now.kev) != 0 ||
	    (by = b->score - a->score) != 0)
		return by;
	if (a->cve != b->cve)
		return a->cve > b->cve ? -1 : 1;
	return strcmp(a->subject, b->subject);
}

void
letter_sort(struct letter_item *item, size_t n)
{
	if (n > 0)
		qsort(item, n, sizeof *item, compare);
}

static char *
read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = xmalloc(TEMPLATE_MAX + 1);
	size_t n;

	if (f == NULL)
		die(CMD_CONF, "cannot open '%s': %s", path, strerror(errno));
	n = fread(text, 1, TEMPLATE_MAX + 1, f);
	if (ferror(f))
		die(CMD_IO, "cannot read '%s': %s", path, strerror(errno));
	fclose(f);
	if (n > TEMPLATE_MAX)
		die(CMD_CONF, "'%s' is too long", path);
	text[n] = '\0';
	if (!utf8_valid(text, n) || strlen(text) != n)
		die(CMD_CONF, "'%s' is not UTF-8", path);
	return text;
}

/* The file that the configuration or the installation has; free it. */
static char *
file_path(const char *kind, int japanese)
{
	const char *dir = conf_get("mail.templates", NULL);
	const char *lang = japanese ? "ja" : "en";
	char *name, *path;

	if (dir != NULL) {
		path = xasprintf("%s/%s.%s", dir, kind, lang);
		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	name = xasprintf("mail/%s.%s", kind, lang);
	path = share_path(name);
	free(name);
	return path;
}

/* The parts end before their "%%" line; the first has no newline. */
static void
read_template(struct template_file *t, const char *kind, int japanese)
{
	char *path = file_path(kind, japanese), *p;
	int n = 0;

	p = t->text = read_file(path);
	t->part[n++] = p;
	while ((p = strstr(p, "\n%%\n")) != NULL && n < PARTS) {
		p[n == 1 ? 0 : 1] = '\0';
		p += strlen("\n%%\n");
		t->part[n++] = p;
	}
	if (n != PARTS)
		die(CMD_CONF, "'%s' needs %d parts", path, PARTS);
	free(path);
}

static void
fill(struct buf *out, const char *text, const struct template_value *value)
{
	const char *unknown = template_fill(out, text, value);

	if (unknown != NULL)
		die(CMD_CONF, "unknown value '{%.*s}' in a mail template",
		    (int)strcspn(unknown, "}"), unknown);
}

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

/* The names of the products of a group, each once. */
static void
add_products(struct buf *out, const struct letter_item *item, size_t n)
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
	add_products(&t.product, item, n);
	add_systems(&t.systems, item, n, japanese);
	fill(out, template,
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

/* Of a long list the most urgent in full, then lines, then a number. */
static void
add_groups(struct letter *l, struct buf *items, struct buf *more,
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

static void
add_signature(struct buf *out, int japanese)
{
	const char *own = conf_get("mail.signature", NULL);
	char *path =
	    own != NULL ? xstrdup(own) : file_path("signature", japanese);
	char *text = read_file(path);

	buf_adds(out, "\n-- \n");
	buf_adds(out, text);
	free(text);
	free(path);
}

/* What a subject or a greeting may say of all news together. */
struct counts {
	char fresh[12], changed[12], urgent[12];
	char date[CLOCK_TEXT];
};

static void
format_now(char text[CLOCK_TEXT])
{
	char utc[CLOCK_TEXT];

	clock_format(clock_now() + JST, utc);
	snprintf(text, CLOCK_TEXT, "%.10s %.5s", utc, utc + 11);
}

static void
count(struct counts *c, struct letter *l, const struct letter_item *item,
    size_t n)
{
	int fresh = 0, changed = 0;

	l->urgent = 0;
	l->findings = (int)n;
	for (size_t i = 0; i < n; i++) {
		if (item[i].known)
			changed++;
		else
			fresh++;
		l->urgent += item[i].now.open && rank(item[i].now.level) == 0;
	}
	snprintf(c->fresh, sizeof c->fresh, "%d", fresh);
	snprintf(c->changed, sizeof c->changed, "%d", changed);
	snprintf(c->urgent, sizeof c->urgent, "%d", l->urgent);
	format_now(c->date);
}

/* Part 0 is the subject, part 1 the text; in `value` is all of it. */
static void
fill_parts(struct letter *l, const struct template_file *t,
    const struct template_value *value, int japanese)
{
	struct buf subject;

	buf_init(&subject, LETTER_MAX);
	fill(&l->text, t->part[1], value);
	fill(&subject, t->part[0], value);
	wrap_cut(&l->subject, subject.data, LETTER_SUBJECT);
	mime_clean(l->subject.data);
	add_signature(&l->text, japanese);
	buf_free(&subject);
}

void
letter_remind(struct letter *l, const struct person *to, const char *id,
    const struct remind_item *item, size_t n)
{
	struct buf items, more;
	struct template_file t;
	char count[24], date[CLOCK_TEXT];

	buf_clear(&l->subject), buf_clear(&l->text), buf_clear(&l->about);
	buf_init(&items, LETTER_MAX);
	buf_init(&more, 1000);
	l->findings = (int)n;
	l->urgent = 0;
	read_template(&t, "reminder", to->japanese);
	for (size_t i = 0; i < n && i < LETTER_LINES; i++)
		fill(&items, t.part[2],
		    (struct template_value[]){
			{ "kind", word_remind(item[i].kind, to->japanese) },
			{ "what", item[i].what }, { "date", item[i].date },
			{ "assignee", item[i].assignee },
			{ "requester", item[i].requester },
			{ "approver", item[i].approver },
			{ "reason", word_reason(item[i].reason, to->japanese) },
			{ 0 } });
	if (n > LETTER_LINES)
		word_more_systems(&more, n - LETTER_LINES, to->japanese);
	format_now(date);
	snprintf(count, sizeof count, "%zu", n);
	fill_parts(l, &t,
	    (struct template_value[]){ { "name", to->name }, { "id", id },
		{ "date", date }, { "count", count }, { "items", items.data },
		{ "more", more.data }, { 0 } },
	    to->japanese);
	free(t.text);
	buf_free(&items);
	buf_free(&more);
}

void
letter_write(struct letter *l, struct store *st, const struct person *to,
    const char *kind, const char *id, const struct letter_item *item, size_t n)
{
	struct buf items, more, product, filter;
	struct template_file t;
	struct counts c;
	char cve[CVE_TEXT];

	buf_clear(&l->subject), buf_clear(&l->text), buf_clear(&l->about);
	buf_init(&items, LETTER_MAX);
	buf_init(&more, 1000);
	buf_init(&product, 4096);
	buf_init(&filter, 4096);
	if (l->filter != NULL) {
		word_filter(&filter, l->filter, to->japanese);
		mime_clean(filter.data);
	}
	count(&c, l, item, n);
	read_template(&t, kind, to->japanese);
	add_groups(l, &items, &more, st, t.part[2], item, n, to->japanese);
	add_products(&product, item, n);

	struct template_value value[] = { { "name", to->name }, { "id", id },
		{ "date", c.date }, { "new", c.fresh },
		{ "changed", c.changed }, { "urgent", c.urgent },
		{ "mark", word_mark(l->urgent > 0, to->japanese) },
		{ "cve", cve_format(item->cve, cve) },
		{ "product", product.data }, { "items", items.data },
		{ "more", more.data }, { "filter", filter.data }, { 0 } };
	fill_parts(l, &t, value, to->japanese);
	free(t.text);
	buf_free(&items);
	buf_free(&more);
	buf_free(&product);
	buf_free(&filter);
}
