#ifndef VVS_STORE_ADVISORY_H
#define VVS_STORE_ADVISORY_H

#include "rec/advisory.h"
#include "store/store.h"

/*
 * Advisories and their match index.
 *
 * Storing many: open a writer, put each inside a transaction, and flush
 * before the commit, because rows of the index are sorted before they go
 * in.  After a rollback, forget.
 */

struct advisory_writer;

/* Also gives the store as much cache as a large load wants. */
struct advisory_writer *advisory_writer_new(struct store *st);
void advisory_writer_free(struct advisory_writer *w);
void advisory_flush(struct advisory_writer *w);
void advisory_forget(struct advisory_writer *w);

enum advisory_put {
	ADVISORY_NEW,
	ADVISORY_CHANGED,
	ADVISORY_SAME, /* nothing was written */
	ADVISORY_OLDER /* than what is stored: nothing was written */
};

/*
 * Store one, its body packed with PACK_DICTIONARY; `hash` is of the body
 * before that.  `made_at` is when the source made the document.
 *
 * What has the later time of modification counts; of two with the same
 * time and different content, that of the later document.  A change gets
 * a new change number, and so does its vulnerability if that changes.
 */
#define ADVISORY_HASH 16 /* bytes */
enum advisory_put advisory_put(struct advisory_writer *w,
    const struct advisory *a, const unsigned char hash[ADVISORY_HASH],
    int64_t made_at);

/*
 * Records as text, with their bookkeeping, without a newline: those with
 * a change number above `after` and up to `upto`, in that order.  Returns
 * what `fn` did.  `fn` must not write to the store.
 */
int advisory_each(
    struct store *st, int64_t after, int64_t upto, store_fn *fn, void *arg);

/* The records of one CVE, of all sources. */
int advisory_of(struct store *st, int64_t cve, store_fn *fn, void *arg);

#endif
