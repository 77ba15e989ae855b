#ifndef VVS_LIVE_NVD_H
#define VVS_LIVE_NVD_H

#include "job/live.h"

/*
 * How to keep up with the NVD, by its feeds and its API.
 *
 * The watermark is the greatest lastModified that was seen, never later
 * than the beginning of the run, and moves when a run has ended.  Until
 * then `progress` says where it stands.
 */

#define NVD_FEEDS "https://nvd.nist.gov/feeds/json/cve/2.0/"
#define NVD_API "https://services.nvd.nist.gov/rest/json/cves/2.0"

#define NVD_WINDOW (120 * 86400)     /* seconds the API takes at most */
#define NVD_OVERLAP 600		     /* seconds that are asked for again */
#define NVD_TOO_OLD (3 * NVD_WINDOW) /* older than this: the feeds again */
#define NVD_TRUST 86400 /* seconds that an unchanged `modified` is believed */
#define NVD_MODIFIED (7 * 86400) /* `modified` has a day more than that */
#define NVD_PAGE 2000		 /* records a page */
#define NVD_PAGE_MIN 250	 /* what it goes down to when the API is busy */
#define NVD_PAGES 5000 /* requests in a run; beyond, it does not end */

/* The live source. */
void nvd_sync(struct live *l);

#endif
