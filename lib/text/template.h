#ifndef VVS_TEMPLATE_H
#define VVS_TEMPLATE_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Texts that people may change, such as those of our mail: {name} stands
 * for a value.  A line all of whose values are empty is left out, so that
 * a template needs no conditions.  Other braces are left as they are.
 *
 * A value at the end of its line is wrapped (text/wrap.h), or if it has
 * several lines, they stay; all begin in the column of the first.
 */

struct template_value {
	const char *name, *value; /* NULL and "" are empty */
};

/*
 * Append `text` with the values of a list that ends with name NULL.
 * NULL, or the name of a value that is not in the list, for a message; it
 * points into `text` and ends at its "}".
 */
const char *template_fill(
    struct buf *out, const char *text, const struct template_value *value);

#endif
