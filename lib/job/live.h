#ifndef VVS_LIVE_H
#define VVS_LIVE_H

#include "base/cmd.h"
#include "base/msg.h"
#include "io/download.h"
#include "job/fetch.h"
#include "store/source.h"

/*
 * Documents from the network, for fetch_live.c: asks with
 * patience, hands over to the loader what is complete, and says what went
 * wrong.
 *
 * A peer that is busy (403, 408, 429, 5xx) or that cuts us off is asked
 * again: after what its Retry-After says, else after pauses that double;
 * 403, the NVD's limit on requests, after 30 seconds and more.
 */

#define LIVE_TRIES 8	       /* for one document */
#define LIVE_WAIT 600	       /* seconds; a peer that wants more gets 75 */
#define LIVE_LIMIT 30	       /* seconds after 403 */
#define LIVE_TIMEOUT 60	       /* seconds, unless http.timeout says otherwise */
#define LIVE_META 4096	       /* bytes of a .meta */
#define LIVE_PAGE (64u << 20)  /* bytes of a page or a small source, packed */
#define LIVE_FEED (256u << 20) /* bytes of a feed file, packed */

struct live {
	struct fetch *fetch;
	struct store *store;
	const char *source; /* "nvd" */
	struct download *download;
	int64_t not_before; /* clock_ms() of the next request */
	int is_mirror;	    /* not the live source itself */
	int code;	    /* enum cmd_exit, so far */
};

/* One that is too long becomes none, which is refused. */
void live_url(struct http_request *q, const char *url);

/*
 * The descriptor of the body, or -1: then it is 304, or live_failed()
 * should be told.
 */
int live_ask(
    struct live *l, const struct http_request *q, struct http_answer *a);

/*
 * The `n`-th try only, for who asks for something else then.  If it has
 * failed, a->again says whether to try on; the pause is taken then.
 */
int live_try(
    struct live *l, const struct http_request *q, struct http_answer *a, int n);

/* Say why there is no answer, and set l->code. */
void live_failed(struct live *l, const char *url, const struct http_answer *a);
/* The same of a named file that is not there. */
void live_absent(struct live *l, const char *url);

/* What we know of `url`: its validator for the request, its digest. */
void live_known(struct live *l, struct http_request *q, char *sha256);

/*
 * Store the document in `fd`.  0, or -1 and `why` if it was refused.
 */
int live_store(struct live *l, const struct fetch_document *doc,
    fetch_commit *commit, void *arg, struct fetch_result *r);

/* Say that a document was refused, and set l->code. */
void live_refused(struct live *l, const char *name, const char *why);

/* On a terminal: what it is doing, in the line that comes next. */
void live_progress(const struct live *l, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* The live source was looked at just now, and there is nothing new. */
void live_nothing_new(struct live *l);

#endif
