#ifndef VVS_STORE_BACKUP_H
#define VVS_STORE_BACKUP_H

#include "store/store.h"

/* Copies of the state file: on request, and before its schema changes. */

/*
 * Copy to `path`, a new file that can be read from read-only media.  It
 * appears there whole or not at all.
 */
void store_backup(struct store *st, const char *path);

/*
 * Before store_open(…, STORE_CREATE): if the file at `path` has an older
 * schema, copy it beside itself and return the name of the copy (free it),
 * else NULL.
 */
char *store_keep_old(const char *path);

#endif
