#ifndef VVS_JOB_IMPORT_SYSTEM_H
#define VVS_JOB_IMPORT_SYSTEM_H

#include "job/actor.h"

/*
 * The systems that an inventory names, by id or by name; full-width forms
 * and capitals do not matter.  Those that are not registered may be, once
 * the document is read.
 */
struct import_systems;

/*
 * `st` NULL: every name that can be an id is one.  What `who` may not
 * change the software of, looks as if it were not registered.
 */
struct import_systems *import_systems_new(
    struct store *st, const struct actor *who, int create);
void import_systems_free(struct import_systems *is);

/* The id; NULL and the reason in `*why` if there is none. */
const char *import_systems_find(
    struct import_systems *is, const char *name, const char **why);

/* An address of one, which it has from now on besides its others. */
void import_systems_address(
    struct import_systems *is, const char *name, const char *address);

/*
 * Register the new ones and the new addresses, and print the records that
 * changed: an enum cmd_exit.
 */
int import_systems_register(struct import_systems *is);

#endif
