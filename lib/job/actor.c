#include "job/actor.h"

#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/delegate.h"
#include "base/lang.h"
#include "base/state.h"
#include "job/sight.h"
#include "store/ledger.h"
#include "store/registry.h"

/* Not one's own file: only if it is public, having no accounts. */
static void
require_owner(struct store *st, const char *path)
{
	const struct passwd *pw;
	struct stat sb;

	if (stat(path, &sb) < 0)
		die(CMD_IO, "cannot look at '%s': %s", path, strerror(errno));
	if (getuid() == sb.st_uid ||
	    (!delegated() && !registry_any(st, REG_ACCOUNT)))
		return;
	pw = getpwuid(sb.st_uid);
	die(CMD_NOPERM,
	    "the state file belongs to %s: run this through sudo -u %s",
	    pw != NULL ? pw->pw_name : "another user",
	    pw != NULL ? pw->pw_name : "OWNER");
}

/* The login of the person behind the process; NULL if it has none. */
static const char *
login_of_person(void)
{
	const struct passwd *pw;

	if (delegated() && delegate_uid() == (uid_t)-1)
		die(CMD_NOPERM, "SUDO_UID is not the number of a user");
	pw = getpwuid(delegated() ? delegate_uid() : getuid());
	if (pw == NULL && delegated())
		die(CMD_NOPERM, "no user has the number %ju",
		    (uintmax_t)delegate_uid());
	return pw != NULL ? pw->pw_name : NULL;
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
become(struct actor *who, struct store *st, const struct json *account)
{
	int role = role_find(json_str(account, "role"));

	who->account = account;
	who->sight = sight_new(st, account);
	who->id = json_str(account, "id");
	who->role = role < 0 ? ROLE_SECURITY_READER : (enum role)role;
}

/* The account of a login, letter by letter: Bob is not bob. */
static const struct json *
account_with(struct actor *who, struct store *st, const char *login)
{
	const struct json *account = NULL;
	const char *id;

	id = login == NULL ? NULL
			   : registry_holder(st, REG_ACCOUNT, "login", login,
				 "", &who->arena);
	if (id != NULL)
		account = account_of(who, st, id);
	if (account == NULL || strcmp(json_str(account, "login"), login) != 0)
		return NULL;
	return account;
}

/* The user who logged in, which sudo and su do not change; -1: unknown. */
static int64_t
audit_uid(void)
{
	FILE *f = fopen("/proc/self/loginuid", "re");
	char text[32] = "", *end;
	unsigned long n;

	if (f == NULL)
		return -1;
	if (fgets(text, sizeof text, f) == NULL)
		text[0] = '\0';
	fclose(f);
	n = strtoul(text, &end, 10);
	return end == text || n >= UINT32_MAX ? -1 : (int64_t)n;
}

/*
 * What the ledger shall know beyond the account: who the login at the
 * machine is, and the owner who acts for somebody else.
 */
static void
tell_ledger(struct store *st, const char *login, const struct json *own, int as)
{
	int64_t uid = audit_uid();
	struct jsonw w;
	struct buf b;

	if (uid < 0 && !as)
		return;
	buf_init(&b, LEDGER_BY_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	if (as && login != NULL)
		jsonw_member(&w, "login", login);
	if (as && own != NULL)
		jsonw_member(&w, "account", json_str(own, "id"));
	if (uid >= 0) {
		jsonw_key(&w, "audit_uid");
		jsonw_int(&w, uid);
	}
	jsonw_close(&w, '}');
	ledger_by(st, b.data);
	buf_free(&b);
}

void
actor_load(struct actor *who, struct store *st)
{
	const char *as = delegate_as(), *login;
	const struct json *account, *own;

	*who = (struct actor){ .id = "", .role = ROLE_ENTERPRISE_MANAGER };
	who->owner = !delegated() && as == NULL;
	require_owner(st, state_path());
	if (who->owner && !registry_any(st, REG_ACCOUNT)) {
		tell_ledger(st, NULL, NULL, 0);
		return; /* nobody to look for */
	}
	login = login_of_person();
	own = account = account_with(who, st, login);
	if (as != NULL) {
		account = account_of(who, st, as);
		if (account == NULL)
			die(CMD_USAGE, "no account '%s'", as);
	}
	if (account != NULL)
		become(who, st, account);
	else if (delegated())
		die(CMD_NOPERM,
		    "no account has your login '%s': ask an "
		    "enterprise-manager for one, see vvs-register(1)",
		    login);
	tell_ledger(st, login, own, as != NULL);
}

void
actor_free(struct actor *who)
{
	sight_free(who->sight);
	who->sight = NULL;
	arena_free(&who->arena);
}

int
actor_be(struct actor *who, struct store *st, const char *id)
{
	const struct json *account;

	*who = (struct actor){ .id = "", .role = ROLE_SECURITY_READER };
	account = account_of(who, st, id);
	if (account == NULL) {
		actor_free(who);
		return -1;
	}
	become(who, st, account);
	return 0;
}

int
actor_refusal(const struct actor *who, enum action action, enum grant need,
    char why[ACTOR_WHY])
{
	char roles[200] = "";
	size_t n = 0;

	if (role_grant(who->role, action) >= need)
		return 0;
	for (int r = 0; r < ROLES; r++)
		if (role_grant((enum role)r, action) >= need &&
		    n < sizeof roles)
			n += (size_t)snprintf(roles + n, sizeof roles - n,
			    "%s%s", n > 0 ? ", " : "", role_name[r]);
	snprintf(why, ACTOR_WHY,
	    lang_text("not allowed to the role %s: this needs %s"),
	    role_name[who->role], roles);
	return 1;
}

void
actor_require(const struct actor *who, enum action action)
{
	char why[ACTOR_WHY];

	if (actor_refusal(who, action, GRANT_SCOPE, why))
		die(CMD_NOPERM, "%s", why);
}

void
actor_require_all(const struct actor *who)
{
	if (!who->owner)
		actor_require(who, ACTION_ORGANIZATIONS);
}

int
actor_may(const struct actor *who, enum action action, const char *system)
{
	enum grant grant = role_grant(who->role, action);

	if (grant == GRANT_SCOPE)
		return who->sight != NULL && sight_system(who->sight, system);
	return grant == GRANT_ALL;
}
