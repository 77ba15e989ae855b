#ifndef VVS_FETCH_META_H
#define VVS_FETCH_META_H

#include <stddef.h>

#include "io/digest.h"

/*
 * The .meta file that the NVD has beside each feed: lines of key:value,
 * of which sha256 is the digest of the inflated feed.
 */
enum fetch_meta { FETCH_META_GOOD, FETCH_META_NONE, FETCH_META_BAD };

/* For nvdcve-2.0-2024.json.gz: nvdcve-2.0-2024.meta, and the like. */
enum fetch_meta fetch_meta(const char *path, char sha256[DIGEST_HEX]);

/* The same, of its text. */
enum fetch_meta fetch_meta_read(
    const char *text, size_t n, char sha256[DIGEST_HEX]);

#endif
