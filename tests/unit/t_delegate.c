/* Who runs for whom: base/delegate.c with a state folder of the test's own. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/state.h"
#include "check.h"

static char folder[] = "/tmp/t_delegate.XXXXXX", file[64];

#undef STATE_FOLDER
#undef STATE_SYSTEM
#define STATE_FOLDER folder
#define STATE_SYSTEM file
#include "../../lib/base/delegate.c"

/* With this SUDO_UID (NULL: none), is it for somebody else, and whom? */
static int
runs(const char *sudo_uid)
{
	on = 0;
	person = 0;
	clearenv();
	if (sudo_uid != NULL)
		setenv("SUDO_UID", sudo_uid, 1);
	setenv("LC_ALL", "C", 1);
	setenv("LANG", "ja", 1);
	setenv("LANGUAGE", "ja", 1);
	setenv("TERM", "dumb", 1);
	setenv("TERMINFO", "/tmp", 1);
	setenv("VVS_STATE", "/tmp/x", 1);
	setenv("HOME", "/tmp", 1);
	setenv("PATH", "/bin", 1);
	delegate_init();
	return delegated();
}

static void
check_numbers(void)
{
	static const struct {
		const char *sudo_uid;
		uid_t is;
	} bad[] = { { "", NOBODY }, { "x", NOBODY }, { "-1", NOBODY },
		{ " 7", NOBODY }, { "7 ", NOBODY }, { "+7", NOBODY },
		{ "0x7", NOBODY }, { "4294967295", NOBODY },
		{ "4294967296", NOBODY }, { "99999999999", NOBODY },
		{ "4294967294", 4294967294u }, { "0000000042", 42 } };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(runs(bad[i].sudo_uid));
		CHECK(delegate_uid() == bad[i].is);
	}
}

static void
check_environment(const char *other)
{
	CHECK(runs(other));
	CHECK(strcmp(getenv("SUDO_UID"), other) == 0);
	CHECK(getenv("LC_ALL") && getenv("LANG") && getenv("TERM"));
	CHECK(!getenv("LANGUAGE") && !getenv("TERMINFO"));
	CHECK(!getenv("VVS_STATE") && !getenv("HOME") && !getenv("PATH"));
}

int
main(void)
{
	char own[32], other[32];

	snprintf(own, sizeof own, "%ju", (uintmax_t)getuid());
	snprintf(other, sizeof other, "%ju", (uintmax_t)getuid() + 1);
	CHECK(mkdtemp(folder) != NULL);
	snprintf(file, sizeof file, "%s/state.db", folder);

	/* no file yet: the folder says whose it will be */
	CHECK(runs(other));
	CHECK(delegate_uid() == getuid() + 1);
	CHECK(!runs(NULL));
	CHECK(!runs(own));
	CHECK(!runs("0"));
	CHECK(getenv("VVS_STATE") != NULL);
	check_numbers();
	check_environment(other);

	/* somebody else's file in one's own folder is not one's own */
	if (getuid() == 0) {
		CHECK(mknod(file, S_IFREG | 0600, 0) == 0);
		CHECK(chown(file, 1, 1) == 0);
		CHECK(!runs(other));
		unlink(file);
	}

	/* no folder: there is nobody to be delegated by */
	CHECK(rmdir(folder) == 0);
	CHECK(!runs(other));
	return done();
}
