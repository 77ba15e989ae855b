#include "job/permit.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "job/notice.h"
#include "job/request.h"
#include "job/sight.h"

/* What others than the enterprise-manager may change of their own. */
static const char *const of_account[] = { "type", "v", "id", "name", "email",
	"lang", "frequency", NULL };
static const char *const of_system[] = { "type", "v", "id", "addresses", NULL };

static int
is_one_of(const char *key, const char *const *list)
{
	while (*list != NULL && strcmp(*list, key) != 0)
		list++;
	return *list != NULL;
}

/*
 * Would it leave `old` as it is?  As rec/registry.h merges: an empty value
 * clears, and an object leaves what it does not name.
 */
static int
changes_nothing(const struct json *given, const struct json *old)
{
	if (given->type == JSON_OBJECT) {
		for (const struct json *e = given->child; e != NULL;
		     e = e->next)
			if (!changes_nothing(e, json_get(old, e->key)))
				return 0;
		return 1;
	}
	if (given->type == JSON_NULL ||
	    (given->len == 0 &&
		(given->type == JSON_STRING || given->type == JSON_ARRAY)))
		return old == NULL;
	return json_same(given, old);
}

/* Does it say anything new that is not in the list? */
static int
goes_beyond(const struct json *old, const struct json *given,
    const char *const *allowed)
{
	for (const struct json *e = given->child; e != NULL; e = e->next)
		if (!is_one_of(e->key, allowed) &&
		    !changes_nothing(e, json_get(old, e->key)))
			return 1;
	return 0;
}

static int
is_manager(const struct json *account)
{
	const char *role = json_str(account, "role");

	return role != NULL &&
	       strcmp(role, role_name[ROLE_ENTERPRISE_MANAGER]) == 0;
}

static int
is_self(const struct actor *who, const struct json *account)
{
	const char *id = json_str(account, "id");

	return id != NULL && *who->id != '\0' && strcmp(id, who->id) == 0;
}

enum permit
permit_manager(const struct actor *who, const struct json *old,
    const struct json *rec, char why[ACTOR_WHY])
{
	if (who->owner || (!is_manager(old) && !is_manager(rec)))
		return PERMIT_YES;
	if (rec != NULL && is_self(who, old) &&
	    !goes_beyond(old, rec, of_account))
		return PERMIT_YES;
	snprintf(why, ACTOR_WHY, "%s",
	    lang_text("only the owner of the state file decides who is "
		      "enterprise-manager"));
	return PERMIT_NEVER;
}

/* Some of it, of what is in scope. */
static enum permit
partly(const struct actor *who, enum reg_kind kind, const struct json *old,
    const struct json *given, int removing, char why[ACTOR_WHY])
{
	int account = kind == REG_ACCOUNT;
	enum action all = account ? ACTION_ACCOUNTS : ACTION_SYSTEM_BASIC;
	enum action some = account ? ACTION_ACCOUNTS : ACTION_SYSTEM_DETAILS;
	const char *const *allowed = account ? of_account : of_system;

	if (old != NULL && (account ? !is_self(who, old)
				    : !actor_may(who, ACTION_SYSTEM_DETAILS,
					  json_str(old, "id"))))
		old = NULL;
	if (((removing || goes_beyond(old, given, allowed)) &&
		actor_refusal(who, all, GRANT_ALL, why)) ||
	    actor_refusal(who, some, GRANT_SCOPE, why))
		return PERMIT_NEVER;
	if (old != NULL)
		return PERMIT_YES;
	snprintf(why, ACTOR_WHY, "%s", lang_text("does not exist"));
	return PERMIT_HIDDEN;
}

