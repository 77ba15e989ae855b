#include "job/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "job/letter_cve.h"
#include "job/letter_template.h"
#include "job/letter_words.h"
#include "rec/cve.h"
#include "text/mime.h"
#include "text/wrap.h"

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

/* What a subject or a greeting may say of all together. */
struct counts {
	char fresh[12], changed[12], urgent[12], all[12];
	char date[CLOCK_TEXT];
};

static void
count(struct counts *c, struct letter *l, const struct letter_content *of)
{
	int fresh = 0, changed = 0;

	l->urgent = 0;
	for (size_t i = 0; i < of->items; i++) {
		if (of->item[i].known)
			changed++;
		else
			fresh++;
		l->urgent +=
		    of->item[i].now.open && rank(of->item[i].now.level) == 0;
	}
	snprintf(c->fresh, sizeof c->fresh, "%d", fresh);
	snprintf(c->changed, sizeof c->changed, "%d", changed);
	snprintf(c->urgent, sizeof c->urgent, "%d", l->urgent);
	clock_format_jst(clock_now(), c->date);
	l->findings = (int)(of->items > 0     ? of->items
			    : of->reminds > 0 ? of->reminds
					      : of->notices);
	snprintf(c->all, sizeof c->all, "%d", l->findings);
}

static int
is_plan(const struct remind_item *r)
{
	return r->kind == REMIND_OVERDUE || r->kind == REMIND_NEARLY;
}

static void
add_reminds(struct buf *out, const struct letter_content *c, int japanese)
{
	struct letter_template t;

	if (c->reminds == 0)
		return;
	letter_template_read(&t, "reminder", japanese);
	if (c->items > 0)
		word_reminders(out, c->reminds, japanese);
	for (size_t i = 0; i < c->reminds && i < LETTER_LINES; i++) {
		const struct remind_item *r = &c->remind[i];

		letter_template_fill(out, t.part[LETTER_ITEM_PART],
		    (struct template_value[]){
			{ "kind", word_remind(r->kind, japanese) },
			{ "what", r->what }, { "date", r->date },
			{ "due", is_plan(r) ? r->date : NULL },
			{ "until", is_plan(r) ? NULL : r->date },
			{ "assignee", r->assignee },
			{ "requester", r->requester },
			{ "approver", r->approver },
			{ "reason", word_reason(r->reason, japanese) },
			{ 0 } });
	}
	if (c->reminds > LETTER_LINES)
		word_more_systems(out, c->reminds - LETTER_LINES, japanese);
	free(t.text);
}

/* "2026-11-25 18:00 - 2026-11-25 20:00 (JST)"; nothing if neither is known. */
static void
format_span(const struct notice_item *n, char text[2 * CLOCK_TEXT + 16])
{
	char from[CLOCK_TEXT] = "", to[CLOCK_TEXT] = "";

	if (n->from != 0)
		clock_format_jst(n->from, from);
	if (n->to != 0)
		clock_format_jst(n->to, to);
	if (n->from == 0 && n->to == 0)
		*text = '\0';
	else
		snprintf(text, 2 * CLOCK_TEXT + 16, "%s - %s%s", from, to,
		    n->to != 0 ? " (JST)" : "(JST)");
}

static const char *
title_of(const struct notice_item *n, int japanese)
{
	return japanese || n->title_en == NULL ? n->title : n->title_en;
}

static void
add_notices(struct buf *out, const struct letter_content *c, int japanese)
{
	char span[2 * CLOCK_TEXT + 16];
	struct letter_template t;

	if (c->notices == 0)
		return;
	letter_template_read(&t, "announcement", japanese);
	if (c->items > 0 || c->reminds > 0)
		word_announcements(out, c->notices, japanese);
	for (size_t i = 0; i < c->notices && i < LETTER_LINES; i++) {
		const struct notice_item *n = &c->notice[i];

		format_span(n, span);
		letter_template_fill(out, t.part[LETTER_ITEM_PART],
		    (struct template_value[]){
			{ "kind", word_notice(n->category, japanese) },
			{ "news", word_news(n->news, japanese) },
			{ "title", title_of(n, japanese) }, { "span", span },
			{ "text", japanese || n->text_en == NULL ? n->text
								 : n->text_en },
			{ 0 } });
	}
	free(t.text);
}

