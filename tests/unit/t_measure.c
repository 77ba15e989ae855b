#include <string.h>

#include "base/clock.h"
#include "check.h"
#include "workflow/measure.h"

#define TODAY "2026-01-31"

static const struct {
	const char *record, *state;
	const char *next; /* NULL: refused when read; "": not possible then */
} row[] = {
	{ "{'kind':'impact','impact':'affected'}", "open", "affected" },
	{ "{'kind':'impact','impact':'affected'}", "done", "affected" },
	{ "{'kind':'impact','impact':'investigating'}", "open",
	    "investigating" },
	{ "{'kind':'impact','impact':'not_affected',"
	  "'justification':'component_not_present'}",
	    "investigating", "not_affected" },
	{ "{'kind':'impact','impact':'not_affected'}", "open", NULL },
	{ "{'kind':'impact','impact':'not_affected','justification':'x'}",
	    "open", NULL },
	{ "{'kind':'impact','impact':'maybe'}", "open", NULL },
	{ "{'kind':'impact','impact':'affected'}", "waiver_requested", "" },
	{ "{'kind':'impact','impact':'affected'}", "waived", "" },
	{ "{'kind':'impact','impact':'affected'}", "resolved", "" },
	{ "{'kind':'impact','impact':'affected'}", "retracted", "" },
	{ "{'kind':'plan','what':'更新','due':'令和8年3月1日'}", "affected",
	    "planned" },
	{ "{'kind':'plan','what':'更新','due':'2026-03-01'}", "open",
	    "planned" },
	{ "{'kind':'plan','what':'更新','due':'2026-03-01'}", "planned",
	    "planned" },
	{ "{'kind':'plan','what':'更新','due':'2026-03-01'}", "not_affected",
	    "" },
	{ "{'kind':'plan','what':'更新'}", "affected", NULL },
	{ "{'kind':'plan','due':'2026-03-01'}", "affected", NULL },
	{ "{'kind':'plan','what':'更新','due':'soon'}", "affected", NULL },
	{ "{'kind':'done','what':'更新した'}", "planned", "done" },
	{ "{'kind':'done','what':'x','when':'2026-02-01'}", "planned", NULL },
	{ "{'kind':'done','what':'x','when':'2026-01-30'}", "open", "done" },
	{ "{'kind':'done','what':'x'}", "waived", "" },
	{ "{'kind':'request','reason':'隔離','until':'2026-06-30'}", "open",
	    "waiver_requested" },
	{ "{'kind':'request','reason':'隔離','until':'2026-06-30'}",
	    "not_affected", "waiver_requested" },
	{ "{'kind':'request','reason':'隔離','until':'2026-06-30'}",
	    "waiver_requested", "" },
	{ "{'kind':'request','reason':'隔離','until':'2026-06-30'}", "done",
	    "" },
	{ "{'kind':'request','reason':'隔離','until':'2026-01-30'}", "open",
	    NULL },
	{ "{'kind':'request','until':'2026-06-30'}", "open", NULL },
	{ "{'kind':'note','note':'x'}", "resolved", "resolved" },
	{ "{'kind':'note'}", "open", NULL },
	{ "{'kind':'note','note':'a\\u001bb'}", "open", NULL },
	{ "{'kind':'note','note':'a\\nb'}", "open", "open" },
	{ "{'kind':'assign','who':'sato'}", "planned", "planned" },
	{ "{'kind':'assign','who':'sato'}", "resolved", "" },
	{ "{'kind':'assign'}", "open", NULL },
	{ "{'kind':'approve'}", "open", NULL },
	{ "{'kind':'plan','what':'x','due':'2026-01-31'}", "open", "planned" },
	{ "{'kind':'plan','what':'x','due':'2026-01-30'}", "open", NULL },
	{ "{'kind':'plan','what':'x','due':'3月1日'}", "open", NULL },
	{ "{'kind':'note','note':'x','due':'2026-03-01'}", "open", NULL },
	{ "{'kind':'note','note':'x','nota':'y'}", "open", NULL },
	{ "{'kind':'note','note':'x','note':'y'}", "open", NULL },
	{ "{'kind':'note','note':7}", "open", NULL },
	{ "{'kind':'note','note':' \\n'}", "open", NULL },
	{ "{'kind':'note','note':'x','system':null}", "open", NULL },
	{ "{'kind':'note','note':'x','v':1}", "open", "open" },
	{ "{'kind':'note','note':'x','v':2}", "open", NULL },
	{ "{'kind':'note','note':'x','v':'1'}", "open", NULL },
	{ "{'kind':'impact','impact':'affected',"
	  "'justification':'component_not_present'}",
	    "open", NULL },
	{ "{}", "open", NULL },
};

static const struct json *
parse(struct arena *a, const char *text)
{
	char *copy = arena_strndup(a, text, strlen(text));
	const char *why;

	for (char *p = copy; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	return json_parse(a, copy, strlen(copy), &why);
}

int
main(void)
{
	struct arena a = ARENA_INIT;
	char why[MEASURE_WHY];
	struct measure m;
	struct buf b;
	int64_t today = 0;

	CHECK(clock_parse_date(TODAY, &today) == 0);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct json *rec = parse(&a, row[i].record);
		const char *next;

		CHECK_ROW(rec != NULL, row[i].record);
		if (measure_read(&m, rec, today, &a, why) < 0) {
			CHECK_ROW(row[i].next == NULL, row[i].record);
			CHECK_ROW(*why != '\0', row[i].record);
			continue;
		}
		CHECK_ROW(row[i].next != NULL, row[i].record);
		next = measure_next(&m, row[i].state);
		if (row[i].next != NULL)
			CHECK_ROW(
			    strcmp(next != NULL ? next : "", row[i].next) == 0,
			    row[i].record);
	}
	buf_init(&b, 1000);
	measure_possible("resolved", &b);
	CHECK(strcmp(b.data, "note") == 0);
	buf_clear(&b);
	measure_possible("not_affected", &b);
	CHECK(strcmp(b.data, "impact, request, note, assign") == 0);
	buf_free(&b);
	arena_free(&a);
	return done();
}
