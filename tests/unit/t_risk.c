/* levels and due dates without a policy */

#include <string.h>

#include "check.h"
#include "risk/risk.h"

static const struct {
	const char *name;
	struct risk_facts facts;
	const char *found; /* time of the finding */
	const char *level, *due;
} rows[] = {
	{ "10.0", { 100, false, NULL, NULL, 0 }, NULL, "urgent", "" },
	{ "9.0", { 90, false, NULL, NULL, 0 }, NULL, "urgent", "" },
	{ "8.9", { 89, false, NULL, NULL, 0 }, NULL, "high", "" },
	{ "7.0", { 70, false, NULL, NULL, 0 }, NULL, "high", "" },
	{ "6.9", { 69, false, NULL, NULL, 0 }, NULL, "medium", "" },
	{ "4.0", { 40, false, NULL, NULL, 0 }, NULL, "medium", "" },
	{ "3.9", { 39, false, NULL, NULL, 0 }, NULL, "low", "" },
	{ "0.0", { 0, false, NULL, NULL, 0 }, NULL, "low", "" },
	{ "no score", { -1, false, NULL, NULL, 0 }, NULL, "unrated", "" },
	{ "kev without score", { -1, true, NULL, NULL, 0 }, NULL, "urgent",
	    "" },
	{ "kev, found before", { 50, true, "2024-03-01", "2024-03-22", 0 },
	    "2024-02-01T00:00:00Z", "urgent", "2024-03-22" },
	{ "kev, found on the day", { 50, true, "2024-03-01", "2024-03-22", 0 },
	    "2024-03-01T00:00:00Z", "urgent", "2024-03-22" },
	{ "kev, found later", { 50, true, "2024-03-01", "2024-03-22", 0 },
	    "2024-06-01T00:00:00Z", "urgent", "2024-06-22" },
	{ "the day is Japan's", { 50, true, "2024-03-01", "2024-03-22", 0 },
	    "2024-06-01T15:00:00Z", "urgent", "2024-06-23" },
	{ "due before added", { 50, true, "2024-03-22", "2024-03-01", 0 },
	    "2024-06-01T00:00:00Z", "urgent", "2024-03-01" },
	{ "added is not known", { 50, true, NULL, "2024-03-22", 0 },
	    "2024-06-01T00:00:00Z", "urgent", "2024-03-22" },
	{ "due is no date", { 50, true, "2024-03-01", "soon", 0 },
	    "2024-06-01T00:00:00Z", "urgent", "" },
	{ "no longer in kev", { 50, false, "2024-03-01", "2024-03-22", 0 },
	    "2024-06-01T00:00:00Z", "medium", "" },
};

int
main(void)
{
	struct risk_facts f;
	struct risk r;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		f = rows[i].facts;
		if (rows[i].found != NULL)
			CHECK(clock_parse(rows[i].found, &f.first_at) == 0);
		risk_judge(&f, &r);
		CHECK_ROW(strcmp(r.level, rows[i].level) == 0, rows[i].name);
		CHECK_ROW(strcmp(r.due, rows[i].due) == 0, rows[i].name);
	}
	return done();
}
