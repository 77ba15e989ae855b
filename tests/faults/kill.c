/*
 * Preloaded into a program, kills it with SIGKILL at its KILL_AT-th call
 * that writes or syncs; a child goes on counting where its parent was.
 * Build: cc -shared -fPIC -o kill.so kill.c -ldl
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static long left = -1;

static void
count(void)
{
	if (left < 0) {
		const char *at = getenv("KILL_AT");

		left = at != NULL ? atol(at) : 0;
	}
	if (left > 0 && --left == 0)
		kill(getpid(), SIGKILL);
}

#define NEXT(type, name) ((type(*)())dlsym(RTLD_NEXT, #name))

ssize_t
write(int fd, const void *data, size_t n)
{
	count();
	return NEXT(ssize_t, write)(fd, data, n);
}

ssize_t
pwrite64(int fd, const void *data, size_t n, off64_t at)
{
	count();
	return NEXT(ssize_t, pwrite64)(fd, data, n, at);
}

int
fsync(int fd)
{
	count();
	return NEXT(int, fsync)(fd);
}

int
fdatasync(int fd)
{
	count();
	return NEXT(int, fdatasync)(fd);
}

int
renameat(int from, const char *old, int to, const char *new)
{
	count();
	return NEXT(int, renameat)(from, old, to, new);
}
