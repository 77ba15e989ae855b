#ifndef VVS_FEE_H
#define VVS_FEE_H

#include <stdint.h>

#include "workflow/contract.h"

/*
 * Amounts of a contract of the service, in whole yen, at most FEE_YEN_MAX.
 * A fee is a year's of an annual contract, a month's of a monthly one.
 */

#define FEE_YEN_MAX INT64_C(1000000000000)

/* One payment of an invoice. */
struct fee_payment {
	int64_t yen, paid;
};

/*
 * Late interest at 14.5 % a year of 365 days, for the days between the
 * due date and each payment, neither counted; what is below 100 yen is
 * dropped, once per invoice.
 */
int64_t fee_late_interest(
    const struct fee_payment *payment, int n, int64_t due);

/*
 * What a monthly contract costs: the months after that of `start`, which is
 * free, up to that of `cancelled`.  An annual fee is due as a whole.
 */
int64_t fee_monthly(int64_t fee, int64_t start, int64_t cancelled);

/*
 * The fee for what is left of the period, due as penalty on cancellation,
 * or returned when the service is abolished: for a monthly contract the
 * months after the month of `cancelled` up to that of `end`,
 * for an annual one the days after it, of 365 to the year, rounded down.
 */
int64_t fee_penalty(
    enum contract_kind kind, int64_t fee, int64_t cancelled, int64_t end);

/* At most this is paid for damages, and for outages: a month's worth. */
int64_t fee_cap(enum contract_kind kind, int64_t fee);

/*
 * Refund of an outage of `seconds`: that part of a year of 365 days of what
 * a year costs, rounded down, at most the cap.
 */
int64_t fee_refund(enum contract_kind kind, int64_t fee, int64_t seconds);

#endif
