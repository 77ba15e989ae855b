#ifndef VVS_DOWNLOAD_H
#define VVS_DOWNLOAD_H

#include "base/buf.h"
#include "io/http.h"

/*
 * The downloader: a process that has the network and nothing else, for
 * one that has the state file and no network.  A body goes into a file
 * without a name, and is handed over when it is complete: nobody waits for
 * a peer while the state file is being written.
 *
 * It gets ready while its parent goes on (that takes 2 ms), keeps its
 * connection, and dies with its parent.  Environment variables do not
 * reach it.
 */

struct download;

/* Start it.  Start it early: it inherits no more than there is then. */
struct download *download_new(const struct http_options *o);
void download_free(struct download *d); /* NULL is fine */

/*
 * Ask once.  A descriptor to read the body from, the caller's; -1 where
 * there is none that is complete: `a` says why.
 */
int download_get(
    struct download *d, const struct http_request *q, struct http_answer *a);

#endif
