#include "workflow/fee.h"

#include "base/clock.h"

#define DAY 86400

int64_t
fee_late_interest(const struct fee_payment *payment, int n, int64_t due)
{
	int64_t yen_days = 0, days, interest;

	for (int i = 0; i < n; i++) {
		days = payment[i].paid - due - 1;
		yen_days += days > 0 ? payment[i].yen * days : 0;
	}
	/* in two steps, so that no product is too large */
	interest = yen_days / 365000 * 145 + yen_days % 365000 * 145 / 365000;
	return interest / 100 * 100;
}

/* How many months lie between those of two days. */
static int
months_between(int64_t from, int64_t to)
{
	int y1, m1, y2, m2, day;

	clock_civil(from, &y1, &m1, &day);
	clock_civil(to, &y2, &m2, &day);
	return (y2 - y1) * 12 + m2 - m1;
}

int64_t
fee_monthly(int64_t fee, int64_t start, int64_t cancelled)
{
	int months = months_between(start, cancelled);

	return months > 0 ? fee * months : 0;
}

int64_t
fee_penalty(
    enum contract_kind kind, int64_t fee, int64_t cancelled, int64_t end)
{
	if (end <= cancelled)
		return 0;
	if (kind == CONTRACT_ANNUAL)
		return fee / 365 * (end - cancelled) +
		       fee % 365 * (end - cancelled) / 365;
	return fee * months_between(cancelled, end);
}

int64_t
fee_cap(enum contract_kind kind, int64_t fee)
{
	return kind == CONTRACT_ANNUAL ? fee / 12 : fee;
}

int64_t
fee_refund(enum contract_kind kind, int64_t fee, int64_t seconds)
{
	const int64_t year = INT64_C(365) * DAY;
	int64_t most = fee_cap(kind, fee), refund;
	int64_t annual = kind == CONTRACT_ANNUAL ? fee : 12 * fee;

	if (seconds <= 0)
		return 0;
	if (seconds >= year / 12 + 1)
		return most;
	refund = annual / year * seconds + annual % year * seconds / year;
	return refund < most ? refund : most;
}
