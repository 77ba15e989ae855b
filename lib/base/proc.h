#ifndef VVS_PROC_H
#define VVS_PROC_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Child processes joined by pipes: downloader | parser | writer.  A child
 * runs one function and ends with _exit() of what it returns; it never
 * returns into its parent's code.
 */
struct proc {
	pid_t pid;
	int out; /* what the child writes can be read here; -1 after close */
};

/*
 * Start `run(in, out, arg)`.  `in` is a descriptor of the caller, which
 * closes it if it has no more use for it; -1 means none.  The child keeps
 * `in`, its output and 0-2, and dies with its parent.
 */
void proc_start(
    struct proc *p, int (*run)(int in, int out, void *arg), int in, void *arg);

/*
 * Close our end and wait: the child's exit code, or 128 + the signal that
 * killed it.
 */
int proc_end(struct proc *p);

/*
 * In a child: close all descriptors but 0-2, `a` and `b`, and let go of
 * memory shared with the parent, above all those of the state file.
 */
void proc_keep_only(int a, int b);

/*
 * In a child: become `sh -c command`, which writes to `out`.  Ends with
 * 127 if there is no shell.
 */
_Noreturn void proc_shell(const char *command, int out);

/* Become another program; ends with CMD_IO if that cannot be run. */
_Noreturn void proc_become(const char *path, char **argv);

/* Read exactly `n` bytes: 1, 0 at a clean end, -1 if cut off or failed. */
int proc_read(int fd, void *data, size_t n);
/* Write all of it; -1 if that failed. */
int proc_write(int fd, const void *data, size_t n);

#endif