/* All values that a subject or a text may name. */
struct values {
	struct counts count;
	struct buf items, more, product, filter, reminds, notices, also, title;
	char cve[CVE_TEXT];
};

static void
values_make(struct values *v, struct letter *l, struct store *st,
    const struct letter_content *c, const char *template, int japanese)
{
	buf_init(&v->items, LETTER_MAX);
	buf_init(&v->more, LETTER_MAX);
	buf_init(&v->product, LETTER_MAX);
	buf_init(&v->filter, LETTER_MAX);
	buf_init(&v->reminds, LETTER_MAX);
	buf_init(&v->notices, LETTER_MAX);
	buf_init(&v->also, LETTER_MAX);
	buf_init(&v->title, LETTER_MAX);
	count(&v->count, l, c);
	if (c->filter != NULL) {
		word_filter(&v->filter, c->filter, japanese);
		mime_clean(v->filter.data);
	}
	v->cve[0] = '\0';
	if (c->items > 0) {
		letter_cves(l, &v->items, &v->more, st, template, c->item,
		    c->items, japanese);
		letter_products(&v->product, c->item, c->items);
		cve_format(c->item->cve, v->cve);
	}
	add_reminds(&v->reminds, c, japanese);
	add_notices(&v->notices, c, japanese);
	if (c->notices > 0)
		word_title(&v->title, c->notice, title_of(c->notice, japanese),
		    c->notices, japanese);
	word_also(&v->also, c->items > 0 ? c->reminds : 0,
	    c->items > 0 || c->reminds > 0 ? c->notices : 0, japanese);
}

static void
values_free(struct values *v)
{
	buf_free(&v->items);
	buf_free(&v->more);
	buf_free(&v->product);
	buf_free(&v->filter);
	buf_free(&v->reminds);
	buf_free(&v->notices);
	buf_free(&v->also);
	buf_free(&v->title);
}

void
letter_write(struct letter *l, struct store *st, const struct person *to,
    const struct letter_content *c)
{
	int japanese = to->japanese;
	struct letter_template t;
	struct buf subject;
	struct values v;
	char *one_line;

	buf_clear(&l->subject), buf_clear(&l->text), buf_clear(&l->about);
	buf_init(&subject, LETTER_MAX);
	letter_template_read(&t, c->kind, japanese);
	values_make(&v, l, st, c, t.part[LETTER_ITEM_PART], japanese);

	struct template_value value[] = { { "name", to->name }, { "id", c->id },
		{ "date", v.count.date }, { "new", v.count.fresh },
		{ "changed", v.count.changed }, { "urgent", v.count.urgent },
		{ "count", v.count.all },
		{ "mark", word_mark(l->urgent > 0, japanese) },
		{ "title", v.title.data }, { "cve", v.cve },
		{ "product", v.product.data }, { "items", v.items.data },
		{ "more", v.more.data }, { "reminders", v.reminds.data },
		{ "announcements", v.notices.data }, { "also", v.also.data },
		{ "others", word_others(v.also.data, japanese) },
		{ "filter", v.filter.data }, { 0 } };
	letter_template_fill(&l->text, t.part[LETTER_TEXT_PART], value);
	/* a value at the end of a line would be wrapped */
	one_line = xasprintf("%s ", t.part[LETTER_SUBJECT_PART]);
	letter_template_fill(&subject, one_line, value);
	if (subject.len > 0)
		subject.data[--subject.len] = '\0';
	free(one_line);
	wrap_cut(&l->subject, subject.data, LETTER_SUBJECT);
	mime_clean(l->subject.data);
	letter_signature(&l->text, japanese);
	values_free(&v);
	buf_free(&subject);
	free(t.text);
}
