#include "job/audience.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/conf.h"
#include "job/sight.h"
#include "store/registry.h"

static const struct json *
parse(struct audience *a, const char *record, size_t n)
{
	const char *why = NULL;
	const struct json *v = json_parse(&a->arena, record, n, &why);

	if (v == NULL)
		die(CMD_IO, "damaged record in the state file: %s", why);
	return v;
}

static const char *
text_of(const struct json *v, const char *key)
{
	const char *s = json_str(v, key);

	return s != NULL ? s : "";
}

static int
is(const struct json *v, const char *key, const char *value)
{
	return strcmp(text_of(v, key), value) == 0;
}

static int
add_machine(const char *record, size_t n, void *arg)
{
	struct audience *a = arg;
	const struct json *v = parse(a, record, n);
	struct machine *m;

	a->machine = xgrow(
	    a->machine, &a->machine_room, a->machines + 1, sizeof *a->machine);
	m = &a->machine[a->machines++];
	*m = (struct machine){
		.id = text_of(v, "id"), .name = text_of(v, "name"), .system = v
	};
	(void)clock_parse(text_of(v, "registered_at"), &m->registered_at);
	return 0;
}

static enum audience_frequency
frequency(const char *word)
{
	static const char *const name[] = { [AUDIENCE_DAILY] = "daily",
		[AUDIENCE_WEEKLY] = "weekly",
		[AUDIENCE_IMMEDIATE] = "immediate" };

	for (int i = AUDIENCE_DAILY; word != NULL && i <= AUDIENCE_IMMEDIATE;
	     i++)
		if (strcmp(word, name[i]) == 0)
			return (enum audience_frequency)i;
	return AUDIENCE_EACH;
}

static int
add_person(const char *record, size_t n, void *arg)
{
	struct audience *a = arg;
	const struct json *v = parse(a, record, n);
	const char *lang = json_str(v, "lang");

	if (lang == NULL)
		lang = conf_get("mail.language", "ja");
	a->person = xgrow(
	    a->person, &a->person_room, a->persons + 1, sizeof *a->person);
	a->person[a->persons++] = (struct person){ .id = text_of(v, "id"),
		.name = text_of(v, "name"),
		.email = text_of(v, "email"),
		.japanese = strcmp(lang, "ja") == 0,
		.reader = is(v, "role", "security-reader"),
		.frequency = frequency(json_str(v, "frequency")),
		.account = v };
	return 0;
}

void
audience_load(struct audience *a, struct store *st)
{
	*a = (struct audience){ .st = st };
	registry_each(st, REG_SYSTEM, add_machine, a);
	registry_each(st, REG_ACCOUNT, add_person, a);
	for (size_t i = 0; i < a->persons; i++) {
		a->person[i].sight = sight_new(st, a->person[i].account);
		a->person[i].holds = xmalloc(a->machines + 1);
		memset(a->person[i].holds, -1, a->machines + 1);
	}
}

void
audience_free(struct audience *a)
{
	for (size_t i = 0; i < a->persons; i++) {
		sight_free(a->person[i].sight);
		free(a->person[i].holds);
	}
	free(a->person);
	free(a->machine);
	arena_free(&a->arena);
}

static int
by_id(const void *id, const void *m)
{
	return strcmp(id, ((const struct machine *)m)->id);
}

const struct machine *
audience_machine(const struct audience *a, const char *id)
{
	if (a->machines == 0)
		return NULL;
	return bsearch(id, a->machine, a->machines, sizeof *a->machine, by_id);
}

int
audience_holds(struct audience *a, size_t person, const struct machine *m)
{
	struct person *p = &a->person[person];
	signed char *known = &p->holds[m - a->machine];

	if (*known < 0)
		*known = sight_record(p->sight, m->system) != 0;
	return *known;
}
