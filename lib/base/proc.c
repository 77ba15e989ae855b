#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/msg.h"

static void
close_from_to(int first, int last)
{
	if (first < 3)
		first = 3;
	if (first <= last)
		close_range((unsigned)first, (unsigned)last, 0);
}

/* Not the state file, nor what belongs to its brothers. */
static void
close_others(int a, int b)
{
	int low = a < b ? a : b, high = a < b ? b : a;

	close_from_to(0, low - 1);
	close_from_to(low + 1, high - 1);
	close_from_to(high + 1, INT_MAX);
}

static _Noreturn void
child(int (*run)(int, int, void *), int in, int out, pid_t parent, void *arg)
{
	int rc;

	msg_in_child();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(CMD_IO); /* it died before we asked to be told */
	close_others(in, out);
	rc = run(in, out, arg);
	_exit(rc);
}

void
proc_start(struct proc *p, int (*run)(int, int, void *), int in, void *arg)
{
	pid_t parent = getpid();
	int ends[2];

	fflush(NULL);
	if (pipe2(ends, O_CLOEXEC) < 0)
		die(CMD_IO, "cannot make a pipe: %s", strerror(errno));
	/* fewer switches between the two; without the right to it, smaller */
	(void)fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
	p->pid = fork();
	if (p->pid < 0)
		die(CMD_IO, "cannot start a process: %s", strerror(errno));
	if (p->pid == 0) {
		close(ends[0]);
		child(run, in, ends[1], parent, arg);
	}
	close(ends[1]);
	p->out = ends[0];
}

int
proc_end(struct proc *p)
{
	int status;

	if (p->out >= 0)
		close(p->out);
	p->out = -1;
	while (waitpid(p->pid, &status, 0) < 0)
		if (errno != EINTR)
			return CMD_BUG;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#define SHARED_MAX 64 /* mappings */

/*
 * What is mapped shared and writable could still be written: the index of
 * SQLite's log above all.
 */
static void
drop_shared_memory(void)
{
	unsigned long from[SHARED_MAX], to[SHARED_MAX];
	char line[PATH_MAX + 128], *p;
	FILE *f = fopen("/proc/self/maps", "re");
	int n = 0;

	if (f == NULL)
		return; /* no /proc: then there is nothing better */
	while (n < SHARED_MAX && fgets(line, sizeof line, f) != NULL) {
		from[n] = strtoul(line, &p, 16); /* FROM-TO rw-s ... */
		to[n] = strtoul(p + (*p == '-'), &p, 16);
		if (strncmp(p, " rw-s", 5) == 0)
			n++;
	}
	fclose(f);
	while (n-- > 0)
		munmap((void *)from[n], to[n] - from[n]);
}

void
proc_keep_only(int a, int b)
{
	unsigned low = (unsigned)(a < b ? a : b);
	unsigned high = (unsigned)(a < b ? b : a);

	if (low > 3)
		close_range(3, low - 1, 0);
	if (high > low + 1)
		close_range(low + 1, high - 1, 0);
	close_range(high + 1, ~0u, 0);
	drop_shared_memory();
}

void
proc_shell(const char *command, int out)
{
	if (dup2(out, STDOUT_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

void
proc_become(const char *path, char **argv)
{
	fflush(NULL);
	argv[0] = (char *)(uintptr_t)path;
	execv(path, argv);
	die(CMD_IO, "cannot run '%s': %s", path, strerror(errno));
}

int
proc_read(int fd, void *data, size_t n)
{
	char *p = data;
	size_t got = 0;
	ssize_t k;

	while (got < n) {
		k = read(fd, p + got, n - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 || (k == 0 && got > 0))
			return -1;
		if (k == 0)
			return 0;
		got += (size_t)k;
	}
	return 1;
}

int
proc_write(int fd, const void *data, size_t n)
{
	const char *p = data;
	ssize_t k;

	while (n > 0) {
		k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}
