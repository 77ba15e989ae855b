#ifndef VVS_DECIMAL_H
#define VVS_DECIMAL_H

#include <stdint.h>

#define DECIMAL_MAX 21 /* bytes that a number takes, with its NUL */

/*
 * Write `n` with at least `width` digits (at most 20), zeros in front,
 * and a NUL; return where that is.  Several times faster than printf,
 * which matters where each record has some.
 */
char *decimal(char *to, uint64_t n, int width);

#endif
