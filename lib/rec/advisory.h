#ifndef VVS_ADVISORY_H
#define VVS_ADVISORY_H

#include <stddef.h>
#include <stdint.h>

/*
 * An advisory: what one source says of one vulnerability.  The record is
 * described in vvs-advisory(5); here are its keys, so that who writes and
 * who reads it spell them alike, and its form on the way to the store.
 */
#define ADVISORY_TYPE "advisory"
#define ADVISORY_REJECTED "rejected" /* the status of a withdrawn one */

/*
 * Applicability, as NVD has it: configurations[], of which one must hold;
 * their nodes[]; the matches[] of a node.  Left out where they say what is
 * usual: operator "OR", negate false, vulnerable true.
 */
#define ADVISORY_CONFIGURATIONS "configurations"
#define ADVISORY_OPERATOR "operator"
#define ADVISORY_NEGATE "negate"
#define ADVISORY_NODES "nodes"
#define ADVISORY_MATCHES "matches"
#define ADVISORY_CPE "cpe"
#define ADVISORY_VULNERABLE "vulnerable"
#define ADVISORY_START_INCLUDING "start_including"
#define ADVISORY_START_EXCLUDING "start_excluding"
#define ADVISORY_END_INCLUDING "end_including"
#define ADVISORY_END_EXCLUDING "end_excluding"

/*
 * One row of the match index: a vulnerable match outside of what is
 * negated.  `version` is exact, "-" for NA, "" for all else; `detail` is
 * the rest as match/criteria.h writes it, NULL if there is none.
 */
struct advisory_row {
	const char *part, *vendor, *product, *version, *detail;
};

/* What the store keeps in columns; all text is borrowed. */
struct advisory {
	const char *source, *id, *status;
	int64_t cve;		     /* rec/cve.h */
	int64_t published, modified; /* seconds since 1970 */
	/* any one row that fits decides: no AND, no negate */
	int simple;
	/* the score that counts: highest version, primary first; or NULL */
	const char *cvss_version, *cvss_vector, *cvss_severity;
	int cvss_score; /* tenths */
	const struct advisory_row *row;
	size_t rows;
	const void *body; /* the record, as text or packed */
	size_t body_len;
};

#endif
