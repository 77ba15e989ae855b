#ifndef VVS_FETCH_H
#define VVS_FETCH_H

#include <stdint.h>
#include <stdio.h>

#include "io/digest.h"
#include "store/store.h"

/*
 * The work of vvs-fetch-feed: documents of a source into the state file.
 *
 *	file, or a complete download | parser, jailed | writer: this process
 *
 * A document is a feed file or a page of an API, packed (gz, xz, zst,
 * zip) or plain.  Each is one transaction: it is stored as a whole, with
 * what commit() adds, or not at all.  Single bad records are skipped,
 * said by name, and counted.  What has changed is printed after the commit.
 *
 * Up to FETCH_AHEAD documents may be handed to fetch_parse() before the
 * first is stored, so that parser and writer work at the same time.
 */

enum fetch_source { FETCH_NVD, FETCH_KEV, FETCH_EPSS };

#define FETCH_AHEAD 2

struct fetch_document {
	const char *name; /* for messages; copied */
	/* Read to its end and closed by us: a file that is complete.  No pipe
	 * from a downloader: the transaction would wait for the network. */
	int fd;
	const char *sha256; /* hex digest of the inflated bytes, or NULL */
	/* a file of another source is skipped silently (a folder is read) */
	int optional;
};

struct fetch_result {
	char refused[256];	/* why nothing of it was stored; "": it was */
	int skipped, unchecked; /* of another source; no digest known */
	long records, changed, rejected, elements; /* all in its list */
	char sha256[DIGEST_HEX];		   /* of the inflated bytes */
	/* when it says it was made; greatest modification time of a record */
	int64_t timestamp, newest;	/* or 0 */
	int64_t start, per_page, total; /* of a page of the NVD API, or -1 */
};

/*
 * Called before the commit, inside the transaction, for a document that
 * is good: to store how far the live sync has come (store/source.h).
 * Anything but 0 undoes the document; say why first.
 */
typedef int fetch_commit(
    struct store *st, const struct fetch_result *r, void *arg);

struct fetch;

/* Changed records go to `out`. */
struct fetch *fetch_new(struct store *st, enum fetch_source source, FILE *out);

/* Start the parser of a document. */
void fetch_parse(struct fetch *f, const struct fetch_document *doc);

/*
 * Store the document that was handed over first; commit may be NULL.  0,
 * or -1 if it was refused; nothing is said about that.
 */
int fetch_store(
    struct fetch *f, fetch_commit *commit, void *arg, struct fetch_result *r);

/* Free it: CMD_OK, or CMD_DATA if a record was rejected. */
int fetch_end(struct fetch *f);

/*
 * Load a file, or all files of the source in a folder.  Enum cmd_exit.
 * A refused file is said, and the next one is tried.
 */
int fetch_files(struct fetch *f, enum fetch_source source, const char *path);

#endif
