#ifndef VVS_REC_TERMS_H
#define VVS_REC_TERMS_H

#include "io/json.h"

/*
 * The contract of a customer as it is stored (vvs-contract(1)).  Dates are
 * texts, "2026-04-01".  All texts are borrowed: from what was read, or
 * from options.
 */

#define TERMS_ID_MAX 64 /* bytes of an id */
#define TERMS_CONTACTS 5
#define TERMS_LISTS 2
#define TERMS_SOURCES 64
#define TERMS_UNLIMITED (-1)
#define TERMS_SAME (-2) /* in a change: as it was */

/* What the contract covers; the option network scan is 0 or 1. */
struct terms_cover {
	int64_t users, addresses, network_scan;
};

struct terms {
	const char *id, *company, *kind; /* "annual", "monthly" */
	const char *start, *end;
	const char *api_account;
	const char *suspended;			      /* why; NULL: it is not */
	const char *suspended_from, *suspended_until; /* NULL: no limit */
	const char *ended; /* its last day; NULL: goes on */
	struct terms_cover now;
	struct terms_cover next; /* from next_from on; NULL: no change */
	const char *next_from;
	int has_passphrase;
	struct {
		const char *name, *email;
	} contact[TERMS_CONTACTS];
	int contacts;
	const char *list[TERMS_LISTS]; /* where notices go */
	int lists;
	const char *source[TERMS_SOURCES]; /* networks people come from */
	int sources;
};

/* From the stored record; without one (NULL) all is empty and unlimited. */
void terms_read(struct terms *t, const struct json *record);

/* Change `c` where `to` is not TERMS_SAME. */
void terms_change(struct terms_cover *c, const struct terms_cover *to);

/* A change that holds by `today` is what is covered now. */
void terms_hold(struct terms *t, const char *today);

/* Does `more` cover something that `less` does not? */
int terms_is_less(
    const struct terms_cover *less, const struct terms_cover *more);

/* The members of the record, without its braces. */
void terms_write(const struct terms *t, struct jsonw *w);

/*
 * 1 if `text` is an IPv4 or IPv6 address or network, "192.0.2.0/24", of
 * which the internet may see packets: not private, not local, not all.
 */
int terms_is_network(const char *text);

/* A contract's id: 1 to 64 of letters, digits, ".", "_" and "-". */
int terms_id_ok(const char *id);

#endif
