#ifndef VVS_EPSS_H
#define VVS_EPSS_H

#include <stddef.h>
#include <stdint.h>

/*
 * FIRST's exploit prediction scores (EPSS), the daily CSV: perhaps a
 * comment with model and date, a header, then "CVE-…,score,percentile".
 * The oldest files have no percentile and no comment.
 */
struct epss_row {
	int64_t cve;
	int32_t score, percentile; /* in 1e-5; percentile -1: none */
};

struct epss_calls {
	/* 0, or anything else to stop */
	int (*row)(const struct epss_row *row, void *arg);
	int (*bad)(long line, const char *why, void *arg);
};

struct epss;

struct epss *epss_new(const struct epss_calls *calls, void *arg);
void epss_free(struct epss *e);

/* In any pieces; 0, -1 and *why, or what a callback returned. */
int epss_feed(struct epss *e, const char *data, size_t n, const char **why);
/* The date of the scores, 0 if the file does not say.  -1 and *why. */
int epss_end(struct epss *e, int64_t *date, const char **why);

#endif
