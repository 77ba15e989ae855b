#ifndef VVS_JOB_SIGHT_H
#define VVS_JOB_SIGHT_H

#include "io/json.h"
#include "store/store.h"

/*
 * What an account's `scope` holds, for many questions at once: each
 * organization, service and system is looked up once.
 *
 * An enterprise-manager's scope is everything; for the others it is what
 * they list: organizations with all below them and all services of these,
 * services, single systems.  A system belongs to its own organization and
 * to that of its service.  What was removed belongs to what it did.
 */
struct sight;

/* `account` stays the caller's, and must last as long. */
struct sight *sight_new(struct store *st, const struct json *account);
void sight_free(struct sight *s);

int sight_organization(struct sight *s, const char *id);
int sight_service(struct sight *s, const char *id);
int sight_system(struct sight *s, const char *id);
/* The same for a system whose record one has. */
int sight_record(struct sight *s, const struct json *system);

#endif
