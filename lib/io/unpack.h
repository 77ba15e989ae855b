#ifndef VVS_UNPACK_H
#define VVS_UNPACK_H

#include <stddef.h>
#include <stdint.h>

/*
 * Reads a file as it is, or what is packed in it: gz, xz, zst, or a zip
 * with one file.  Which of them is told by the content, never the name.
 * Owner of libarchive.
 *
 * Input is hostile: what comes out is cut off at UNPACK_MAX bytes, a zip
 * with several files is refused, and so is what ends early or has a wrong
 * checksum.  Needs no file and no seeking: it works in a jail, on a pipe.
 */
#define UNPACK_MAX (UINT64_C(4) << 30) /* bytes, inflated */

/* Load the library.  Once in a jail that is too late. */
void unpack_load(void);

/*
 * Gives all of `fd`, inflated, to piece().  0; -1 and `*why`, a static
 * text; or what piece() returned if that was not 0.
 */
int unpack(int fd, int (*piece)(const char *data, size_t n, void *arg),
    void *arg, const char **why);

#endif
