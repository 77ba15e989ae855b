#ifndef VVS_INVENTORY_H
#define VVS_INVENTORY_H

#include <stddef.h>

#include "base/msg.h"
#include "rec/software.h"

/*
 * What all inventory formats share.  A format takes a whole document and
 * hands over one `struct software` after the other; it knows nothing of
 * state files, of processes, or of the resolution of names.
 *
 * Documents are hostile.  What is wrong with one record is reported with
 * its place and counted in `bad`, the rest is read; at most INVENTORY_SAY
 * lines are written a document.  A document that is cut off or is not of
 * its format is refused as a whole: the reader says so and returns -1,
 * and what it handed over before that must not be kept.
 */
#define INVENTORY_BYTES (512u << 20) /* of one document */
#define INVENTORY_MAX 1000000	     /* software of one document */
#define INVENTORY_TEXT 2048	     /* bytes in one name, version, ... */
#define INVENTORY_SAY 20

enum inventory_format {
	INVENTORY_DETECT,
	INVENTORY_CSV,
	INVENTORY_JSONL,
	INVENTORY_CYCLONEDX, /* JSON or XML */
	INVENTORY_SPDX,
	INVENTORY_DPKG, /* dpkg-query output or the status file */
	INVENTORY_VULS
};

struct inventory {
	const char *file;   /* for messages */
	const char *system; /* stands above what the document says, or NULL */
	/* What a package list does not say itself, NULL if unknown. */
	const char *distro, *distro_version; /* "debian", "12" */

	/* A message for people, one line.  A jail may forbid stderr. */
	void (*say)(const char *text, void *arg);
	void (*add)(const struct software *s, void *arg);
	/* An address that the document gives for a system; may be NULL. */
	void (*address)(const char *system, const char *address, void *arg);
	/* A line of another program's records; NULL: it is rejected. */
	void (*pass)(const char *line, size_t n, void *arg);
	void *arg;

	long found, bad; /* set by the functions below */
	int said, full;
};

/* "csv" ... "vuls", NULL for INVENTORY_DETECT. */
const char *inventory_format_name(enum inventory_format f);
/* INVENTORY_DETECT if there is no such format. */
enum inventory_format inventory_format_named(const char *name);

/*
 * What a document is, by its content alone; INVENTORY_DETECT if it is
 * none, with the reason in `*why`.
 */
enum inventory_format inventory_detect(
    const char *doc, size_t n, const char **why);

/*
 * Read a document of `n` bytes, NUL-terminated, decoded (asset/charset.h);
 * `f` must not be INVENTORY_DETECT.  0, or -1 if it is refused (said).
 */
int inventory_read(
    struct inventory *inv, enum inventory_format f, const char *doc, size_t n);

/* For the formats. `line` is 0 where lines mean nothing. */
void inventory_add(struct inventory *inv, long line, const struct software *s);
void inventory_address(struct inventory *inv, long line, const char *system,
    const char *addresses);
void inventory_reject(struct inventory *inv, long line, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

#endif
