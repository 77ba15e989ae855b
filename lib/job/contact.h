#ifndef VVS_JOB_CONTACT_H
#define VVS_JOB_CONTACT_H

#include "job/given.h"
#include "rec/terms.h"

/*
 * Who of the company the contract knows, and where they come from.  Each
 * function changes `t` as the options say, adding or, with --remove,
 * taking away; it ends the program with CMD_USAGE for what makes no sense.
 * What `t` then points to is still the caller's, in `g` and `argv`.
 */

/* A contact person, known by the mail address, or with --list a notice list. */
void contact_change(struct terms *t, const struct given *g);

/* The addresses and networks, the operands, that people come from. */
void contact_addresses(
    struct terms *t, const struct given *g, int argc, char **argv);

#endif
