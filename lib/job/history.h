#ifndef VVS_HISTORY_H
#define VVS_HISTORY_H

#include <stdio.h>

#include "base/buf.h"
#include "store/finding.h"

/*
 * What happened to a finding, as records, one a line: itself as it is now;
 * then, oldest first, the events about it and about the requests that it
 * was in (vvs-event(5)), and between them where a match changed it,
 *
 *	{"type":"history","finding":ID,"at":TIME,
 *	 "changed":{"state":[OLD,NEW],"level":[OLD,NEW]}}
 *
 * People's decisions are events, so these are not told twice.
 */
void history_print(struct store *st, const struct finding *f, struct buf *out);

/* The same records as a table for people: when, who, what, old and new. */
void history_table(const struct buf *records, FILE *out);

#endif
