#include "base/jail.h"

#include <errno.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/msg.h"

#ifndef NO_SANDBOX

static void
limit(int what, rlim_t to)
{
	struct rlimit r = { to, to };

	if (setrlimit(what, &r) < 0)
		die(CMD_BUG, "cannot set a limit: %s", strerror(errno));
}

/* Bytes of address space in use, from /proc; 0 if it cannot be told. */
static size_t
address_space(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f == NULL)
		return 0;
	if (fscanf(f, "%lu", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* No path at all; the rights of ABI 1, which every Landlock knows. */
static void
no_files(void)
{
	struct landlock_ruleset_attr attr = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1
	};
	const char *want = getenv("VVS_SANDBOX");
	long rules =
	    syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);

	if (rules < 0) {
		if (want != NULL && strcmp(want, "require") == 0)
			die(CMD_UNAVAILABLE, "this kernel has no Landlock");
		return;
	}
	if (syscall(SYS_landlock_restrict_self, (int)rules, 0) < 0)
		die(CMD_BUG, "cannot enter the jail: %s", strerror(errno));
	close((int)rules);
}

void
jail_enter(size_t bytes, unsigned seconds)
{
	size_t now = address_space();

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		die(CMD_BUG, "cannot enter the jail: %s", strerror(errno));
	no_files();
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_CPU, seconds);
	if (now > 0)
		limit(RLIMIT_AS, now + bytes);
	limit(RLIMIT_NOFILE, 0);
}

#else

void
jail_enter(size_t bytes, unsigned seconds)
{
	(void)bytes, (void)seconds;
}

#endif
