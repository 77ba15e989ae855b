#ifndef VVS_JOB_ACTOR_H
#define VVS_JOB_ACTOR_H

#include "base/mem.h"
#include "store/store.h"

/*
 * Who acts: the id of the account whose `login` is that of the real user,
 * or "" for the owner of the state file who has no account (design:
 * section 8).  Never a name from the command line.  Lives in `a`.
 */
const char *actor_id(struct store *st, struct arena *a);

#endif
