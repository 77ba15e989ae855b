#ifndef VVS_JOB_REGISTER_H
#define VVS_JOB_REGISTER_H

#include <stdio.h>

#include "rec/registry.h"
#include "store/store.h"

/*
 * Register, change or remove organizations, services, accounts and
 * systems: the work of vvs-register.
 *
 * Besides what rec/registry.h checks: what a record names must exist,
 * organizations form a tree, an id that was removed is never used again,
 * one account has one mail address and one login, a new address must not
 * be one that many people read unless `account.allow-address` names it,
 * and the last enterprise-manager stays.  What live records belong to is
 * not removed; a scope that names what was removed holds nothing there.
 */

/*
 * The records of `in` (JSON lines; `name` is for messages), all in one
 * transaction.  A bad one is reported with its line and left out; the
 * order does not matter, so a child may stand before its parent.  Then
 * what was stored, changed or removed goes to `out`, and lines of other
 * types as they are.  Returns the exit code.
 */
int register_stream(
    struct store *st, FILE *in, const char *name, int removing, FILE *out);

/* The same for a table of `kind` that `in` gives (job/roster.h). */
int register_table(
    struct store *st, int in, enum reg_kind kind, int removing, FILE *out);

#endif
