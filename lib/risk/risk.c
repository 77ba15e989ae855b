#include "risk/risk.h"

#include <string.h>

#include <stddef.h>

static const char *
level_of(const struct risk_facts *f)
{
	if (f->kev || f->score >= 90)
		return "urgent";
	if (f->score < 0)
		return "unrated";
	return f->score >= 70 ? "high" : f->score >= 40 ? "medium" : "low";
}

/* Days count from the date that the finding has in Japan. */
static int
finding_day(int64_t at, int64_t *day)
{
	char text[CLOCK_TEXT];

	return clock_parse_date(clock_format_jst_date(at, text), day);
}

void
risk_judge(const struct risk_facts *f, struct risk *risk)
{
	int64_t due, added, found;

	risk->level = level_of(f);
	risk->due[0] = '\0';
	if (!f->kev || f->kev_due == NULL ||
	    clock_parse_date(f->kev_due, &due) < 0)
		return;
	if (f->kev_added != NULL &&
	    clock_parse_date(f->kev_added, &added) == 0 && added < due &&
	    finding_day(f->first_at, &found) == 0 &&
	    found + (due - added) > due)
		due = found + (due - added);
	clock_format_date(due, risk->due);
}

int
risk_rank(const char *level)
{
	static const char *const order[] = { "unrated", "low", "medium", "high",
		"urgent" };

	for (int i = 0; i < 5; i++)
		if (strcmp(order[i], level) == 0)
			return i;
	return 0;
}
