#ifndef VVS_DOWNLOAD_H
#define VVS_DOWNLOAD_H

#include "base/buf.h"
#include "io/http.h"

/*
 * The downloader: a process that has the network and nothing else, for
 * one that has the state file and no network.  The bodies it gets go into
 * pipes, which are handed to a parser; what the peer said about them comes
 * back as struct http_answer.
 *
 * It starts with the first request, keeps its connection, and dies with
 * its parent.  Environment variables do not reach it.
 */

struct download;

/* The options are copied; the texts they point to must stay. */
struct download *download_new(const struct http_options *o);
void download_free(struct download *d); /* NULL is fine */

/*
 * Ask once.  Where the answer is 200: a descriptor from which the body is
 * read (the caller's), and afterwards download_end() must be called.  Else
 * -1, and `a` says why.
 */
int download_get(
    struct download *d, const struct http_request *q, struct http_answer *a);

/*
 * Once the descriptor was read to its end, or closed: `a` says whether the
 * body is complete.
 */
void download_end(struct download *d, struct http_answer *a);

/*
 * The same for a short text, at most text->max and 64 KiB: 0 if it arrived
 * complete, else -1.
 */
int download_text(struct download *d, struct http_request *q, struct buf *text,
    struct http_answer *a);

#endif
