#ifndef VVS_JOB_ANNOUNCE_H
#define VVS_JOB_ANNOUNCE_H

#include <stdint.h>

#include "base/buf.h"
#include "store/store.h"

/*
 * Append announcements of the next `count` planned maintenance windows
 * after `now` as records (vvs-announcement(5)): Wednesdays from 18:00 to
 * 20:00 JST, moved by a week where that is a legal day off.  Left out are
 * those that were announced before, even if changed or taken back since.
 */
void announce_planned(
    struct store *st, int64_t now, int count, struct buf *out);

#endif
