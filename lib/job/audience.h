#ifndef VVS_JOB_AUDIENCE_H
#define VVS_JOB_AUDIENCE_H

#include "base/mem.h"
#include "io/json.h"
#include "store/store.h"

/*
 * Who is told: the accounts, and the systems that are their concern
 * (job/sight.h).  A picture of the registry at one moment, for one
 * transaction.
 */

enum audience_frequency {
	AUDIENCE_EACH, /* a mail each run that has something to tell */
	AUDIENCE_DAILY,
	AUDIENCE_WEEKLY,
	AUDIENCE_IMMEDIATE /* and news one mail a CVE */
};

struct person {
	const char *id, *name, *email;
	int japanese;
	int reader; /* a security-reader: no system data */
	enum audience_frequency frequency;
	const struct json *account;
	struct sight *sight;
	signed char *holds; /* by system: 1, 0, -1 not known yet */
};

struct machine {
	const char *id, *name;
	int64_t registered_at;
	const struct json *system;
};

struct audience {
	struct store *st;
	struct arena arena; /* all texts */
	struct person *person;
	struct machine *machine; /* by id */
	size_t persons, machines;
	size_t person_room, machine_room;
};

void audience_load(struct audience *a, struct store *st);
void audience_free(struct audience *a);

/* The registered system, or NULL. */
const struct machine *audience_machine(
    const struct audience *a, const char *id);

/* Is the system this person's concern? */
int audience_holds(struct audience *a, size_t person, const struct machine *m);

#endif
