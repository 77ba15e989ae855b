#ifndef VVS_JOB_INQUIRY_H
#define VVS_JOB_INQUIRY_H

#include <stdio.h>

#include "job/given.h"
#include "store/store.h"

/*
 * Does an inquiry fit the contract: its id, company, and a contact
 * person's name and sender, and the passphrase if one is given?  CMD_NO if
 * not; what fits is printed.  Only an enterprise-manager may ask.
 */
int inquiry_check(struct store *st, const struct given *g, FILE *out);

#endif
