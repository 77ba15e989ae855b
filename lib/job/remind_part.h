#ifndef VVS_JOB_REMIND_PART_H
#define VVS_JOB_REMIND_PART_H

#include "job/remind.h"
#include "rec/finding.h"

/* What the source files of reminders share: plans, and requests. */

#define REMIND_KEY 120	 /* bytes of a key */
#define REMIND_WHAT 1000 /* bytes of what it is about, then cut */

/* Texts of their own, fit for a mail; NULL stays NULL, day 0 is NULL. */
const char *remind_keep(struct remind *r, const char *s);
const char *remind_date(struct remind *r, int64_t day);
/* "佐藤 花子 (sato)"; whose account is gone has only the id. */
const char *remind_person(struct remind *r, const char *id);

/* Has the person not been told? */
int remind_is_new(struct remind *r, size_t person, const char *key);
/* The texts of `i` are ours. */
void remind_add(struct remind *r, size_t person, const struct remind_item *i);

/* "CVE-2026-1000 Web shop (web1): openssl" */
void remind_describe(
    struct remind *r, const struct finding *f, char what[REMIND_WHAT]);

/* All about requests. */
void remind_requests(struct remind *r);

#endif
