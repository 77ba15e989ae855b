#ifndef VVS_SOURCE_H
#define VVS_SOURCE_H

#include <stdint.h>

#include "store/store.h"

/*
 * How far each source ("nvd", "kev", "epss") has come, how old what we
 * have of it is, and which of its files were loaded.
 *
 * The functions that set something belong into a write transaction,
 * together with what they tell about.
 */

struct source {
	int64_t checked_at; /* last successful check of the live source, or 0 */
	int64_t data_at;    /* newest timestamp that the data bears, or 0 */
	char *watermark;    /* where the live sync goes on; NULL: nowhere yet */
	char *progress;	    /* of a live run that has not ended; NULL: none */
};

/* 1 if the source is known; else 0 and all is empty. */
int source_get(struct store *st, const char *name, struct source *s);
void source_release(struct source *s);

void source_set_checked(struct store *st, const char *name, int64_t at);
/* Does nothing if newer data is known. */
void source_set_data(struct store *st, const char *name, int64_t at);
void source_set_watermark(struct store *st, const char *name, const char *to);
/* NULL: the run has ended. */
void source_set_progress(struct store *st, const char *name, const char *json);

/*
 * Age in seconds: of the last successful check of the live source or of
 * the newest timestamp in what was loaded from files, whichever is newer.
 * -1 if the source was never fetched, which is not the same as stale.
 */
int64_t source_age(struct store *st, const char *name, int64_t now);

/* How old it may be, in seconds: configuration "NAME.max-age", days. */
#define SOURCE_MAX_AGE_DAYS 7
int64_t source_max_age(const char *name);

/* All sources there are, whether fetched or not. */
#define SOURCE_COUNT 3
extern const char *const source_name[SOURCE_COUNT];

/*
 * A file of the live source as it was loaded last: digest of its inflated
 * bytes and ETag, in the caller's buffers of SOURCE_TEXT bytes; "" where
 * there is none.  0 if it never was loaded.
 */
#define SOURCE_TEXT 256
int source_file(struct store *st, const char *source, const char *file,
    char *sha256, char *etag);
void source_set_file(struct store *st, const char *source, const char *file,
    const char *sha256, const char *etag);
/* When that was; 0: never. */
int64_t source_file_loaded(
    struct store *st, const char *source, const char *file);

#endif
