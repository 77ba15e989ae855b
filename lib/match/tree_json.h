#ifndef VVS_TREE_JSON_H
#define VVS_TREE_JSON_H

#include "io/json.h"
#include "match/tree.h"

/*
 * The applicability of an advisory record (vvs-advisory(5)): its
 * `configurations`.  What is missing is usual: operator OR, negate false,
 * vulnerable true.
 *
 * Adds to the tree, whose texts then live in the arena.
 * Returns how many matches were left out because their criteria are no
 * name, or -1 when the tree would be larger than TREE_MAX.
 */
int tree_read(
    struct tree *t, struct arena *a, const struct json *configurations);

#endif
