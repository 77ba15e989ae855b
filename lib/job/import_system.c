#include "job/import_system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmd.h"
#include "base/lang.h"
#include "io/text.h"
#include "job/register.h"
#include "store/registry.h"

#define CHAINS 1024
#define NEW_BYTES (256u << 20) /* records of systems in one run */

struct address {
	struct address *next;
	char text[];
};

/*
 * One name as documents write it.  What is to be stored of a system stands
 * with the name that is its id.
 */
struct named {
	const char *name, *id, *why;   /* id or why */
	const char *title;	       /* of a new one, if not its id */
	int fresh;		       /* to be registered */
	struct address *first, **last; /* that documents gave */
	size_t addresses;
	struct named *next;
};

struct import_systems {
	struct store *st;
	const struct actor *who;
	int create;
	struct arena arena;
	struct named *chain[CHAINS];
};

struct import_systems *
import_systems_new(struct store *st, const struct actor *who, int create)
{
	struct import_systems *is = xcalloc(1, sizeof *is);

	is->st = st;
	is->who = who;
	is->create = create;
	return is;
}

void
import_systems_free(struct import_systems *is)
{
	arena_free(&is->arena);
	free(is);
}

static int
sees(const struct import_systems *is, const char *id)
{
	return actor_may(is->who, ACTION_SYSTEM_DETAILS, id);
}

/* Those of a name that who acts may see. */
struct namesakes {
	struct import_systems *is;
	const char *id;
	int count;
};

static int
add_namesake(const char *id, void *arg)
{
	struct namesakes *s = arg;

	if (!sees(s->is, id))
		return 0;
	s->id = arena_strndup(&s->is->arena, id, strlen(id));
	return ++s->count == 2;
}

static void
look_up(struct import_systems *is, struct named *n)
{
	struct namesakes same = { .is = is };
	const char *id = text_fold(&is->arena, n->name);
	int ok = reg_id_ok(id);
	const struct json *rec;
	enum registry_state state = REGISTRY_NONE;

	if (is->st == NULL) {
		n->id = ok ? id : NULL;
		n->why = lang_text("not the id of a system");
		return;
	}
	if (ok && sees(is, id))
		state = registry_find(is->st, REG_SYSTEM, id, &is->arena, &rec);
	if (state == REGISTRY_LIVE) {
		n->id = id;
		return;
	}
	registry_holders(
	    is->st, REG_SYSTEM, "name", n->name, add_namesake, &same);
	if (same.count > 0) {
		n->id = same.count == 1 ? same.id : NULL;
		n->why =
		    lang_text("several systems have that name, use the id");
		return;
	}
	n->why = state == REGISTRY_REMOVED
		     ? lang_text("that system was removed")
		     : lang_text("no such system");
	if (state == REGISTRY_NONE && ok && is->create) {
		n->id = id;
		n->fresh = 1;
	}
}

static struct named *
find(struct import_systems *is, const char *name)
{
	unsigned hash = 5381;
	struct named *n;

	for (const char *p = name; *p != '\0'; p++)
		hash = hash * 33 + (unsigned char)*p;
	for (n = is->chain[hash % CHAINS]; n != NULL; n = n->next)
		if (strcmp(n->name, name) == 0)
			return n;
	n = arena_alloc(&is->arena, sizeof *n);
	*n = (struct named){ .name =
				 arena_strndup(&is->arena, name, strlen(name)),
		.next = is->chain[hash % CHAINS] };
	n->last = &n->first;
	is->chain[hash % CHAINS] = n;
	look_up(is, n);
	if (n->fresh && n->id != NULL && strcmp(n->id, name) != 0) {
		struct named *own = find(is, n->id);

		n->fresh = 0;
		if (own->title == NULL)
			own->title = n->name;
	}
	return n;
}

const char *
import_systems_find(
    struct import_systems *is, const char *name, const char **why)
{
	struct named *n = find(is, name);

	*why = n->why;
	return n->id;
}

/* A column repeats them in each row; the registry sorts out the others. */
void
import_systems_address(
    struct import_systems *is, const char *name, const char *address)
{
	struct named *n = find(is, name);
	size_t size = strlen(address) + 1;
	struct address *new;

	if (n->id != NULL)
		n = find(is, n->id);
	for (struct address *a = n->first; a != NULL; a = a->next)
		if (strcmp(a->text, address) == 0)
			return;
	if (n->id == NULL || n->addresses == REG_LIST_MAX)
		return;
	new = arena_alloc(&is->arena, sizeof *new + size);
	new->next = NULL;
	memcpy(new->text, address, size);
	*n->last = new;
	n->last = &new->next;
	n->addresses++;
}

/* What it has already, and what is new. */
static void
write_addresses(
    struct import_systems *is, struct jsonw *w, const struct named *n)
{
	const struct json *rec = NULL;

	jsonw_key(w, "addresses");
	jsonw_open(w, '[');
	if (!n->fresh)
		registry_find(is->st, REG_SYSTEM, n->id, &is->arena, &rec);
	for (const struct json *e = json_first(json_get(rec, "addresses"));
	     e != NULL; e = e->next)
		jsonw_json(w, e);
	for (const struct address *a = n->first; a != NULL; a = a->next)
		jsonw_str(w, a->text);
	jsonw_close(w, ']');
}

static void
write_system(struct import_systems *is, struct buf *lines, struct named *n)
{
	struct jsonw w;

	jsonw_init(&w, lines);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "system");
	jsonw_member(&w, "id", n->id);
	if (n->fresh)
		jsonw_member(&w, "name", n->title != NULL ? n->title : n->name);
	if (n->first != NULL)
		write_addresses(is, &w, n);
	jsonw_close(&w, '}');
	buf_addc(lines, '\n');
	n->fresh = 0;
	n->addresses = 0;
	n->first = NULL;
	n->last = &n->first;
}

int
import_systems_register(struct import_systems *is)
{
	struct buf lines;
	int rc = CMD_OK;
	FILE *in;

	buf_init(&lines, NEW_BYTES);
	for (size_t i = 0; i < CHAINS; i++)
		for (struct named *n = is->chain[i]; n != NULL; n = n->next)
			if (n->fresh || n->first != NULL)
				write_system(is, &lines, n);
	if (lines.len > 0) {
		in = fmemopen(lines.data, lines.len, "r");
		rc = register_stream(is->st, in, "<systems>", 0, stdout);
		fclose(in);
	}
	buf_free(&lines);
	return rc;
}
