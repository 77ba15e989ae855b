#ifndef VVS_VERSION_H
#define VVS_VERSION_H

/*
 * The `generic` order of versions: what is used when nobody says which
 * scheme a version follows, above all for the ranges of the NVD.
 *
 * A version is a row of tokens: runs of digits and runs of letters, the
 * rest only separates.  Numbers compare by value, whatever their length.
 * At the first difference
 *
 *	pre-release word < end < other word < number
 *
 * so 1.0-rc1 < 1.0 < 1.0a < 1.0.1.  Pre-release words are dev < alpha <
 * beta < pre, preview, milestone < rc, cr, and the letters a, b, c, m
 * directly before a digit (1.0a1 alpha, 1.0b1 beta, 1.0c1 rc, 9.0.M1
 * milestone).  Every other word is later than nothing (p, sp, patch, u,
 * update, hotfix, post, the letters of 1.0.2a); two of them compare as
 * text.  Case, a `v` before the first digit, `+build` to the end, zeros
 * at the end and zeros before a word (never the first number) do not
 * count: 2.4 = v2.4.0+deb12, 1.0.0-rc1 = 1-rc1.
 */

/*
 * Sets *result to -1, 0 or 1 and returns 0.  Returns -1, *result
 * untouched, when the two cannot be compared: one of them is empty, has
 * no letter or digit, or is "unknown", or one has digits and the other
 * has none ("vista" and "6.0").  Any bytes, any length, linear time, no
 * allocation.
 */
int version_compare(const char *a, const char *b, int *result);

#endif
