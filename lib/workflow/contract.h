#ifndef VVS_CONTRACT_H
#define VVS_CONTRACT_H

#include <stdint.h>

#include "workflow/calendar.h"

/*
 * Dates and amounts of a contract of the service.  Days are days since
 * 1970-01-01 in Japan, amounts are whole yen, at most CONTRACT_YEN_MAX.
 * Where the terms of the service are silent, the rule chosen is said here.
 */

#define CONTRACT_YEN_MAX INT64_C(1000000000000)

enum contract_kind { CONTRACT_ANNUAL, CONTRACT_MONTHLY };

/*
 * The day on which the service can start: five business days after a
 * faultless application came in; what comes in after 17:00 or on a closed
 * day counts from the next business day.  `t` is a time, not a day.
 */
int64_t contract_lead(const struct calendar *c, int64_t t);

/*
 * The last day to give notice that a contract is not renewed, or to cancel
 * it for `end`: 30 (annual) or 14 (monthly) calendar days before.  `desk`,
 * if not NULL, gets the last business day up to then, to tell people.
 */
int64_t contract_notice(const struct calendar *c, enum contract_kind kind,
    int64_t end, int64_t *desk);

/* An invoice is due on the last day of the month after its issue. */
int64_t contract_invoice_due(int64_t issued);

/*
 * Late interest at 14.5 % a year of 365 days, for the days between the
 * due date and the payment, neither counted; what is below 100 yen is
 * dropped, once per invoice.
 */
int64_t contract_late_interest(int64_t yen, int64_t due, int64_t paid);

/*
 * The fee for what is left of the period on cancellation: for a monthly
 * contract the months after the month of `cancelled` up to that of `end`,
 * for an annual one the days after it, of 365 to the year, rounded down.
 */
int64_t contract_penalty(
    enum contract_kind kind, int64_t fee, int64_t cancelled, int64_t end);

/*
 * Refund of an outage of `seconds`, from the annual fee, rounded down; at
 * most a twelfth of it.
 */
int64_t contract_refund(int64_t annual_fee, int64_t seconds);

/*
 * From this day on a record of `registered` is to be erased: the day of
 * registration is the first of its seven years.
 */
int64_t contract_erase_from(int64_t registered);

#endif
