#ifndef VVS_REC_TERMS_H
#define VVS_REC_TERMS_H

#include "io/json.h"

/*
 * The contract of a customer as it is stored (vvs-contract(1)).  Dates are
 * texts, "2026-04-01".  All texts are borrowed: from what was read, or
 * from options.
 */

#define TERMS_CONTACTS 5
#define TERMS_LISTS 2
#define TERMS_SOURCES 64
#define TERMS_UNLIMITED (-1)

struct terms {
	const char *id, *company, *kind; /* "annual", "monthly" */
	const char *start, *end;
	const char *api_account;
	const char *suspended; /* why; NULL: it is not */
	const char *ended;     /* its last day; NULL: goes on */
	int64_t users, addresses;
	int network_scan;
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

/* The members of the record, without its braces. */
void terms_write(const struct terms *t, struct jsonw *w);

/* 1 if `text` is an IPv4 or IPv6 address or network, "192.0.2.0/24". */
int terms_is_network(const char *text);

#endif
