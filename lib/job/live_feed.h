#ifndef VVS_LIVE_FEED_H
#define VVS_LIVE_FEED_H

#include "job/live.h"

/*
 * The feeds of the NVD: one a year, and one of what was modified in the
 * last eight days; each has its digest in a .meta beside it.  What was
 * loaded with the digest that it has now is not loaded again.
 */

#define FEED_FIRST_YEAR 2002
#define FEED_MODIFIED "modified"

struct feed {
	char *url, *meta; /* meta: NULL if it has none */
	char sha256[SOURCE_TEXT];
	char validator[HTTP_TEXT]; /* of the .meta, else of the file */
	fetch_commit *also;	   /* done in its transaction, with `arg` */
	void *arg;
};

/* What was failed or refused has been said, and is in l->code. */
enum feed_got { FEED_NEW, FEED_UNCHANGED, FEED_ABSENT, FEED_FAILED };

/* The names of the yearly feeds: the i-th, NULL after the last; free it. */
char *feed_year(int i);

/* The URL of the .meta of a feed; free it. */
char *feed_meta(const char *folder, const char *name);

/* Ask for f->meta: is there anything new behind it?  Sets its digest. */
enum feed_got feed_look(struct live *l, struct feed *f);

/* Load a feed by its name, if it is new. */
enum feed_got feed_get(struct live *l, const char *folder, const char *name,
    fetch_commit *also, void *arg);

/* All feeds in a folder of a mirror that are there. */
void feed_mirror(struct live *l, const char *folder);

/* One feed file, with the digest that stands beside it if there is one. */
void feed_file(struct live *l, const char *url);

#endif
