#ifndef VVS_JAIL_H
#define VVS_JAIL_H

#include <stddef.h>

/*
 * A jail for the process that reads what strangers wrote: a parser, an
 * unpacker, a user's expression.  It may compute, and read and write the
 * descriptors it has; it can open no file, make no socket and no process.
 *
 * Enter it in a child (base/proc.h) after the pipes exist.  What makes
 * it tight on every kernel: RLIMIT_NOFILE=0 (no new descriptor, so
 * neither open() nor socket()), RLIMIT_FSIZE=0, RLIMIT_NPROC=0 (does not
 * bind root), no core dumps, and Landlock where the kernel has it.
 * VVS_SANDBOX=require makes a kernel without Landlock an error.  poll()
 * fails in there: use blocking read() and write() in one direction.
 *
 * Sanitizer builds (NO_SANDBOX) have no jail: they need both the address
 * space and /proc.
 */

/*
 * Never returns without a jail.  `bytes` of address space beyond what is
 * used now, `seconds` of processor time.
 */
void jail_enter(size_t bytes, unsigned seconds);

/* The version of Landlock that the kernel has; 0 if it has none. */
int jail_landlock(void);
/* Does VVS_SANDBOX=require ask for it? */
int jail_is_required(void);

/*
 * Weaker, for a process that talks to the network: of all files it can
 * read those at or below these paths, write none, and make none.  What is
 * open stays usable.  Only where the kernel has Landlock.
 */
void jail_read_only(const char *const path[]); /* NULL ends it */

#endif
