#include "job/naming.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/share.h"
#include "store/product.h"
#include "store/software.h"

struct naming {
	struct aliases *aliases;
	struct resolve_dictionary dictionary;
	struct store *st;
};

static void
products(const char *product, int like, int max, resolve_product_fn *fn,
    void *fn_arg, void *arg)
{
	product_each(arg, product, like, max, fn, fn_arg);
}

static struct aliases *
read_aliases(const char *path)
{
	FILE *f = fopen(path, "re");
	struct aliases *al = aliases_new();
	struct buf text;
	char piece[65536];
	size_t n;
	long line;

	if (f == NULL)
		die(CMD_NOINPUT, "cannot open '%s': %s", path, strerror(errno));
	buf_init(&text, ALIASES_BYTES);
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		buf_add(&text, piece, n);
	if (ferror(f) || text.overflow)
		die(CMD_IO, "cannot read '%s'", path);
	fclose(f);
	line = aliases_add(al, text.data, text.len);
	if (line > 0)
		die(CMD_CONF, "%s:%ld: not an alias", path, line);
	buf_free(&text);
	return al;
}

struct naming *
naming_new(struct store *st, const char *aliases)
{
	struct naming *n = xcalloc(1, sizeof *n);

	n->st = st;
	n->aliases = aliases != NULL ? read_aliases(aliases) : aliases_new();
	n->dictionary = (struct resolve_dictionary){ products, st };
	return n;
}

void
naming_free(struct naming *n)
{
	if (n == NULL)
		return;
	aliases_free(n->aliases);
	free(n);
}

/* A value of a formatted string as people write it; NULL if it says nothing. */
static const char *
plain(struct arena *a, const struct cpe *c, enum cpe_attr i)
{
	char *s, *to;

	if ((c->any | c->na) & 1u << i)
		return NULL;
	s = to = arena_strndup(a, c->attr[i], strlen(c->attr[i]));
	for (const char *p = s; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
		*to++ = *p;
	}
	*to = '\0';
	return s;
}

/* People want a name: that of the product, if need be out of the CPE name. */
static void
fill_name(struct arena *a, const struct cpe *c, struct software *s)
{
	if (s->name == NULL)
		s->name = s->product;
	if (c == NULL || s->cpe == NULL)
		return;
	if (s->name == NULL)
		s->name = plain(a, c, CPE_PRODUCT);
	if (s->vendor == NULL && s->product == NULL)
		s->vendor = plain(a, c, CPE_VENDOR);
	if (s->version == NULL)
		s->version = plain(a, c, CPE_VERSION);
}

void
naming_resolve(struct naming *n, struct arena *a, struct software *s,
    struct buf *body, struct naming_result *r)
{
	const struct cpe *named = NULL;
	struct jsonw w;
	struct cpe c;

	*r = (struct naming_result){ NULL, NULL, NULL };
	r->why =
	    resolve(n->aliases, n->st != NULL ? &n->dictionary : NULL, a, s);
	if (software_cpe(s) != NULL && cpe_parse(&c, a, software_cpe(s)) == 0) {
		r->vendor = c.attr[CPE_VENDOR];
		r->product = c.attr[CPE_PRODUCT];
		named = &c;
	}
	fill_name(a, named, s);
	jsonw_init(&w, body);
	software_write(&w, s);
}

#define CURSOR "naming" /* up to which product names were tried */
#define RECORD_BYTES ((size_t)1 << 20)

/* What is to be written once the reading is over. */
struct again {
	struct naming *naming;
	struct arena arena;
	struct update {
		int64_t key;
		char *vendor, *product, *body;
	} * update;
	size_t count;
};

/* 1 if it is resolved now, so that others like it are as well. */
static int
try_again(int64_t key, const char *body, void *arg)
{
	struct again *a = arg;
	struct naming_result r;
	struct software s;
	const struct json *v;
	const char *why;
	struct buf out;
	int resolved;

	arena_reset(&a->arena);
	v = json_parse(&a->arena, body, strlen(body), &why);
	if (v == NULL || software_read(&s, v) != NULL)
		return 0;
	buf_init(&out, RECORD_BYTES);
	naming_resolve(a->naming, &a->arena, &s, &out, &r);
	resolved = r.product != NULL;
	if (resolved) {
		if ((a->count & (a->count - 1)) == 0)
			a->update = xreallocarray(a->update,
			    a->count > 0 ? 2 * a->count : 1, sizeof *a->update);
		a->update[a->count++] = (struct update){ key, xstrdup(r.vendor),
			xstrdup(r.product), xstrdup(out.data) };
	}
	buf_free(&out);
	return resolved;
}

void
naming_again(struct store *st)
{
	int64_t newest = product_newest(st);
	struct again a = { .arena = ARENA_INIT };
	char *aliases;

	if (newest == store_cursor(st, CURSOR))
		return;
	aliases = share_path("aliases.tsv");
	a.naming = naming_new(st, access(aliases, R_OK) == 0 ? aliases : NULL);
	free(aliases);
	store_begin(st);
	software_nameless(st, try_again, &a);
	for (size_t i = 0; i < a.count; i++) {
		struct update *u = &a.update[i];

		software_update(st, u->key, u->vendor, u->product, u->body);
		free(u->vendor);
		free(u->product);
		free(u->body);
	}
	store_set_cursor(st, CURSOR, newest);
	store_commit(st);
	free(a.update);
	arena_free(&a.arena);
	naming_free(a.naming);
}
