#ifndef VVS_JOB_SCOPE_H
#define VVS_JOB_SCOPE_H

#include "io/json.h"
#include "store/store.h"

/*
 * Which systems are an account's concern.  An enterprise-manager's scope
 * is everything; for the others it is what their `scope` lists:
 * organizations with all below them, services, single systems.  A system
 * belongs to its own organization and to that of its service.
 */
int scope_holds(
    struct store *st, const struct json *account, const struct json *system);

/*
 * Does what a list of scope entries names concern the account: is one of
 * them inside its scope, or around it?  An empty list concerns all.
 */
int scope_meets(
    struct store *st, const struct json *account, const struct json *scope);

#endif