enum permit
permit_register(const struct actor *who, enum reg_kind kind,
    const struct json *old, const struct json *given, int removing,
    char why[ACTOR_WHY])
{
	enum action all = ACTION_ORGANIZATIONS;

	if (kind == REG_ACCOUNT && who->owner)
		return PERMIT_YES;
	if (kind == REG_ACCOUNT)
		all = ACTION_ACCOUNTS;
	if (kind == REG_SYSTEM)
		all = ACTION_SYSTEM_BASIC;
	if (role_grant(who->role, all) == GRANT_ALL)
		return PERMIT_YES;
	if (kind == REG_ACCOUNT || kind == REG_SYSTEM)
		return partly(who, kind, old, given, removing, why);
	actor_refusal(who, all, GRANT_ALL, why);
	return PERMIT_NEVER;
}

struct asking {
	const struct actor *who;
	struct store *st;
};

static int
is_theirs(const struct request *r, void *arg)
{
	struct asking *a = arg;

	return strcmp(r->requester, a->who->id) == 0 &&
	       request_in_sight(a->st, a->who->sight, a->who->role, r);
}

/*
 * Of which action one needs some to read records of a type, and of which
 * all, not to be asked about each.
 */
static const struct reading {
	const char *type;
	int some, all; /* an action, or: */
#define EVERYBODY -1
} readings[] = {
	{ "organization", ACTION_SYSTEM_DETAILS, ACTION_ORGANIZATIONS },
	{ "service", ACTION_SYSTEM_DETAILS, ACTION_ORGANIZATIONS },
	{ "account", ACTION_ACCOUNTS, ACTION_ACCOUNTS },
	{ "announcement", EVERYBODY, ACTION_ORGANIZATIONS },
	{ "system", ACTION_SYSTEM_DETAILS, ACTION_SYSTEM_DETAILS },
	{ "software", ACTION_SYSTEM_DETAILS, ACTION_SYSTEM_DETAILS },
	{ "finding", ACTION_MEASURE_REGISTER, ACTION_MEASURE_REGISTER },
	{ "request", EVERYBODY, ACTION_MEASURE_APPROVE },
	{ "advisory", EVERYBODY, EVERYBODY },
	{ "vulnerability", EVERYBODY, EVERYBODY },
	{ "source", EVERYBODY, EVERYBODY },
	/* what nobody has thought of */
	{ NULL, ACTION_ORGANIZATIONS, ACTION_ORGANIZATIONS },
};

static const struct reading *
reading(const char *type)
{
	const struct reading *r = readings;

	while (r->type != NULL && strcmp(r->type, type) != 0)
		r++;
	return r;
}

void
permit_require(const struct actor *who, const char *type)
{
	int action = reading(type)->some;

	if (action != EVERYBODY)
		actor_require(who, (enum action)action);
}

int
permit_reads_all(const struct actor *who, const char *type)
{
	int action = reading(type)->all;

	return action == EVERYBODY ||
	       role_grant(who->role, (enum action)action) == GRANT_ALL;
}

const char *
permit_veiled(const struct actor *who, const char *type)
{
	/* for whom else it is may name what is not in scope */
	return strcmp(type, "announcement") == 0 && !permit_reads_all(who, type)
		   ? "scope"
		   : NULL;
}

int
permit_reads(
    const struct actor *who, struct store *st, const struct json *record)
{
	const char *type = json_str(record, "type");
	const char *system = json_str(record, "system");
	const char *id = json_str(record, "id");
	struct asking asking = { who, st };
	int64_t n = 0;

	if (type == NULL)
		return 0;
	if (permit_reads_all(who, type))
		return 1;
	if (strcmp(type, "organization") == 0)
		return id != NULL && sight_organization(who->sight, id);
	if (strcmp(type, "service") == 0)
		return id != NULL && sight_service(who->sight, id);
	if (strcmp(type, "account") == 0)
		return is_self(who, record);
	if (strcmp(type, "request") == 0)
		return json_int(json_get(record, "id"), &n) &&
		       request_find(st, n, is_theirs, &asking);
	if (strcmp(type, "announcement") == 0)
		return notice_is_for(st, who->account, record);
	if (strcmp(type, "system") == 0)
		return sight_record(who->sight, record);
	return system != NULL &&
	       actor_may(who, (enum action)reading(type)->some, system);
}
