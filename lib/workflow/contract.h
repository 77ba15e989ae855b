#ifndef VVS_CONTRACT_H
#define VVS_CONTRACT_H

#include <stdint.h>

#include "workflow/calendar.h"

/*
 * Dates of a contract of the service.  Days are days since 1970-01-01 in
 * Japan.  Where the terms of the service are silent, the rule chosen is
 * said here.
 */

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

/*
 * From which day on a contract may cover less than it does: nothing is
 * reduced within a period, so it is the day after `end`, the last day of
 * the present one; or if `today` is too late for that notice, a period later.
 */
int64_t contract_reduce_from(
    enum contract_kind kind, int64_t end, int64_t today);

/*
 * A mail that came in at `t` counts from here on: `t` itself while the
 * desk is open, 09:30 to before 17:00 on business days, else its opening.
 */
int64_t contract_desk(const struct calendar *c, int64_t t);

/* An invoice is due on the last day of the month after its issue. */
int64_t contract_invoice_due(int64_t issued);

/* The last day of confidentiality: a year after the last of the contract. */
int64_t contract_confidential(int64_t end);

/*
 * From this day on a record of `registered` is to be erased: the day of
 * registration is the first of its seven years.
 */
int64_t contract_erase_from(int64_t registered);

#endif
