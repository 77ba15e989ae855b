#ifndef VVS_FINDING_H
#define VVS_FINDING_H

#include <stdint.h>

#include "io/json.h"

/*
 * A finding: one vulnerability in one software of one system
 * (vvs-finding(5)).  All texts are borrowed from whoever made it.
 */
struct finding {
	const char *id; /* 32 hex digits */
	const char *system;
	const char *software; /* JSON object: name vendor product version ... */
	int64_t cve;	      /* rec/cve.h */
	const char *source;   /* which advisory, "nvd" */
	int confidence;	      /* 0 to 100 */
	const char *evidence; /* JSON object: applicability, criteria ... */

	const char *cvss_version, *cvss_vector, *severity; /* NULL: none */
	int cvss_score;	     /* tenths, -1 if there is none */
	int kev;	     /* known to be exploited */
	const char *kev_due; /* date or NULL */
	int epss;	     /* in 1e-5, -1 if there is none */

	const char *level; /* urgent high medium low unrated */
	const char *due;   /* date or NULL */
	const char *state; /* open ... */

	/* what people decided; dates are days since 1970, 0: none */
	const char *assignee; /* id of an account, or NULL */
	int64_t plan_due, waived_until;
	int64_t request; /* that no action is needed: its number, or 0 */
	const char *state_before; /* that request, or NULL */
	const char *waived_basis; /* what was known when it was approved */
	int waiver_over; /* its date has passed; the state is that before */

	int stored; /* 0: not in the state file; the rest is not set then */
	int64_t first_at, changed_at, seq;
};

#define FINDING_ID 33 /* bytes of an id with its NUL */

/*
 * The id: the first 32 hex digits of SHA-256 over the length-prefixed
 * system, software identity (see rec/software.h) and CVE id.
 */
char *finding_id(
    const char *system, const char *software, int64_t cve, char *id);

/* An EPSS as people read it, "94.36%" as its publisher writes it. */
#define FINDING_PERCENT 8
char *finding_percent(int epss, char text[FINDING_PERCENT]);

/* 0 if resolved, retracted, waived, done or not_affected; else work is left. */
int finding_is_open(const char *state);

/* Append the record. */
void finding_write(struct jsonw *w, const struct finding *f);

/*
 * Append the member "changed":{"state":["open","planned"], ...}: state,
 * assignee, plan_due and waived_until, as far as they differ, old and new;
 * nothing if none does.
 */
void finding_write_changed(
    struct jsonw *w, const struct finding *old, const struct finding *now);

#endif
