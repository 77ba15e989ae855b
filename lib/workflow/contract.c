#include "workflow/contract.h"

#include <stddef.h>

#include "base/clock.h"

#define JST (9 * 3600)
#define DAY 86400
#define DESK_OPENS (9 * 3600 + 1800) /* seconds after midnight */
#define DESK_CLOSES (17 * 3600)
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
contract_reduce_from(enum contract_kind kind, int64_t end, int64_t today)
{
	int months = kind == CONTRACT_ANNUAL ? 12 : 1;
	int64_t begin = end + 1;

	for (int n = 1; today > contract_notice(NULL, kind, end, NULL); n++)
		end = calendar_period_end(begin, n * months);
	return end + 1;
}

int64_t
contract_desk(const struct calendar *c, int64_t t)
{
	int64_t day = clock_jst_days(t), second = (t + JST) % DAY;
	int works = calendar_is_business(c, day);

	if (works && second >= DESK_OPENS && second < DESK_CLOSES)
		return t;
	if (!works || second >= DESK_CLOSES)
		day = calendar_add_business(c, day, 1);
	return day * DAY + DESK_OPENS - JST;
}

int64_t
contract_invoice_due(int64_t issued)
{
	int year, month, day;

	clock_civil(issued, &year, &month, &day);
	return calendar_add_months(clock_days(year, month, 1), 2) - 1;
}

int64_t
contract_confidential(int64_t end)
{
	return calendar_period_end(end + 1, 12);
}

int64_t
contract_erase_from(int64_t registered)
{
	return calendar_period_end(registered, 12 * RETENTION_YEARS) + 1;
}
