#include "job/sight.h"

#include <stdlib.h>
#include <string.h>

#include "base/memo.h"
#include "rec/role.h"
#include "store/registry.h"

struct sight {
	struct store *st;
	const struct json *scope; /* its entries */
	int all;
	struct memo organizations, services, systems;
	struct arena arena; /* of the record in hand */
};

struct sight *
sight_new(struct store *st, const struct json *account)
{
	struct sight *s = xcalloc(1, sizeof *s);
	const char *role = json_str(account, "role");

	s->st = st;
	s->scope = json_get(account, "scope");
	s->all = role != NULL &&
		 strcmp(role, role_name[ROLE_ENTERPRISE_MANAGER]) == 0;
	for (const struct json *e = json_first(s->scope); e != NULL;
	     e = e->next)
		s->all |= strcmp(e->text, "all") == 0;
	return s;
}

void
sight_free(struct sight *s)
{
	if (s == NULL)
		return;
	memo_free(&s->organizations);
	memo_free(&s->services);
	memo_free(&s->systems);
	arena_free(&s->arena);
	free(s);
}

/* Does the scope list it, or, of organizations, one above it? */
static int
is_listed(struct sight *s, enum reg_kind kind, const char *id)
{
	const char *own;
	int k;

	for (const struct json *e = json_first(s->scope); e != NULL;
	     e = e->next) {
		own = reg_scope(e->text, &k);
		if (own == NULL || k != (int)kind)
			continue;
		if (strcmp(own, id) == 0 ||
		    (kind == REG_ORGANIZATION &&
			registry_is_within(s->st, id, own)))
			return 1;
	}
	return 0;
}

int
sight_organization(struct sight *s, const char *id)
{
	signed char *known;

	if (s->all)
		return 1;
	known = memo_at(&s->organizations, id);
	if (*known < 0)
		*known = is_listed(s, REG_ORGANIZATION, id) != 0;
	return *known;
}

int
sight_service(struct sight *s, const char *id)
{
	const struct json *rec = NULL;
	struct arena a = ARENA_INIT;
	const char *organization;
	signed char *known;

	if (s->all)
		return 1;
	known = memo_at(&s->services, id);
	if (*known < 0) {
		registry_find(s->st, REG_SERVICE, id, &a, &rec);
		organization = json_str(rec, "organization");
		*known = is_listed(s, REG_SERVICE, id) ||
			 (organization != NULL &&
			     sight_organization(s, organization));
		arena_free(&a);
	}
	return *known;
}

int
sight_record(struct sight *s, const struct json *system)
{
	const char *id = json_str(system, "id");
	const char *service = json_str(system, "service");
	const char *organization = json_str(system, "organization");

	if (id == NULL)
		return 0;
	return s->all || is_listed(s, REG_SYSTEM, id) ||
	       (service != NULL && sight_service(s, service)) ||
	       (organization != NULL && sight_organization(s, organization));
}

int
sight_system(struct sight *s, const char *id)
{
	const struct json *rec = NULL;
	signed char *known = memo_at(&s->systems, id);

	if (*known < 0) {
		arena_reset(&s->arena);
		registry_find(s->st, REG_SYSTEM, id, &s->arena, &rec);
		*known = rec != NULL && sight_record(s, rec);
	}
	return *known;
}
