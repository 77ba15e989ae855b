#include <string.h>

#include "base/clock.h"
#include "check.h"
#include "workflow/fee.h"

static int64_t
day_of(const char *text)
{
	int64_t day = 0;

	CHECK_ROW(clock_parse_date(text, &day) == 0, text);
	return day;
}

/* facts of the service, section 8: days, and what is charged. */
static const struct {
	int64_t yen;
	const char *due, *paid;
	int64_t days, interest;
} late[] = {
	{ 1100000, "2026-06-30", "2026-07-31", 30, 13100 },
	{ 330000, "2026-01-31", "2026-02-01", 0, 0 },
	{ 330000, "2026-01-31", "2026-02-02", 1, 100 },
	{ 330000, "2026-01-31", "2026-01-15", -17, 0 },
	{ 50000, "2026-04-30", "2026-05-05", 4, 0 },
	{ 50000, "2026-04-30", "2026-05-08", 7, 100 },
	{ 5000000, "2026-03-31", "2027-03-31", 364, 723000 },
	/* a leap year has 365 days, too */
	{ 5000000, "2027-12-31", "2029-01-01", 366, 726900 },
	{ FEE_YEN_MAX, "2026-03-31", "2027-04-01", 365, 145000000000 },
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

/* Nothing is reduced within a period; 30 or 14 days of notice. */
static const struct {
	enum contract_kind kind;
	const char *end, *today, *from;
} reduce[] = {
	{ CONTRACT_ANNUAL, "2027-03-31", "2026-04-01", "2027-04-01" },
	{ CONTRACT_ANNUAL, "2027-03-31", "2027-03-01", "2027-04-01" },
	{ CONTRACT_ANNUAL, "2027-03-31", "2027-03-02", "2028-04-01" },
	{ CONTRACT_MONTHLY, "2027-03-31", "2027-03-17", "2027-04-01" },
	{ CONTRACT_MONTHLY, "2027-03-31", "2027-03-18", "2027-05-01" },
	{ CONTRACT_MONTHLY, "2027-01-30", "2027-01-30", "2027-03-01" },
};

/* The desk is open from 09:30 to before 17:00 in Japan. */
static const struct {
	const char *received, *counts; /* UTC */
} desk_row[] = {
	{ "2026-06-01T00:29:59Z", "2026-06-01T00:30:00Z" },
	{ "2026-06-01T00:30:00Z", "2026-06-01T00:30:00Z" },
	{ "2026-06-01T07:59:59Z", "2026-06-01T07:59:59Z" },
	{ "2026-06-01T08:00:00Z", "2026-06-02T00:30:00Z" },
	{ "2026-06-05T08:00:00Z", "2026-06-08T00:30:00Z" },
	{ "2026-06-06T03:00:00Z", "2026-06-08T00:30:00Z" },
	{ "2025-12-26T08:00:00Z", "2026-01-05T00:30:00Z" },
};

static const struct {
	const char *received; /* UTC */
	const char *start;
} lead[] = {
	/* Monday 10:00 in Japan, before 17:00, 17:00, Saturday */
	{ "2026-06-01T01:00:00Z", "2026-06-08" },
	{ "2026-06-01T07:59:59Z", "2026-06-08" },
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
	for (size_t i = 0; i < sizeof reduce / sizeof *reduce; i++) {
		clock_format_date(
		    contract_reduce_from(reduce[i].kind, day_of(reduce[i].end),
			day_of(reduce[i].today)),
		    text);
		CHECK_ROW(strcmp(text, reduce[i].from) == 0, reduce[i].today);
	}
	for (size_t i = 0; i < sizeof desk_row / sizeof *desk_row; i++) {
		CHECK(clock_parse(desk_row[i].received, &t) == 0);
		clock_format(contract_desk(c, t), text);
		CHECK_ROW(strcmp(text, desk_row[i].counts) == 0, text);
	}
}

/* One day follows from another: sections 7 and 9. */
static const struct {
	int64_t (*rule)(int64_t);
	const char *day, *answer;
} follows[] = {
	{ contract_invoice_due, "2026-01-01", "2026-02-28" },
	{ contract_invoice_due, "2026-01-31", "2026-02-28" },
	{ contract_invoice_due, "2026-12-15", "2027-01-31" },
	{ contract_invoice_due, "2028-01-15", "2028-02-29" },
	{ contract_erase_from, "2019-04-01", "2026-04-01" },
	{ contract_erase_from, "2020-02-29", "2027-03-01" },
	{ contract_erase_from, "2021-02-28", "2028-02-28" },
	{ contract_confidential, "2027-03-31", "2028-03-31" },
	{ contract_confidential, "2027-02-28", "2028-02-29" },
};

static void
days_after(void)
{
	char text[CLOCK_TEXT];

	for (size_t i = 0; i < sizeof follows / sizeof *follows; i++) {
		clock_format_date(
		    follows[i].rule(day_of(follows[i].day)), text);
		CHECK_ROW(strcmp(text, follows[i].answer) == 0, follows[i].day);
	}
}

static void
amounts(void)
{
	struct fee_payment pay[2];

	for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
		int64_t due = day_of(late[i].due);

		pay[0] =
		    (struct fee_payment){ late[i].yen, day_of(late[i].paid) };
		CHECK(pay[0].paid - due - 1 == late[i].days);
		CHECK_ROW(fee_late_interest(pay, 1, due) == late[i].interest,
		    late[i].paid);
	}
	/* parts: 600,000 for 10 days and 500,000 for 30, one rounding */
	pay[0] = (struct fee_payment){ 600000, day_of("2026-07-11") };
	pay[1] = (struct fee_payment){ 500000, day_of("2026-07-31") };
	CHECK(fee_late_interest(pay, 2, day_of("2026-06-30")) == 8300);
	/* an hour of 8,760; more than a month; a year */
	CHECK(fee_refund(CONTRACT_ANNUAL, 8760000, 3600) == 1000);
	CHECK(fee_refund(CONTRACT_ANNUAL, 8760000, 3599) == 999);
	CHECK(fee_refund(CONTRACT_ANNUAL, 1200000, 3600 * 24 * 40) == 100000);
	CHECK(fee_refund(CONTRACT_ANNUAL, 1200000, 3600 * 24 * 365) == 100000);
	CHECK(fee_refund(CONTRACT_ANNUAL, 1000000, 3600 * 24 * 365) == 83333);
	CHECK(fee_refund(CONTRACT_ANNUAL, 1200000, 0) == 0);
	CHECK(fee_refund(CONTRACT_MONTHLY, 730000, 3600) == 1000);
	CHECK(fee_refund(CONTRACT_MONTHLY, 730000, 3600 * 24 * 40) == 730000);
	CHECK(fee_cap(CONTRACT_ANNUAL, 1000000) == 83333);
	CHECK(fee_cap(CONTRACT_MONTHLY, 1000000) == 1000000);
	/* the month of the start is free, that of the end is not */
	CHECK(fee_monthly(100000, day_of("2026-04-01"), day_of("2026-04-30")) ==
	      0);
	CHECK(fee_monthly(100000, day_of("2026-04-15"), day_of("2027-03-01")) ==
	      1100000);
	CHECK(fee_penalty(CONTRACT_MONTHLY, 100000, day_of("2026-07-10"),
		  day_of("2026-09-30")) == 200000);
	CHECK(fee_penalty(CONTRACT_ANNUAL, 3650000, day_of("2026-03-31"),
		  day_of("2026-04-10")) == 100000);
	CHECK(fee_penalty(CONTRACT_ANNUAL, 3650000, day_of("2026-03-31"),
		  day_of("2026-03-31")) == 0);
}

int
main(void)
{
	struct calendar *c = calendar_new();

	dates(c);
	days_after();
	amounts();
	calendar_free(c);
	return done();
}
