#include "base/delegate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/state.h"

#define NOBODY ((uid_t)-1)

static int on;
static uid_t person;
static const char *as;

/* Decimal digits and nothing else; NOBODY if it is no user. */
static uid_t
parse_uid(const char *s)
{
	unsigned long long n;

	if (*s == '\0' || strlen(s) > 10 ||
	    strspn(s, "0123456789") != strlen(s))
		return NOBODY;
	n = strtoull(s, NULL, 10);
	return n < NOBODY ? (uid_t)n : NOBODY;
}

static int
owns_the_state(uid_t uid)
{
	struct stat st;

	if (stat(STATE_SYSTEM, &st) < 0 &&
	    (errno != ENOENT || stat(STATE_FOLDER, &st) < 0))
		return 0;
	return st.st_uid == uid;
}

static int
is_kept(const char *variable)
{
	static const char *const kept[] = { "LANG=", "LC_",
		"TERM=", "SUDO_UID=" };

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (strncmp(variable, kept[i], strlen(kept[i])) == 0)
			return 1;
	return 0;
}

static void
clear_environment(void)
{
	char **to = environ;

	for (char **from = environ; *from != NULL; from++)
		if (is_kept(*from))
			*to++ = *from;
	*to = NULL;
}

void
delegate_init(void)
{
	const char *sudo = getenv("SUDO_UID");

	if (getuid() != geteuid() || getgid() != getegid())
		die(CMD_NOPERM, "not made to be set-user-ID: use sudo");
	if (sudo == NULL)
		return;
	person = parse_uid(sudo);
	if (person == 0 || person == getuid() || !owns_the_state(getuid()))
		return;
	on = 1;
	clear_environment();
	if (chdir("/") < 0)
		die(CMD_IO, "cannot leave the folder: %s", strerror(errno));
}

int
delegated(void)
{
	return on;
}

uid_t
delegate_uid(void)
{
	return person;
}

void
delegate_as_use(const char *account)
{
	delegate_refuse("--as");
	as = account;
}

const char *
delegate_as(void)
{
	return as;
}

void
delegate_refuse(const char *what)
{
	if (on)
		die(CMD_NOPERM,
		    "%s is for the owner of the state file alone; through "
		    "sudo, data come and go by standard input and output",
		    what);
}
