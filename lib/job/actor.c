#include "job/actor.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cmd.h"
#include "job/scope.h"
#include "store/registry.h"

/*
 * The person behind the process.  With SUDO_UID, set by sudo and not the
 * owner's own, it is that person; without it only the owner may come.
 */
static uid_t
person(const char *path, int *delegated)
{
	const char *sudo = getenv("SUDO_UID");
	struct stat st;
	char *end;
	long uid;

	*delegated = 0;
	if (stat(path, &st) < 0)
		die(CMD_NOINPUT, "no state file '%s': make one with vvs-init",
		    path);
	if (getuid() != st.st_uid)
		die(CMD_NOPERM,
		    "the state file belongs to another user: run this through "
		    "sudo as its owner");
	if (sudo == NULL || *sudo == '\0')
		return getuid();
	errno = 0;
	uid = strtol(sudo, &end, 10);
	if (errno != 0 || *end != '\0' || uid < 0)
		die(CMD_NOPERM, "SUDO_UID is no user");
	if (uid == 0 || (uid_t)uid == st.st_uid)
		return getuid();
	*delegated = 1;
	return (uid_t)uid;
}

static const struct json *
account_of(struct actor *who, struct store *st, const char *id)
{
	const struct json *rec;

	if (registry_find(st, REG_ACCOUNT, id, &who->arena, &rec) !=
	    REGISTRY_LIVE)
		return NULL;
	return rec;
}

static void
become(struct actor *who, const struct json *account)
{
	int role = role_find(json_str(account, "role"));

	who->account = account;
	who->id = json_str(account, "id");
	who->role = role < 0 ? ROLE_SECURITY_READER : (enum role)role;
}

void
actor_load(
    struct actor *who, struct store *st, const char *path, const char *as)
{
	const struct json *account = NULL;
	const struct passwd *pw;
	const char *id = NULL;
	int delegated;

	*who = (struct actor){ .id = "", .role = ROLE_ENTERPRISE_MANAGER };
	pw = getpwuid(person(path, &delegated));
	if (as != NULL && delegated)
		die(CMD_NOPERM, "only the owner of the state file uses --as");
	if (as != NULL) {
		account = account_of(who, st, as);
		if (account == NULL)
			die(CMD_USAGE, "no account '%s'", as);
	} else if (pw != NULL) {
		id = registry_holder(
		    st, REG_ACCOUNT, "login", pw->pw_name, "", &who->arena);
		account = id != NULL ? account_of(who, st, id) : NULL;
	}
	if (account != NULL)
		become(who, account);
	else if (delegated)
		die(CMD_NOPERM, "no account has your login: ask an "
				"enterprise-manager for one");
}

void
actor_free(struct actor *who)
{
	arena_free(&who->arena);
}

void
actor_require(const struct actor *who, enum action action)
{
	char roles[300] = "";
	size_t n = 0;

	if (role_grant(who->role, action) != GRANT_NONE)
		return;
	for (int r = 0; r < ROLES; r++)
		if (role_grant((enum role)r, action) != GRANT_NONE &&
		    n < sizeof roles)
			n += (size_t)snprintf(roles + n, sizeof roles - n,
			    "%s%s", n > 0 ? ", " : "", role_name[r]);
	die(CMD_NOPERM, "not allowed to a %s: this needs %s",
	    role_name[who->role], roles);
}

int
actor_may(
    struct actor *who, struct store *st, enum action action, const char *system)
{
	enum grant grant = role_grant(who->role, action);
	struct arena a = ARENA_INIT;
	const struct json *rec;

	if (grant != GRANT_SCOPE)
		return grant == GRANT_ALL;
	if (strcmp(who->system, system) == 0 && *system != '\0')
		return who->in_scope;
	registry_find(st, REG_SYSTEM, system, &a, &rec);
	snprintf(who->system, sizeof who->system, "%s", system);
	who->in_scope = rec != NULL && scope_holds(st, who->account, rec);
	arena_free(&a);
	return who->in_scope;
}
