#ifndef VVS_KEV_H
#define VVS_KEV_H

#include "io/json.h"

/*
 * CISA's catalogue of known exploited vulnerabilities (KEV), JSON.
 */
struct kev_entry {
	int64_t cve;
	const char *added, *due; /* YYYY-MM-DD; due may be NULL */
	const char *ransomware;	 /* "known" or "unknown" */
	const char *body;	 /* kev_entry of vvs-vulnerability(5) */
};

/*
 * Read one element of `vulnerabilities`; text lives in the element and in
 * `body`, which is replaced.  -1 and `*why` if it is no entry.
 */
int kev_read(const struct json *element, struct buf *body, struct kev_entry *e,
    const char **why);

/* The envelope: `count` entries, released when.  -1 and `*why`. */
int kev_envelope(const struct json *rest, int64_t *count, int64_t *released,
    const char **why);

#endif
