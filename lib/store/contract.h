#ifndef VVS_STORE_CONTRACT_H
#define VVS_STORE_CONTRACT_H

#include "io/json.h"
#include "store/store.h"

/* The customer's contract: at most one in a state file (rec/terms.h). */

/* The record, which lives in `a`; NULL if there is none. */
const struct json *contract_find(struct store *st, struct arena *a);

/* Store it; inside a write transaction. */
void contract_put(struct store *st, const char *body);

/* The hash of the passphrase (io/passphrase.h); NULL if there is none. */
const char *contract_passphrase(struct store *st, struct arena *a);
void contract_set_passphrase(struct store *st, const char *hash);

/*
 * Erase both; inside a write transaction.  That the contract has ended, and
 * when, stays: without it the programs would run on for ever.
 */
void contract_erase(struct store *st);

#endif
