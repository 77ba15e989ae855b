#include "job/quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "io/json.h"
#include "job/holidays.h"
#include "text/date.h"
#include "workflow/fee.h"

#define RECORD_MAX 4000
#define PARTS_MAX 100 /* payments of one invoice */

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
take_time(struct quote *q, const char *option)
{
	const char *text = need(q, option);
	int64_t t;

	if (clock_parse(text, &t) < 0)
		cmd_usage("'%s' is no time", text);
	jsonw_time(&q->w, option, t);
	return t;
}

static int
parse_number(const char *text, int64_t *n)
{
	char *end;

	errno = 0;
	*n = strtoll(text, &end, 10);
	return errno != 0 || end == text || *end != '\0' || *n < 0 ||
		       *n > FEE_YEN_MAX
		   ? -1
		   : 0;
}

static int64_t
take_number(struct quote *q, const char *option)
{
	const char *text = need(q, option);
	int64_t n;

	if (parse_number(text, &n) < 0)
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

/* What was paid before the rest: "2026-07-10=500000", any number of them. */
static int
take_parts(struct quote *q, struct fee_payment *part, int64_t *yen)
{
	int n = 0;

	for (int i = 0; i < q->given->count; i++) {
		const char *text = q->given->pair[i].value, *sum;
		char date[CLOCK_TEXT];

		if (strcmp(q->given->pair[i].option, "part") != 0)
			continue;
		sum = strchr(text, '=');
		if (n == PARTS_MAX || sum == NULL ||
		    (size_t)(sum - text) >= sizeof date)
			cmd_usage("'%s' is no DATE=YEN", text);
		snprintf(date, sizeof date, "%.*s", (int)(sum - text), text);
		if (date_parse(date, &part[n].paid) < 0 ||
		    parse_number(sum + 1, &part[n].yen) < 0 ||
		    part[n].yen > *yen)
			cmd_usage("'%s' is no DATE=YEN", text);
		*yen -= part[n++].yen;
	}
	return n;
}

static void
interest(struct quote *q)
{
	struct fee_payment payment[PARTS_MAX + 1];
	int64_t yen = take_number(q, "yen"), due = take_day(q, "due");
	int64_t paid = take_day(q, "paid");
	int n = take_parts(q, payment, &yen);

	payment[n++] = (struct fee_payment){ yen, paid };
	put_int(q, "days", paid > due ? paid - due - 1 : 0);
	put_int(q, "interest", fee_late_interest(payment, n, due));
}

static void
fee(struct quote *q)
{
	int64_t yen = take_number(q, "yen"), start = take_day(q, "start");

	put_int(q, "fee", fee_monthly(yen, start, take_day(q, "cancelled")));
}

static void
penalty(struct quote *q)
{
	enum contract_kind kind = take_kind(q);
	int64_t yen = take_number(q, "yen");
	int64_t cancelled = take_day(q, "cancelled");
	int64_t end = take_day(q, "end");

	put_int(q, "penalty", fee_penalty(kind, yen, cancelled, end));
}

/* Without a kind the fee is annual. */
static enum contract_kind
take_fee(struct quote *q, int64_t *yen)
{
	enum contract_kind kind = given_get(q->given, "kind") != NULL
				      ? take_kind(q)
				      : CONTRACT_ANNUAL;

	*yen = take_number(q, "yen");
	return kind;
}

static void
refund(struct quote *q)
{
	int64_t yen;
	enum contract_kind kind = take_fee(q, &yen);

	put_int(q, "refund", fee_refund(kind, yen, take_number(q, "seconds")));
}

static void
damages(struct quote *q)
{
	int64_t yen;
	enum contract_kind kind = take_fee(q, &yen);

	put_int(q, "at_most", fee_cap(kind, yen));
}

static void
confidentiality(struct quote *q)
{
	put_day(q, "until", contract_confidential(take_day(q, "end")));
}

static void
desk(struct quote *q)
{
	int64_t t = take_time(q, "received");

	jsonw_time(&q->w, "counts_from", contract_desk(q->calendar, t));
}

static void
notice(struct quote *q)
{
	enum contract_kind kind = take_kind(q);
	int64_t end = take_day(q, "end"), last, business;

	last = contract_notice(q->calendar, kind, end, &business);
	put_day(q, "notice_until", last);
	put_day(q, "business_day", business);
	/* who reads it as so many whole days between the two */
	put_day(q, "strict_until", last - 1);
}

static void
lead(struct quote *q)
{
	int64_t t = take_time(q, "received");

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
	{ "fee", fee },
	{ "penalty", penalty },
	{ "refund", refund },
	{ "damages", damages },
	{ "notice", notice },
	{ "lead", lead },
	{ "desk", desk },
	{ "invoice", invoice },
	{ "period", period },
	{ "abolition", abolition },
	{ "confidentiality", confidentiality },
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
