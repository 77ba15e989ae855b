#include "report/lines.h"

#include "base/clock.h"

static const char *const level_name[LEVELS] = { "urgent", "high", "medium",
	"low", "unrated" };
static const char *const state_name[STATES] = { "open", "investigating",
	"affected", "planned", "waiver_requested", "done", "resolved",
	"not_affected", "waived", "retracted" };
static const char *const due_name[DUES] = { "over_90", "over_30", "over_1",
	"in_7", "in_30", "later", "none" };

static void
number(struct jsonw *w, const char *key, long n)
{
	jsonw_key(w, key);
	jsonw_int(w, n);
}

static void
group(struct jsonw *w, const char *key, const char *const *name,
    const long *value, int n)
{
	jsonw_key(w, key);
	jsonw_open(w, '{');
	for (int i = 0; i < n; i++)
		number(w, name[i], value[i]);
	jsonw_close(w, '}');
}

static void
counts(struct jsonw *w, const struct report_counts *c)
{
	number(w, "open", c->total);
	group(w, "level", level_name, c->level, LEVELS);
	number(w, "kev", c->kev);
	number(w, "overdue", c->overdue);
}

static void
end(struct jsonw *w, struct buf *out)
{
	jsonw_close(w, '}');
	buf_addc(out, '\n');
}

static void
start(struct jsonw *w, struct buf *out, const char *type)
{
	jsonw_init(w, out);
	jsonw_open(w, '{');
	jsonw_member(w, "type", type);
}

void
lines_summary(struct buf *out, const struct report_summary *s)
{
	struct jsonw w;
	char date[CLOCK_TEXT];

	start(&w, out, "summary");
	jsonw_member(&w, "as_of", clock_format_jst_date(s->now, date));
	jsonw_time(&w, "made_at", s->now);
	jsonw_member(&w, "scope", s->scope);
	counts(&w, &s->sum);
	number(&w, "systems", s->system_count);
	number(&w, "systems_affected", s->systems_hit);
	number(&w, "possible", s->possible);
	number(&w, "found_7_days", s->week_found);
	number(&w, "closed_7_days", s->week_closed);
	if (!s->scoped) {
		number(&w, "software", s->software);
		number(&w, "software_not_judged", s->nameless);
	}
	group(&w, "due", due_name, s->due, DUES);
	group(&w, "state", state_name, s->state, STATES);
	jsonw_key(&w, "sources");
	jsonw_open(&w, '[');
	for (int i = 0; i < s->source_count; i++) {
		const struct report_source *y = &s->source[i];

		jsonw_open(&w, '{');
		jsonw_member(&w, "name", y->name);
		jsonw_time(&w, "data_at", y->data_at);
		jsonw_time(&w, "checked_at", y->checked_at);
		jsonw_key(&w, "stale");
		jsonw_bool(&w, y->stale);
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, ']');
	end(&w, out);
}

void
lines_organization(struct buf *out, const struct report_org *o)
{
	struct jsonw w;

	start(&w, out, "summary-organization");
	jsonw_member(&w, "id", o->id);
	jsonw_member(&w, "name", o->name);
	jsonw_member(&w, "parent", o->parent_id);
	number(&w, "systems", o->systems);
	counts(&w, &o->sum);
	end(&w, out);
}

void
lines_system(struct buf *out, const struct report_summary *s,
    const struct report_system *y)
{
	struct jsonw w;

	start(&w, out, "summary-system");
	jsonw_member(&w, "id", y->id);
	jsonw_member(&w, "name", y->name);
	if (y->org >= 0)
		jsonw_member(&w, "organization", s->org[y->org].id);
	counts(&w, &y->sum);
	end(&w, out);
}

void
lines_notice(struct buf *out, const struct report_notice *n)
{
	struct jsonw w;

	start(&w, out, "summary-notice");
	jsonw_member(&w, "category", n->category);
	jsonw_member(&w, "title", n->title);
	jsonw_member(&w, "text", n->text);
	if (n->from != 0)
		jsonw_time(&w, "from", n->from);
	if (n->to != 0)
		jsonw_time(&w, "to", n->to);
	end(&w, out);
}
