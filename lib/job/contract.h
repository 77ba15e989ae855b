#ifndef VVS_JOB_CONTRACT_H
#define VVS_JOB_CONTRACT_H

#include <stdio.h>

#include "job/given.h"
#include "store/store.h"

/*
 * The contract in the state file: change it and show it.  Only an
 * enterprise-manager may see it, and only the owner of the state file
 * change it: no customer ends a suspension.  Every change is an event of
 * the ledger, without the passphrase.
 */

/*
 * Do `command`: set, show, suspend, resume, end, contact, addresses.  The
 * operands are those of addresses; ends the program with CMD_USAGE for
 * what makes no sense.  Prints the contract with the dates of the present
 * period.
 */
int contract_do(struct store *st, const char *command, const struct given *g,
    int argc, char **argv, FILE *out);

#endif
