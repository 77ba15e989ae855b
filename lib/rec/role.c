#include "rec/role.h"

#include <stddef.h>
#include <string.h>

const char *const role_name[ROLES + 1] = { "enterprise-manager",
	"organization-manager", "service-manager", "system-manager",
	"system-operator", "security-reader", NULL };

const char *const role_name_ja[ROLES] = { "企業責任者", "組織責任者",
	"サービス責任者", "システム責任者", "システム担当者",
	"セキュリティ情報参照者" };

const char *const action_name[ACTIONS] = { "accounts", "organizations",
	"system: basic information", "system: details", "system: approve, deny",
	"countermeasures: register", "countermeasures: approve, deny" };

const char *const action_name_ja[ACTIONS] = { "アカウント情報", "組織情報",
	"システム 基本情報", "システム 詳細情報", "システム 承認・否認",
	"対策登録", "対策 承認・否認" };

#define O GRANT_ALL
#define S GRANT_SCOPE
#define N GRANT_NONE

/* Rows are actions, columns roles, as in the table of the service. */
static const unsigned char grant[ACTIONS][ROLES] = {
	{ O, S, S, S, S, S },
	{ O, N, N, N, N, N },
	{ O, N, N, N, N, N },
	{ O, O, S, S, S, N },
	{ O, N, N, N, N, N },
	{ O, S, S, S, S, N },
	{ O, N, N, N, N, N },
};

enum grant
role_grant(enum role role, enum action action)
{
	return (enum grant)grant[action][role];
}

int
role_find(const char *name)
{
	for (int i = 0; i < ROLES; i++)
		if (strcmp(role_name[i], name) == 0)
			return i;
	return -1;
}
