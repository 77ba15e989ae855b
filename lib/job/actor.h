#ifndef VVS_JOB_ACTOR_H
#define VVS_JOB_ACTOR_H

#include "base/mem.h"
#include "io/json.h"
#include "rec/role.h"
#include "store/store.h"

/*
 * Who acts, and what they may do (docs/MULTIUSER.md).
 *
 * The account is that whose `login` is the person's: of SUDO_UID when the
 * program runs for somebody else (base/delegate.h), else of the real user,
 * who must own the state file unless that has no accounts.  An owner
 * without an account acts as enterprise-manager, with the empty id.  The
 * owner alone may act for another account, with --as; the ledger then
 * records both, and always the user who logged in, where the kernel knows.
 */

struct actor {
	const char *id; /* of the account, "" for a lone owner */
	enum role role;
	int owner; /* of the state file, in person: no sudo, no --as */
	const struct json *account; /* NULL for a lone owner */
	struct arena arena;
	struct sight *sight; /* what is in scope; NULL for a lone owner */
};

/*
 * Find out who acts; ends the program with CMD_NOPERM if nobody may.
 * Inside a transaction or outside.
 */
void actor_load(struct actor *who, struct store *st);
void actor_free(struct actor *who);

/* Instead: the account `id`, to ask what it may; -1 if there is none. */
int actor_be(struct actor *who, struct store *st, const char *id);

/*
 * Ends the program with CMD_NOPERM and the roles that may, if this role
 * never may.
 */
void actor_require(const struct actor *who, enum action action);

/*
 * The same for what concerns all of the state file, such as matching:
 * the owner in person and who may ACTION_ORGANIZATIONS.
 */
void actor_require_all(const struct actor *who);

/*
 * 1, and the same as a text in `why`, unless this role has at least `need`.
 */
#define ACTOR_WHY 300
int actor_refusal(const struct actor *who, enum action action, enum grant need,
    char why[ACTOR_WHY]);

/*
 * May they do it to this system?  What is not in scope looks to them as if
 * it were not there.
 */
int actor_may(const struct actor *who, enum action action, const char *system);

#endif
