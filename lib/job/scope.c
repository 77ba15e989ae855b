#include "job/scope.h"

#include <string.h>

#include "job/sight.h"
#include "store/registry.h"

int
scope_holds(
    struct store *st, const struct json *account, const struct json *system)
{
	struct sight *s = sight_new(st, account);
	int holds = sight_record(s, system);

	sight_free(s);
	return holds;
}

/* The organization that an entry's thing belongs to, or is; NULL for none. */
static const char *
organization_of(
    struct store *st, struct arena *a, int kind, const char *id, int by_service)
{
	const struct json *rec = NULL;
	const char *service;

	if (kind == REG_ORGANIZATION)
		return id;
	registry_find(st, (enum reg_kind)kind, id, a, &rec);
	if (kind == REG_SYSTEM && by_service) {
		service = json_str(rec, "service");
		return service != NULL
			   ? organization_of(st, a, REG_SERVICE, service, 0)
			   : NULL;
	}
	return json_str(rec, "organization");
}

/* Is the thing that `inner` names the one of `outer`, or part of it? */
static int
is_inside(struct store *st, const char *inner, const char *outer)
{
	struct arena a = ARENA_INIT;
	const struct json *rec = NULL;
	int in_kind = 0, out_kind = 0, inside = 0;
	const char *in = reg_scope(inner, &in_kind);
	const char *out = reg_scope(outer, &out_kind), *above;

	if (in == NULL || out == NULL || strcmp(inner, outer) == 0)
		return strcmp(inner, outer) == 0 || strcmp(outer, "all") == 0;
	if (out_kind == REG_ORGANIZATION)
		for (int i = 0; i < 2 && !inside; i++) {
			above = organization_of(st, &a, in_kind, in, i);
			inside =
			    above != NULL && registry_is_within(st, above, out);
		}
	if (out_kind == REG_SERVICE && in_kind == REG_SYSTEM) {
		registry_find(st, REG_SYSTEM, in, &a, &rec);
		above = json_str(rec, "service");
		inside = above != NULL && strcmp(above, out) == 0;
	}
	arena_free(&a);
	return inside;
}

int
scope_meets(
    struct store *st, const struct json *account, const struct json *scope)
{
	const char *role = json_str(account, "role");

	if (json_first(scope) == NULL ||
	    (role != NULL && strcmp(role, "enterprise-manager") == 0))
		return 1;
	for (const struct json *e = json_first(scope); e != NULL; e = e->next)
		for (const struct json *own =
			 json_first(json_get(account, "scope"));
		     own != NULL; own = own->next)
			if (is_inside(st, e->text, own->text) ||
			    is_inside(st, own->text, e->text))
				return 1;
	return 0;
}
