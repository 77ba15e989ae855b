#include "workflow/measure.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "text/date.h"

const char *const measure_name[MEASURE_KINDS] = { "impact", "plan", "done",
	"request", "note", "assign" };

static const char *const impacts[] = { "affected", "not_affected",
	"investigating", NULL };

static const char *const justifications[] = { "component_not_present",
	"vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
	"vulnerable_code_cannot_be_controlled_by_adversary",
	"inline_mitigations_already_exist", NULL };

/* States that people leave by deciding; the others only take notes. */
static const char *const working[] = { "open", "investigating", "affected",
	"planned", "done", "not_affected", NULL };

/* Where its text and its date stand in the record, and whether they must. */
static const struct form {
	const char *text, *day;
	int needs_text, needs_day, needs_who;
	const char *others[3]; /* the other keys that go with it */
} form[MEASURE_KINDS] = {
	[MEASURE_IMPACT] = { "note", NULL, 0, 0, 0,
	    { "impact", "justification" } },
	[MEASURE_PLAN] = { "what", "due", 1, 1, 0, { "who" } },
	[MEASURE_DONE] = { "what", "when", 1, 0, 0, { NULL } },
	[MEASURE_REQUEST] = { "reason", "until", 1, 1, 0, { NULL } },
	[MEASURE_NOTE] = { "note", NULL, 1, 0, 0, { NULL } },
	[MEASURE_ASSIGN] = { "note", NULL, 0, 0, 1, { "who" } },
};

/* The keys that go with all of them: what it is about. */
static const char *const common[] = { "type", "kind", "finding", "cve",
	"system", "product", NULL };

static int
index_of(const char *const *list, const char *text)
{
	for (int i = 0; text != NULL && list[i] != NULL; i++)
		if (strcmp(list[i], text) == 0)
			return i;
	return -1;
}

static int PRINTF_LIKE(2, 3) unfit(char *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, MEASURE_WHY, lang_text(fmt), ap);
	va_end(ap);
	return -1;
}

/* Characters; -1 if one of them is a control other than a line's end. */
static long
length(const char *s)
{
	size_t n = strlen(s), len;
	unsigned c;
	long count = 0;

	for (; n > 0; s += len, n -= len, count++) {
		len = utf8_next(s, n, &c);
		if (len == 0 || (c < ' ' && c != '\n' && c != '\t') ||
		    (c >= 0x7f && c < 0xa0))
			return -1;
	}
	return count;
}

int
measure_check_text(const char *key, const char *text, char why[MEASURE_WHY])
{
	if (length(text) < 0)
		return unfit(why, "'%s' holds control characters", key);
	if (length(text) > MEASURE_TEXT_MAX)
		return unfit(why, "'%s' is longer than %d characters", key,
		    MEASURE_TEXT_MAX);
	return 0;
}

static int
read_text(const struct json *rec, const char *key, int needed, struct arena *a,
    const char **text, char *why)
{
	const char *s = json_str(rec, key);

	if (s == NULL || s[strspn(s, " \t\n")] == '\0')
		return needed ? unfit(why, "needs '%s'", key) : 0;
	if (measure_check_text(key, s, why) < 0)
		return -1;
	*text = arena_strndup(a, s, strlen(s));
	return 0;
}

static int
goes_with(const struct form *f, const char *key)
{
	return index_of(common, key) >= 0 || index_of(f->others, key) >= 0 ||
	       strcmp(key, f->text) == 0 ||
	       (f->day != NULL && strcmp(key, f->day) == 0);
}

static int
is_known(const char *key)
{
	for (int k = 0; k < MEASURE_KINDS; k++)
		if (goes_with(&form[k], key))
			return 1;
	return 0;
}

/*
 * A key that would be passed over in silence changes what was meant: a
 * misspelt "product" would select all of a system.
 */
static int
check_keys(const struct json *rec, enum measure_kind kind, char *why)
{
	int64_t v;

	for (const struct json *e = rec->child; e != NULL; e = e->next) {
		if (json_get(rec, e->key) != e)
			return unfit(why, "key '%.60s' stands twice", e->key);
		if (strcmp(e->key, "v") == 0) {
			if (!json_int(e, &v) || v != 1)
				return unfit(
				    why, "the record belongs to a newer vvs");
			continue;
		}
		if (!is_known(e->key))
			return unfit(why, "unknown key '%.60s'", e->key);
		if (!goes_with(&form[kind], e->key))
			return unfit(why, "'%s' does not go with '%s'", e->key,
			    measure_name[kind]);
		if (e->type != JSON_STRING)
			return unfit(why, "'%s' must be a text", e->key);
	}
	return 0;
}

