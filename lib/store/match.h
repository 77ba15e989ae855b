#ifndef VVS_STORE_MATCH_H
#define VVS_STORE_MATCH_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/*
 * What matching reads: the index of advisories by product, what is known
 * of a vulnerability, and the software of systems.
 * Texts of a callback live until it returns; it must not ask the same
 * question again.
 */

/* One row of the index: see match/criteria.h. */
struct match_row {
	int64_t advisory; /* key */
	int64_t number;	  /* of the row within it */
	const char *part, *vendor, *product;
	const char *version; /* bucket */
	const char *detail;  /* NULL: nothing */
};
typedef void match_row_fn(const struct match_row *row, void *arg);

/*
 * Rows of a product and version.  NULL for part, vendor or version means
 * any.  A version means its own bucket and that of ranges.
 */
void match_rows(struct store *st, const char *part, const char *vendor,
    const char *product, const char *version, match_row_fn *fn, void *arg);

/* All rows whose vendor or product has wildcards. */
void match_wild_rows(struct store *st, match_row_fn *fn, void *arg);

/* An advisory and its vulnerability, in fixed room so that it can stay. */
struct match_advisory {
	int64_t key, cve;
	char source[16], id[40];
	int simple, rejected;
	char cvss_version[8], cvss_vector[160], severity[12];
	int cvss_score; /* tenths, -1: none */
	int kev, epss;	/* in 1e-5, -1: none */
	char kev_added[16], kev_due[16];
};
/* 0: there is none.  What is too long for its place is empty. */
int match_advisory(struct store *st, int64_t key, struct match_advisory *a);
/* The same for what is known of a CVE without an advisory. */
void match_vulnerability(
    struct store *st, int64_t cve, struct match_advisory *a);

/* The record of an advisory, or NULL; lives until the next call. */
struct match_reader;
struct match_reader *match_reader_new(struct store *st);
void match_reader_free(struct match_reader *r);
const char *match_body(struct match_reader *r, int64_t key, size_t *n);

/* CVEs whose advisories changed after `after` and up to `upto`. */
typedef void match_number_fn(int64_t number, void *arg);
void match_changed(struct store *st, int64_t after, int64_t upto,
    match_number_fn *fn, void *arg);
/* Keys of the advisories of a CVE. */
void match_keys(struct store *st, int64_t cve, match_number_fn *fn, void *arg);

/* Systems that have software; with after_seq only those that changed. */
typedef void match_text_fn(const char *text, void *arg);
void match_systems(
    struct store *st, int64_t after_seq, match_text_fn *fn, void *arg);
int match_is_registered(struct store *st, const char *system);

/* Records of software that is not gone: of a system, or of a product. */
typedef void match_line_fn(const char *system, const char *line, void *arg);
void match_software(
    struct store *st, const char *system, match_line_fn *fn, void *arg);
void match_software_with(struct store *st, const char *vendor,
    const char *product, match_line_fn *fn, void *arg);
/* Is any software of the system of this part, 'o' or 'h'? */
int match_has_part(struct store *st, const char *system, char part);

#endif
