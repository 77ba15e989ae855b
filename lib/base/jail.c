#include "base/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/msg.h"

int
jail_landlock(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

int
jail_is_required(void)
{
	const char *want = getenv("VVS_SANDBOX");

	return want != NULL && strcmp(want, "require") == 0;
}

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

static void
allow_read(int rules, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE
	};
	struct stat st;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return; /* what is not there cannot be read */
	if (fstat(rule.parent_fd, &st) == 0 && S_ISDIR(st.st_mode))
		rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
		&rule, 0) < 0)
		die(CMD_BUG, "cannot allow '%s': %s", path, strerror(errno));
	close(rule.parent_fd);
}

void
jail_read_only(const char *const path[])
{
	/* the rights of ABI 1, which every Landlock knows */
	struct landlock_ruleset_attr attr = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1
	};
	int rules;

	/* without it only root may use Landlock */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		die(CMD_BUG, "cannot enter the jail: %s", strerror(errno));
	rules =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	if (rules < 0) {
		if (jail_is_required())
			die(CMD_UNAVAILABLE, "this kernel has no Landlock");
		return;
	}
	for (; *path != NULL; path++)
		allow_read(rules, *path);
	if (syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		die(CMD_BUG, "cannot enter the jail: %s", strerror(errno));
	close(rules);
}

void
jail_enter(size_t bytes, unsigned seconds)
{
	static const char *const no_file[] = { NULL };
	size_t now = address_space();

	jail_read_only(no_file);
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

void
jail_read_only(const char *const path[])
{
	(void)path;
}

#endif
