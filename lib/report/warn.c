#include "report/warn.h"

#include "report/words.h"

static int
is_meant(const struct report_source *y, enum warn which)
{
	return which == WARN_STALE ? y->stale
				   : y->checked_at == 0 && y->data_at == 0;
}

static void
name_sources(struct buf *out, const struct report_summary *s, enum warn which,
    enum word intro, enum lang lang)
{
	for (int i = 0; i < s->source_count; i++) {
		if (!is_meant(&s->source[i], which))
			continue;
		buf_adds(out, out->len == 0 ? word(intro, lang) : ", ");
		buf_adds(out, s->source[i].name);
	}
}

static void
count_software(struct buf *out, const struct report_summary *s, enum lang lang)
{
	char all[WORD_NUMBER], nameless[WORD_NUMBER];

	if (s->nameless == 0)
		return;
	buf_addf(out, "%s%s%s%s%s", word(W_WARN_SOFTWARE_1, lang),
	    word_number(s->software, all), word(W_WARN_SOFTWARE_2, lang),
	    word_number(s->nameless, nameless), word(W_WARN_SOFTWARE_3, lang));
}

int
warn_text(struct buf *out, const struct report_summary *s, enum warn which,
    enum lang lang)
{
	buf_clear(out);
	if (which == WARN_STALE)
		name_sources(out, s, which, W_WARN_STALE, lang);
	else if (which == WARN_NEVER)
		name_sources(out, s, which, W_WARN_NEVER, lang);
	else
		count_software(out, s, lang);
	return out->len > 0;
}
