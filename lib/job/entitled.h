#ifndef VVS_JOB_ENTITLED_H
#define VVS_JOB_ENTITLED_H

#include "rec/registry.h"
#include "store/store.h"

/*
 * What the contract entitles to: how many accounts, how many managed
 * addresses, and the option network scan.  A managed address is an entry
 * among the addresses of a live system, IPv4, IPv6 or host name; one that
 * two systems have counts twice.  Counted once, then kept up with what is
 * registered.  Without a contract there is no limit.
 */

struct entitled {
	int loaded;
	int64_t users, addresses; /* at most; -1: any number */
	int64_t users_now, addresses_now;
	int network_scan;
	char api[REG_ID_MAX + 1]; /* the account of the API, or "" */
};

/*
 * Would `rec`, or its removal (NULL), instead of `old` be too much?  0 if
 * not, and then it counts; else -1 and the reason in `why`.  Fewer than
 * before is never too much, but the account of the API is not removed.
 */
int entitled_count(struct entitled *e, struct store *st, enum reg_kind kind,
    const struct json *old, const struct json *rec, char why[REG_WHY]);

/* May networks be scanned?  0, or -1 and the reason in `why`. */
int entitled_scan(struct entitled *e, struct store *st, char why[REG_WHY]);

#endif
