#ifndef VVS_JOB_SCOPE_H
#define VVS_JOB_SCOPE_H

#include "io/json.h"
#include "store/store.h"

/*
 * Is a system the concern of an account (job/sight.h)?  For one question;
 * for many at once make a sight.
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
