#include "job/quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "io/json.h"
#include "job/holidays.h"
#include "text/date.h"
#include "workflow/contract.h"

#define RECORD_MAX 4000

struct quote {
	const struct given *given;
	struct calendar *calendar;
	struct jsonw w;
};

static const char *
need(struct quote *q, const char *option)
{
	const char *text = given_get(q->given, option);

	if (text == NULL)
		cmd_usage("needs --%s", option);
	return text;
}

static void
put_int(struct quote *q, const char *key, int64_t n)
{
	jsonw_key(&q->w, key);
	jsonw_int(&q->w, n);
}

static void
put_day(struct quote *q, const char *key, int64_t day)
{
	char date[CLOCK_TEXT];

	jsonw_member(&q->w, key, clock_format_date(day, date));
}

/* A day that was given, and is repeated in the answer. */
static int64_t
take_day(struct quote *q, const char *option)
{
	const char *text = need(q, option);
	int64_t day;

	if (date_parse(text, &day) < 0)
		cmd_usage("'%s' is no date", text);
	put_day(q, option, day);
	return day;
}

static int64_t
take_number(struct quote *q, const char *option)
{
	const char *text = need(q, option);
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || n < 0 ||
	    n > CONTRACT_YEN_MAX)
		cmd_usage("'%s' is no whole number up to 10^12", text);
	put_int(q, option, n);
	return n;
}

static enum contract_kind
take_kind(struct quote *q)
{
	const char *text = need(q, "kind");
	int monthly = strcmp(text, "monthly") == 0;

	if (!monthly && strcmp(text, "annual") != 0)
		cmd_usage("--kind is annual or monthly");
	jsonw_member(&q->w, "kind", text);
	return monthly ? CONTRACT_MONTHLY : CONTRACT_ANNUAL;
}

static void
interest(struct quote *q)
{
	int64_t yen = take_number(q, "yen"), due = take_day(q, "due");
	int64_t paid = take_day(q, "paid");

	put_int(q, "days", paid > due ? paid - due - 1 : 0);
	put_int(q, "interest", contract_late_interest(yen, due, paid));
}

static void
penalty(struct quote *q)
{
	enum contract_kind kind = take_kind(q);
	int64_t yen = take_number(q, "yen");
	int64_t cancelled = take_day(q, "cancelled");
	int64_t end = take_day(q, "end");

	put_int(q, "penalty", contract_penalty(kind, yen, cancelled, end));
}

static void
refund(struct quote *q)
{
	int64_t yen = take_number(q, "yen");

	put_int(q, "refund", contract_refund(yen, take_number(q, "seconds")));
}

static void
notice(struct quote *q)
{
	enum contract_kind kind = take_kind(q);
	int64_t end = take_day(q, "end"), desk;

	put_day(
	    q, "notice_until", contract_notice(q->calendar, kind, end, &desk));
	put_day(q, "business_day", desk);
}

static void
lead(struct quote *q)
{
	const char *text = need(q, "received");
	int64_t t;

	if (clock_parse(text, &t) < 0)
		cmd_usage("'%s' is no time", text);
	jsonw_time(&q->w, "received", t);
	put_day(q, "start", contract_lead(q->calendar, t));
}

static void
invoice(struct quote *q)
{
	put_day(q, "due", contract_invoice_due(take_day(q, "issued")));
}

static void
period(struct quote *q)
{
	int months = take_kind(q) == CONTRACT_ANNUAL ? 12 : 1;

	put_day(q, "end", calendar_period_end(take_day(q, "start"), months));
}

static void
abolition(struct quote *q)
{
	put_day(q, "notice_until", calendar_add_months(take_day(q, "end"), -3));
}

static void
retention(struct quote *q)
{
	put_day(
	    q, "erase_from", contract_erase_from(take_day(q, "registered")));
}

static const struct {
	const char *name;
	void (*answer)(struct quote *q);
} what[] = {
	{ "interest", interest },
	{ "penalty", penalty },
	{ "refund", refund },
	{ "notice", notice },
	{ "lead", lead },
	{ "invoice", invoice },
	{ "period", period },
	{ "abolition", abolition },
	{ "retention", retention },
};

void
quote_print(const char *of, const struct given *g, FILE *out)
{
	struct quote q = { .given = g };
	struct buf b;
	size_t i = 0;

	while (strcmp(what[i].name, of) != 0)
		if (++i == sizeof what / sizeof *what)
			cmd_usage("no quote of '%s'", of);
	q.calendar = holidays_calendar();
	buf_init(&b, RECORD_MAX);
	jsonw_init(&q.w, &b);
	jsonw_open(&q.w, '{');
	jsonw_member(&q.w, "type", "quote");
	jsonw_member(&q.w, "of", of);
	what[i].answer(&q);
	jsonw_close(&q.w, '}');
	fprintf(out, "%s\n", b.data);
	buf_free(&b);
	calendar_free(q.calendar);
}
