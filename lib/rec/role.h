#ifndef VVS_ROLE_H
#define VVS_ROLE_H

/*
 * Who may do what: the table of the service, in one place.  vvs doctor
 * --roles prints it from here.
 */

enum role {
	ROLE_ENTERPRISE_MANAGER,
	ROLE_ORGANIZATION_MANAGER,
	ROLE_SERVICE_MANAGER,
	ROLE_SYSTEM_MANAGER,
	ROLE_SYSTEM_OPERATOR,
	ROLE_SECURITY_READER
};
#define ROLES 6

enum action {
	ACTION_ACCOUNTS,
	ACTION_ORGANIZATIONS,	 /* services too */
	ACTION_SYSTEM_BASIC,	 /* register, rename, move, retire */
	ACTION_SYSTEM_DETAILS,	 /* software, addresses */
	ACTION_SYSTEM_APPROVE,	 /* changes that wait for approval */
	ACTION_MEASURE_REGISTER, /* impact, plan, completion, request */
	ACTION_MEASURE_APPROVE	 /* that no action is needed */
};
#define ACTIONS 7

enum grant { /* from less to more */
	GRANT_NONE,
	GRANT_SCOPE, /* own account, own systems and so on */
	GRANT_ALL
};

enum grant role_grant(enum role role, enum action action);

/* "enterprise-manager" and so on; ends with NULL after ROLES names. */
extern const char *const role_name[ROLES + 1];
extern const char *const role_name_ja[ROLES];
extern const char *const action_name[ACTIONS];
extern const char *const action_name_ja[ACTIONS];

/* -1 if `name` is no role. */
int role_find(const char *name);

#endif
