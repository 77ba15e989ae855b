#include <string.h>

#include "base/clock.h"
#include "check.h"
#include "workflow/contract.h"

static int64_t
day_of(const char *text)
{
	int64_t day = 0;

	CHECK_ROW(clock_parse_date(text, &day) == 0, text);
	return day;
}

static const struct {
	int64_t yen;
	const char *due, *paid;
	int64_t interest;
} late[] = {
	{ 1100000, "2026-06-30", "2026-07-31", 13100 },
	{ 330000, "2026-01-31", "2026-02-01", 0 },
	{ 330000, "2026-01-31", "2026-02-02", 100 },
	{ 330000, "2026-01-31", "2026-01-15", 0 },
	{ 50000, "2026-04-30", "2026-05-05", 0 },
	{ 50000, "2026-04-30", "2026-05-08", 100 },
	{ 5000000, "2026-03-31", "2027-03-31", 723000 },
	{ CONTRACT_YEN_MAX, "2026-03-31", "2027-04-01", 145000000000 },
};

static const struct {
	enum contract_kind kind;
	const char *end, *last;
} notice[] = {
	{ CONTRACT_ANNUAL, "2027-03-31", "2027-03-01" },
	{ CONTRACT_MONTHLY, "2027-03-31", "2027-03-17" },
	{ CONTRACT_ANNUAL, "2026-12-31", "2026-12-01" },
	{ CONTRACT_MONTHLY, "2026-12-31", "2026-12-17" },
	{ CONTRACT_ANNUAL, "2026-02-28", "2026-01-29" },
	{ CONTRACT_MONTHLY, "2026-02-28", "2026-02-14" },
};

static const struct {
	const char *received; /* UTC */
	const char *start;
} lead[] = {
	/* Monday 10:00 in Japan, Monday 17:00, Saturday */
	{ "2026-06-01T01:00:00Z", "2026-06-08" },
	{ "2026-06-01T08:00:00Z", "2026-06-09" },
	{ "2026-06-06T01:00:00Z", "2026-06-15" },
	/* 2 May: Golden Week follows */
	{ "2026-05-01T01:00:00Z", "2026-05-13" },
};

static void
dates(const struct calendar *c)
{
	char text[CLOCK_TEXT];
	int64_t t = 0, desk;

	for (size_t i = 0; i < sizeof notice / sizeof *notice; i++) {
		clock_format_date(contract_notice(c, notice[i].kind,
				      day_of(notice[i].end), &desk),
		    text);
		CHECK_ROW(strcmp(text, notice[i].last) == 0, notice[i].end);
		CHECK(desk <= day_of(text) && calendar_is_business(c, desk));
	}
	for (size_t i = 0; i < sizeof lead / sizeof *lead; i++) {
		CHECK(clock_parse(lead[i].received, &t) == 0);
		clock_format_date(contract_lead(c, t), text);
		CHECK_ROW(strcmp(text, lead[i].start) == 0, text);
	}
	clock_format_date(contract_invoice_due(day_of("2026-01-15")), text);
	CHECK(strcmp(text, "2026-02-28") == 0);
	clock_format_date(contract_erase_from(day_of("2019-04-01")), text);
	CHECK(strcmp(text, "2026-04-01") == 0);
	clock_format_date(contract_erase_from(day_of("2020-02-29")), text);
	CHECK(strcmp(text, "2027-03-01") == 0);
}

static void
amounts(void)
{
	for (size_t i = 0; i < sizeof late / sizeof *late; i++)
		CHECK_ROW(
		    contract_late_interest(late[i].yen, day_of(late[i].due),
			day_of(late[i].paid)) == late[i].interest,
		    late[i].paid);
	/* an hour of 8,760; more than a month; a year */
	CHECK(contract_refund(8760000, 3600) == 1000);
	CHECK(contract_refund(1200000, 3600 * 24 * 40) == 100000);
	CHECK(contract_refund(1200000, 3600 * 24 * 365) == 100000);
	CHECK(contract_refund(1200000, 0) == 0);
	CHECK(contract_penalty(CONTRACT_MONTHLY, 100000, day_of("2026-07-10"),
		  day_of("2026-09-30")) == 200000);
	CHECK(contract_penalty(CONTRACT_ANNUAL, 3650000, day_of("2026-03-31"),
		  day_of("2026-04-10")) == 100000);
	CHECK(contract_penalty(CONTRACT_ANNUAL, 3650000, day_of("2026-03-31"),
		  day_of("2026-03-31")) == 0);
}

int
main(void)
{
	struct calendar *c = calendar_new();

	dates(c);
	amounts();
	calendar_free(c);
	return done();
}
