#include "workflow/contract.h"

#include <stddef.h>

#include "base/clock.h"

#define JST (9 * 3600)
#define DAY 86400
#define DESK_CLOSES (17 * 3600) /* seconds after midnight */
#define LEAD_DAYS 5
#define RETENTION_YEARS 7

int64_t
contract_lead(const struct calendar *c, int64_t t)
{
	int64_t day = clock_jst_days(t), second = (t + JST) % DAY;

	if (!calendar_is_business(c, day) || second >= DESK_CLOSES)
		day = calendar_add_business(c, day, 1);
	return calendar_add_business(c, day, LEAD_DAYS);
}

int64_t
contract_notice(const struct calendar *c, enum contract_kind kind, int64_t end,
    int64_t *desk)
{
	int64_t last = end - (kind == CONTRACT_ANNUAL ? 30 : 14);

	if (desk != NULL)
		*desk = calendar_add_business(c, last + 1, -1);
	return last;
}

int64_t
contract_invoice_due(int64_t issued)
{
	int year, month, day;

	clock_civil(issued, &year, &month, &day);
	return calendar_add_months(clock_days(year, month, 1), 2) - 1;
}

int64_t
contract_late_interest(int64_t yen, int64_t due, int64_t paid)
{
	int64_t days = paid - due - 1, interest;

	if (days <= 0)
		return 0;
	/* in two steps, so that no product is too large */
	interest =
	    yen / 365000 * 145 * days + yen % 365000 * 145 * days / 365000;
	return interest / 100 * 100;
}

int64_t
contract_penalty(
    enum contract_kind kind, int64_t fee, int64_t cancelled, int64_t end)
{
	int y1, m1, y2, m2, day, months;

	if (end <= cancelled)
		return 0;
	if (kind == CONTRACT_ANNUAL)
		return fee / 365 * (end - cancelled) +
		       fee % 365 * (end - cancelled) / 365;
	clock_civil(cancelled, &y1, &m1, &day);
	clock_civil(end, &y2, &m2, &day);
	months = (y2 - y1) * 12 + m2 - m1;
	return fee * months;
}

int64_t
contract_refund(int64_t annual_fee, int64_t seconds)
{
	const int64_t year = INT64_C(365) * DAY;
	int64_t most = annual_fee / 12, refund;

	if (seconds <= 0)
		return 0;
	if (seconds >= year / 12 + 1)
		return most;
	refund =
	    annual_fee / year * seconds + annual_fee % year * seconds / year;
	return refund < most ? refund : most;
}

int64_t
contract_erase_from(int64_t registered)
{
	return calendar_period_end(registered, 12 * RETENTION_YEARS) + 1;
}
