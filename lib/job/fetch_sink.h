#ifndef VVS_FETCH_SINK_H
#define VVS_FETCH_SINK_H

#include "job/frame.h"
#include "store/store.h"

/*
 * Where the records of a source go: one sink for each, used by fetch.c.
 * Begin, put and end are called inside a write transaction; after a
 * rollback comes undo.
 */
struct fetch_sink {
	const char *name; /* of the source */
	enum frame_kind kind;
	/* an older document than the last is of no use */
	int only_newer;
	size_t size; /* of the sink, which is made of zeros */
	void (*open)(void *sink, struct store *st);
	void (*close)(void *sink);
	void (*begin)(void *sink, int64_t made_at);
	/* One frame: how many records changed, or -1 if it is damaged. */
	long (*put)(void *sink, struct frame_in *in);
	/*
	 * The document was good: how many more changed.  `whole`: none of its
	 * records was skipped, so what it lacks is gone.
	 */
	long (*end)(void *sink, int whole);
	void (*undo)(void *sink);
	/* The records that changed between two change numbers, to print. */
	int (*each)(struct store *st, int64_t after, int64_t upto, store_fn *fn,
	    void *arg);
};

extern const struct fetch_sink fetch_sink_nvd, fetch_sink_kev, fetch_sink_epss;

#endif
