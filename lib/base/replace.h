#ifndef VVS_REPLACE_H
#define VVS_REPLACE_H

#include <stdio.h>

/*
 * Write a file so that its readers see the old one or the new one, never
 * half of it: into a temporary file beside it, which takes its place when
 * all is on the disk.  A symbolic link is followed; a device or a pipe is
 * written to as it is.
 */
struct replace;

/* NULL, said, if the folder cannot be written to. */
struct replace *replace_open(const char *path);
/* Where to write. */
FILE *replace_file(struct replace *r);
/*
 * Put it in place if `good`, else leave everything as it was; frees it.
 * 0, or -1, said, if it could not be written.
 */
int replace_close(struct replace *r, int good);

#endif
