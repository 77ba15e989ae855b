#ifndef VVS_TREE_JSON_H
#define VVS_TREE_JSON_H

#include "io/json.h"
#include "match/tree.h"

/*
 * The applicability of an advisory record: its `configurations`, in the
 * form of the NVD's API 2.0 (configurations, nodes, cpeMatch).  A missing
 * operator is OR, a missing negate false.
 *
 * Adds to the tree, whose texts then live in the arena and in the JSON.
 * Returns how many matches were left out because their criteria are no
 * name, or -1 when the tree would be larger than TREE_MAX.
 */
int tree_read(
    struct tree *t, struct arena *a, const struct json *configurations);

#endif
