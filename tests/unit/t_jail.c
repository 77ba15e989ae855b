/*
 * The jail keeps what it promises.  These tests do not skip: a kernel on
 * which they fail must not run our parsers.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/jail.h"
#include "base/proc.h"
#include "check.h"

#define MIB ((size_t)1 << 20)

static int
no_open(int in, int out, void *arg)
{
	(void)in, (void)out, (void)arg;
	jail_enter(64 * MIB, 10);
	return open("/etc/hostname", O_RDONLY) < 0 &&
		       (errno == EMFILE || errno == EACCES)
		   ? 0
		   : 1;
}

static int
no_socket(int in, int out, void *arg)
{
	(void)in, (void)out, (void)arg;
	jail_enter(64 * MIB, 10);
	return socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EMFILE ? 0 : 1;
}

static int
no_file(int in, int out, void *arg)
{
	(void)in, (void)out, (void)arg;
	jail_enter(64 * MIB, 10);
	return creat("jail-made-this", 0600) < 0 ? 0 : 1;
}

static int
no_memory(int in, int out, void *arg)
{
	(void)in, (void)out, (void)arg;
	jail_enter(64 * MIB, 10);
	return malloc(65 * MIB) == NULL ? 0 : 1;
}

static int
no_time(int in, int out, void *arg)
{
	(void)in, (void)out, (void)arg;
	jail_enter(64 * MIB, 1);
	for (volatile unsigned long i = 0;; i++)
		;
	return 1;
}

/* What it may do: compute, read and write what it has. */
static int
echo(int in, int out, void *arg)
{
	char c[4];

	(void)arg;
	jail_enter(64 * MIB, 10);
	if (proc_read(in, c, 3) != 1 || malloc(MIB) == NULL)
		return 1;
	return proc_write(out, c, 3) < 0 ? 1 : 0;
}

/* 99 where the kernel has no Landlock: then it can open everything. */
static int
only_usr(int in, int out, void *arg)
{
	static const char *const path[] = { "/usr", "/nonexistent", NULL };

	(void)in, (void)out, (void)arg;
	/* as anybody: root may do without PR_SET_NO_NEW_PRIVS */
	if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
		return 2;
	jail_read_only(path);
	if (open("/etc/passwd", O_RDONLY) >= 0)
		return 99;
	if (open("/tmp/t_jail", O_WRONLY | O_CREAT, 0600) >= 0)
		return 1;
	return open("/usr/bin/env", O_RDONLY) < 0;
}

/* Of its parent's descriptors a child keeps only what it was given. */
static int
no_others(int in, int out, void *arg)
{
	int open = 0;

	(void)arg;
	for (int fd = 3; fd < 256; fd++)
		if (fd != in && fd != out && fcntl(fd, F_GETFD) >= 0)
			open++;
	return fcntl(in, F_GETFD) < 0 || fcntl(out, F_GETFD) < 0 ? 99 : open;
}

static int
run(int (*fn)(int, int, void *), int in)
{
	struct proc p;

	proc_start(&p, fn, in, NULL);
	return proc_end(&p);
}

static char *shared;

/* Memory shared with the parent is gone: it cannot be changed from here. */
static int
no_shared(int in, int out, void *arg)
{
	(void)arg;
	proc_keep_only(in < 0 ? out : in, out);
	return msync(shared, 1, MS_ASYNC) < 0 && errno == ENOMEM ? 0 : 1;
}

int
main(void)
{
	struct proc p;
	char c[4] = "";
	int ends[2];

#ifndef NO_SANDBOX
	CHECK(run(no_open, -1) == 0);
	CHECK(run(no_socket, -1) == 0);
	CHECK(run(no_file, -1) == 0);
	CHECK(run(no_memory, -1) == 0);
	CHECK(run(no_time, -1) == 128 + SIGXCPU ||
	      run(no_time, -1) == 128 + SIGKILL);
#else
	(void)no_open, (void)no_socket, (void)no_file, (void)no_memory;
	(void)no_time, (void)run;
#endif
	CHECK(run(only_usr, -1) % 99 == 0);
	CHECK(pipe(ends) == 0 && write(ends[1], "abc", 3) == 3);
	CHECK(run(no_others, ends[0]) == 0);
	CHECK(run(no_others, 0) == 0);
	shared = mmap(
	    NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED && run(no_shared, -1) == 0);
	proc_start(&p, echo, ends[0], NULL);
	CHECK(proc_read(p.out, c, 3) == 1 && strcmp(c, "abc") == 0);
	CHECK(proc_read(p.out, c, 1) == 0);
	CHECK(proc_end(&p) == 0);
	return done();
}
