#include "job/scope.h"

#include <string.h>

#include "store/registry.h"

static int
entry_holds(struct store *st, const char *entry, const struct json *system,
    const char *service_organization)
{
	const char *organization = json_str(system, "organization");
	const char *service = json_str(system, "service");
	int kind;
	const char *id = reg_scope(entry, &kind);

	if (id == NULL)
		return strcmp(entry, "all") == 0;
	switch (kind) {
	case REG_SYSTEM:
		return strcmp(id, json_str(system, "id")) == 0;
	case REG_SERVICE:
		return service != NULL && strcmp(id, service) == 0;
	default:
		return (organization != NULL &&
			   registry_is_within(st, organization, id)) ||
		       (service_organization != NULL &&
			   registry_is_within(st, service_organization, id));
	}
}

int
scope_holds(
    struct store *st, const struct json *account, const struct json *system)
{
	struct arena a = ARENA_INIT;
	const char *role = json_str(account, "role");
	const char *service = json_str(system, "service");
	const struct json *rec = NULL;
	int holds = role != NULL && strcmp(role, "enterprise-manager") == 0;

	if (json_str(system, "id") == NULL)
		return 0;
	if (!holds && service != NULL)
		registry_find(st, REG_SERVICE, service, &a, &rec);
	for (const struct json *e = json_first(json_get(account, "scope"));
	     e != NULL && !holds; e = e->next)
		holds = entry_holds(
		    st, e->text, system, json_str(rec, "organization"));
	arena_free(&a);
	return holds;
}
