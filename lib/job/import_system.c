#include "job/import_system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmd.h"
#include "io/text.h"
#include "job/register.h"
#include "store/registry.h"

#define CHAINS 1024
#define ADDRESSES 16	       /* of one new system; more are not taken */
#define NEW_BYTES (256u << 20) /* records of new systems in one run */

/* One name as documents write it. */
struct named {
	const char *name, *id, *why; /* id or why */
	int fresh;		     /* to be registered */
	const char *address[ADDRESSES];
	size_t addresses;
	struct named *next;
};

struct import_systems {
	struct store *st;
	int create;
	struct arena arena;
	struct named *chain[CHAINS];
};

struct import_systems *
import_systems_new(struct store *st, int create)
{
	struct import_systems *is = xcalloc(1, sizeof *is);

	is->st = st;
	is->create = create;
	return is;
}

void
import_systems_free(struct import_systems *is)
{
	arena_free(&is->arena);
	free(is);
}

static void
look_up(struct import_systems *is, struct named *n)
{
	const char *id = text_fold(&is->arena, n->name);
	int ok = reg_id_ok(id);
	const struct json *rec;
	enum registry_state state = REGISTRY_NONE;

	if (is->st == NULL) {
		n->id = ok ? id : NULL;
		n->why = "not the id of a system";
		return;
	}
	if (ok)
		state = registry_find(is->st, REG_SYSTEM, id, &is->arena, &rec);
	if (state == REGISTRY_LIVE) {
		n->id = id;
		return;
	}
	n->id = registry_holder(
	    is->st, REG_SYSTEM, "name", n->name, "", &is->arena);
	if (n->id != NULL)
		return;
	n->why = state == REGISTRY_REMOVED ? "that system was removed"
					   : "no such system";
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
	is->chain[hash % CHAINS] = n;
	look_up(is, n);
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

void
import_systems_address(
    struct import_systems *is, const char *name, const char *address)
{
	struct named *n = find(is, name);

	if (n->fresh && n->addresses < ADDRESSES)
		n->address[n->addresses++] =
		    arena_strndup(&is->arena, address, strlen(address));
}

static void
write_system(struct jsonw *w, const struct named *n)
{
	jsonw_open(w, '{');
	jsonw_member(w, "type", "system");
	jsonw_member(w, "id", n->id);
	jsonw_member(w, "name", n->name);
	if (n->addresses > 0) {
		jsonw_key(w, "addresses");
		jsonw_open(w, '[');
		for (size_t i = 0; i < n->addresses; i++)
			jsonw_str(w, n->address[i]);
		jsonw_close(w, ']');
	}
	jsonw_close(w, '}');
}

int
import_systems_register(struct import_systems *is)
{
	struct buf lines;
	struct jsonw w;
	int rc = CMD_OK;
	FILE *in;

	buf_init(&lines, NEW_BYTES);
	for (size_t i = 0; i < CHAINS; i++)
		for (struct named *n = is->chain[i]; n != NULL; n = n->next)
			if (n->fresh) {
				jsonw_init(&w, &lines);
				write_system(&w, n);
				buf_addc(&lines, '\n');
				n->fresh = 0;
			}
	if (lines.len > 0) {
		in = fmemopen(lines.data, lines.len, "r");
		rc = register_stream(is->st, in, "<new systems>", 0, stdout);
		fclose(in);
	}
	buf_free(&lines);
	return rc;
}
