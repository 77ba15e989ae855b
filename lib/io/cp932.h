#ifndef VVS_CP932_H
#define VVS_CP932_H

#include <stdio.h>

/*
 * UTF-8 out as CP932 (Windows-31J), for Japanese programs that know
 * nothing else.
 *
 * What CP932 does not have becomes '?', except for a few signs that it
 * has under another number (the wave dash, the minus sign ...); a byte
 * order mark is dropped, and so is the end of a character that never
 * came.
 */

/*
 * A stream whose text reaches `f` as CP932.  fclose() it before using `f`
 * again; write errors of `f` are seen on both.  NULL, said, if this C
 * library cannot convert.
 */
FILE *cp932_open(FILE *f);

#endif
