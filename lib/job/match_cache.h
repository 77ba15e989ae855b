#ifndef VVS_JOB_MATCH_CACHE_H
#define VVS_JOB_MATCH_CACHE_H

#include "match/tree.h"
#include "store/match.h"

/*
 * Advisories and their trees, kept while there is room (about 30 MiB):
 * systems have much software in common.
 */
struct match_cache;

struct match_cache *match_cache_new(struct store *st);
void match_cache_free(struct match_cache *c);
/* Both live until the next call of the same function; NULL: there is none. */
const struct match_advisory *match_cache_advisory(
    struct match_cache *c, int64_t key);
const struct tree *match_cache_tree(struct match_cache *c, int64_t key);
/* Rows of products with wildcards; lives as long as the cache. */
const struct match_row *match_cache_wild(struct match_cache *c, size_t *n);

#endif
