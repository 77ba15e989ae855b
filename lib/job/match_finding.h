#ifndef VVS_JOB_MATCH_FINDING_H
#define VVS_JOB_MATCH_FINDING_H

#include "job/match_work.h"
#include "rec/finding.h"

/* A hit becomes a finding. */
struct match_hit {
	const struct ware *ware;
	const struct match_advisory *advisory;
	const struct criteria *criteria;
	enum truth applicability;
	struct judgement fit;
};
void match_emit(struct match *m, const struct match_hit *hit);
/* Or a line for people: match_explain.c. */
void match_tell(
    struct match *m, const struct ware *w, enum truth applicability);
void match_print(struct match *m, const struct finding *f);
/* Start to collect the findings that hold. */
void match_forget(struct match *m);
/* Close stored findings that were not seen: of the system, or of the CVE. */
void match_close_system(struct match *m, int given_only);
void match_close_cve(struct match *m, int64_t cve);
/* Begin and commit around what is stored, and print what was committed. */
void match_begin(struct match *m);
void match_commit(struct match *m, int only_if_due);

#endif
