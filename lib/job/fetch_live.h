#ifndef VVS_FETCH_LIVE_H
#define VVS_FETCH_LIVE_H

#include "io/download.h"
#include "job/fetch.h"

/*
 * Sources from the network, for vvs-fetch-feed.
 *
 * nvd	First the yearly feeds and `modified`, each checked against the
 *	digest in its .meta; then, at every run, what the CVE API says was
 *	modified since the watermark, in windows of 120 days.  Nothing is
 *	asked of the API while the digest of `modified` is the same as last
 *	time: nothing has happened then.
 * kev, epss	One file, asked for only if it has changed.
 *
 * A page or file is one transaction, which also says how far the run has
 * come: killed anywhere, it goes on there.  URLs, CA file, key, proxy and
 * pace are those of the configuration.
 */

/*
 * The downloader for a source: start it before the state file is opened,
 * and give it to fetch_live().  It asks for nothing by itself.
 */
struct download *fetch_live_start(enum fetch_source source, const char *mirror);

/*
 * Fetch what is new.  `mirror` is NULL, or an URL to use instead: of one
 * file, or (nvd, when it ends in '/') of a folder of feeds with their
 * .meta.  A mirror gets no key and moves no watermark.  Enum cmd_exit; why
 * has been said.
 */
int fetch_live(struct fetch *f, struct store *st, enum fetch_source source,
    const char *mirror, struct download *d);

#endif
