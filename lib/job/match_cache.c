#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/json.h"
#include "job/match_cache.h"
#include "match/tree_json.h"
#include "rec/advisory.h"

#define ADVISORIES 32768 /* kept; a power of two */
#define TREES 8192	 /* places; a power of two */
#define MATCHES 80000	 /* of all trees kept: about 25 MiB */

struct kept_tree {
	int64_t key;
	struct tree tree;
};

struct match_cache {
	struct store *st;
	struct match_reader *reader;
	struct match_advisory *advisory; /* by key modulo ADVISORIES */
	struct kept_tree *tree;		 /* by key modulo TREES */
	size_t matches, trees;
	struct arena arena; /* texts of the trees */
	struct arena json;  /* the record that is being read */
	struct match_row *wild;
	size_t wilds;
	int wild_read;
	struct arena wild_arena;
};

struct match_cache *
match_cache_new(struct store *st)
{
	struct match_cache *c = xcalloc(1, sizeof(*c));

	c->st = st;
	c->reader = match_reader_new(st);
	c->advisory = xcalloc(ADVISORIES, sizeof(*c->advisory));
	c->tree = xcalloc(TREES, sizeof(*c->tree));
	return c;
}

void
match_cache_free(struct match_cache *c)
{
	/* memory that was never used is not even touched */
	for (size_t i = 0; c->trees > 0 && i < TREES; i++)
		tree_free(&c->tree[i].tree);
	match_reader_free(c->reader);
	arena_free(&c->arena);
	arena_free(&c->json);
	arena_free(&c->wild_arena);
	free(c->advisory);
	free(c->tree);
	free(c->wild);
	free(c);
}

const struct match_advisory *
match_cache_advisory(struct match_cache *c, int64_t key)
{
	struct match_advisory *a = &c->advisory[key & (ADVISORIES - 1)];

	if (a->key != key && !match_advisory(c->st, key, a)) {
		a->key = 0;
		return NULL;
	}
	return a;
}

static void
forget_trees(struct match_cache *c)
{
	for (size_t i = 0; i < TREES; i++) {
		c->tree[i].key = 0;
		tree_free(&c->tree[i].tree);
	}
	arena_reset(&c->arena);
	c->matches = 0;
}

/*
 * The configurations of a record.  They are its last member, and no text
 * in it can look like their key, because a text has its quotes escaped:
 * most of the record need not be parsed.
 */
static const struct json *
read_configurations(struct arena *a, const char *body, size_t n)
{
	static const char key[] = ",\"" ADVISORY_CONFIGURATIONS "\":";
	const char *at = memmem(body, n, key, sizeof(key) - 1), *why;
	const struct json *v = NULL;

	if (at != NULL) {
		at += sizeof(key) - 1;
		v = json_parse(a, at, (size_t)(body + n - 1 - at), &why);
	}
	if (v == NULL)
		v = json_get(
		    json_parse(a, body, n, &why), ADVISORY_CONFIGURATIONS);
	return v;
}

const struct tree *
match_cache_tree(struct match_cache *c, int64_t key)
{
	struct kept_tree *t = &c->tree[key & (TREES - 1)];
	const char *body;
	size_t n;

	if (t->key == key)
		return &t->tree;
	if (c->matches > MATCHES)
		forget_trees(c);
	tree_clear(&t->tree);
	t->key = 0;
	body = match_body(c->reader, key, &n);
	if (body == NULL)
		return NULL;
	arena_reset(&c->json);
	/* what cannot be read was said when it was stored */
	tree_read(&t->tree, &c->arena, read_configurations(&c->json, body, n));
	t->key = key;
	c->matches += t->tree.matches;
	c->trees++;
	return &t->tree;
}

static const char *
keep(struct match_cache *c, const char *s)
{
	return s == NULL ? NULL : arena_strndup(&c->wild_arena, s, strlen(s));
}

static void
keep_row(const struct match_row *row, void *arg)
{
	struct match_cache *c = arg;
	struct match_row *to;

	c->wild = xreallocarray(c->wild, c->wilds + 1, sizeof(*c->wild));
	to = &c->wild[c->wilds++];
	*to = *row;
	to->part = keep(c, row->part);
	to->vendor = keep(c, row->vendor);
	to->product = keep(c, row->product);
	to->version = keep(c, row->version);
	to->detail = keep(c, row->detail);
}

const struct match_row *
match_cache_wild(struct match_cache *c, size_t *n)
{
	if (!c->wild_read)
		match_wild_rows(c->st, keep_row, c);
	c->wild_read = 1;
	*n = c->wilds;
	return c->wild;
}
