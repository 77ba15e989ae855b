#include "base/clock.h"
#include "report/html_part.h"

static void
span(const struct page *p, const struct report_notice *n)
{
	char text[CLOCK_TEXT];

	if (n->from != 0)
		html_text(p->f, clock_format_jst(n->from, text));
	if (n->from != 0 || n->to != 0)
		fputs(" – ", p->f);
	if (n->to != 0)
		html_text(p->f, clock_format_jst(n->to, text));
}

void
part_notices(const struct page *p)
{
	if (p->s->notice_count == 0)
		return;
	part_open(p, "notices", W_S_NOTICE, W_S_NOTICE_NOTE);
	fputs("<dl class=\"legend\">\n", p->f);
	for (int i = 0; i < p->s->notice_count; i++) {
		const struct report_notice *n = &p->s->notice[i];

		fputs("<dt><span class=\"mark\">", p->f);
		part_word(p, word_category(n->category));
		fputs("</span></dt><dd><b>", p->f);
		html_text(p->f, n->title);
		fputs("</b> ", p->f);
		span(p, n);
		if (n->text != NULL)
			fputs("<br/>", p->f);
		html_text(p->f, n->text);
		fputs("</dd>\n", p->f);
	}
	fputs("</dl>\n", p->f);
	part_close(p);
}