static int
read_day(struct measure *m, const struct json *rec, int64_t today, char *why)
{
	const struct form *f = &form[m->kind];
	const char *s = f->day != NULL ? json_str(rec, f->day) : NULL;

	if (s == NULL && f->needs_day)
		return unfit(why, "needs '%s', a date", f->day);
	if (s == NULL) {
		m->has_day = m->kind == MEASURE_DONE;
		m->day = today;
		return 0;
	}
	if (date_parse(s, &m->day) < 0)
		return unfit(why,
		    "'%.60s' is no date: write it with its year, as "
		    "2026-07-29 or R8.7.29",
		    s);
	m->has_day = 1;
	if (m->kind == MEASURE_PLAN && m->day < today)
		return unfit(why, "the plan ends before today");
	if (m->kind == MEASURE_DONE && m->day > today)
		return unfit(why, "what is done was not done on %s", s);
	if (m->kind == MEASURE_REQUEST && m->day < today)
		return unfit(why, "the request ends before today");
	return 0;
}

static int
read_impact(struct measure *m, const struct json *rec, char *why)
{
	const char *s = json_str(rec, "impact");
	int i = index_of(impacts, s);

	if (i < 0)
		return unfit(why, "impact must be affected, not_affected or "
				  "investigating");
	m->impact = impacts[i];
	s = json_str(rec, "justification");
	if (strcmp(m->impact, "not_affected") != 0)
		return s == NULL ? 0
				 : unfit(why, "a justification goes with "
					      "not_affected alone");
	i = index_of(justifications, s);
	if (i < 0)
		return unfit(why,
		    "not_affected needs one of these justifications: %s, %s, "
		    "%s, %s, %s",
		    justifications[0], justifications[1], justifications[2],
		    justifications[3], justifications[4]);
	m->justification = justifications[i];
	return 0;
}

int
measure_read(struct measure *m, const struct json *rec, int64_t today,
    struct arena *a, char why[MEASURE_WHY])
{
	const char *kind = json_str(rec, "kind");
	const struct form *f;
	int k;

	*m = (struct measure){ 0 };
	for (k = 0; k < MEASURE_KINDS; k++)
		if (kind != NULL && strcmp(measure_name[k], kind) == 0)
			break;
	if (kind == NULL)
		return unfit(why, "needs '%s'", "kind");
	if (k == MEASURE_KINDS)
		return unfit(why, "no such kind of decision '%.60s'", kind);
	m->kind = (enum measure_kind)k;
	f = &form[k];
	if (check_keys(rec, m->kind, why) < 0 ||
	    read_text(rec, f->text, f->needs_text, a, &m->text, why) < 0 ||
	    read_text(rec, "who", f->needs_who, a, &m->who, why) < 0 ||
	    read_day(m, rec, today, why) < 0)
		return -1;
	return m->kind == MEASURE_IMPACT ? read_impact(m, rec, why) : 0;
}

void
measure_write(struct jsonw *w, const struct measure *m)
{
	const struct form *f = &form[m->kind];
	char text[CLOCK_TEXT];

	jsonw_member(w, "kind", measure_name[m->kind]);
	jsonw_member(w, "impact", m->impact);
	jsonw_member(w, "justification", m->justification);
	jsonw_member(w, f->text, m->text);
	jsonw_member(w, "who", m->who);
	if (m->has_day)
		jsonw_member(w, f->day, clock_format_date(m->day, text));
}

const char *
measure_next(const struct measure *m, const char *state)
{
	int open = index_of(working, state) >= 0;

	switch (m->kind) {
	case MEASURE_IMPACT:
		return open ? m->impact : NULL;
	case MEASURE_PLAN:
	case MEASURE_DONE:
		/* both say that it is affected; first say that it is not */
		if (!open || strcmp(state, "not_affected") == 0)
			return NULL;
		return m->kind == MEASURE_PLAN ? "planned" : "done";
	case MEASURE_REQUEST:
		return open && strcmp(state, "done") != 0 ? "waiver_requested"
							  : NULL;
	case MEASURE_NOTE:
		return state;
	case MEASURE_ASSIGN:
		return open || strcmp(state, "waiver_requested") == 0 ||
			       strcmp(state, "waived") == 0
			   ? state
			   : NULL;
	}
	return NULL;
}

void
measure_possible(const char *state, struct buf *out)
{
	const char *comma = "";

	for (int k = 0; k < MEASURE_KINDS; k++) {
		struct measure m = { .kind = (enum measure_kind)k,
			.impact = "affected" };

		if (measure_next(&m, state) == NULL)
			continue;
		buf_addf(out, "%s%s", comma, measure_name[k]);
		comma = ", ";
	}
}
