#ifndef VVS_JOB_MATCH_WARE_H
#define VVS_JOB_MATCH_WARE_H

#include "match/cpe.h"
#include "rec/software.h"

/* The software of the system that is being matched. */

struct match;

/* One piece of software of the system at hand. */
struct ware {
	const char *json;  /* as a finding shows it */
	const char *label; /* for people: "curl 7.10.4" */
	const char *ecosystem;
	const char *resolved; /* the name, if the inventory gave none */
	enum software_how how;
	int has_name; /* `cpe` is set */
	struct cpe cpe;
	char identity[SOFTWARE_ID];
};

/* A system, then its records; NULL, or why one is none. */
void match_start(struct match *m, const char *system);
const char *match_add(struct match *m, const struct json *record);
void match_add_line(struct match *m, const char *line);
void match_index(struct match *m); /* after the last one */

#endif
