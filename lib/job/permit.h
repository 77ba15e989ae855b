#ifndef VVS_JOB_PERMIT_H
#define VVS_JOB_PERMIT_H

#include "job/actor.h"
#include "rec/registry.h"

/*
 * Who may register what, and who may read what (vvs(7), Roles).
 *
 *	organizations, services, announcements	who may ACTION_ORGANIZATIONS
 *	systems		all of it: ACTION_SYSTEM_BASIC; the addresses of
 *			one in scope: ACTION_SYSTEM_DETAILS
 *	accounts	all others: who may ACTION_ACCOUNTS of all; one's own
 *			name, address, language and frequency: everybody
 *
 * Enterprise-managers are granted, changed and removed by the owner of the
 * state file in person, who may do so with all accounts.
 */
enum permit {
	PERMIT_YES,
	PERMIT_HIDDEN, /* to them it does not exist */
	PERMIT_NEVER   /* their role may not, whether it exists or not */
};

/*
 * May they register `given` over `old` (NULL: new), or remove it?  The
 * reason is in `why` unless it is PERMIT_YES.
 */
enum permit permit_register(const struct actor *who, enum reg_kind kind,
    const struct json *old, const struct json *given, int removing,
    char why[ACTOR_WHY]);

/*
 * Who is enterprise-manager, and who they are, is for the owner alone to
 * say.  `rec` is the account as it would be, NULL if it is removed.
 */
enum permit permit_manager(const struct actor *who, const struct json *old,
    const struct json *rec, char why[ACTOR_WHY]);

/*
 * Who may read what: one may read what one may register.
 *
 *	accounts	one's own
 *	organizations, services		those in scope; no security-reader
 *	systems, software		by ACTION_SYSTEM_DETAILS
 *	findings			by ACTION_MEASURE_REGISTER
 *	announcements			those that are for them
 *	requests	one's own about what is in scope (job/request.h);
 *			all: who may ACTION_MEASURE_APPROVE
 *	advisories, vulnerabilities, sources	everybody
 */

/* Ends the program with CMD_NOPERM if they never read such records. */
void permit_require(const struct actor *who, const char *type);
/* Is everything of this type theirs to read, so that nobody need look? */
int permit_reads_all(const struct actor *who, const char *type);
/* The key of such records that they do not get to see; NULL: none. */
const char *permit_veiled(const struct actor *who, const char *type);
int permit_reads(
    const struct actor *who, struct store *st, const struct json *record);

#endif
