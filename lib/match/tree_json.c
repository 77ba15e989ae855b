#include "match/tree_json.h"

#include <strings.h>

#include "rec/advisory.h"

static bool
says_and(const struct json *group)
{
	const char *op = json_str(group, ADVISORY_OPERATOR);

	return op != NULL && strcasecmp(op, "AND") == 0;
}

static bool
says_negate(const struct json *group)
{
	return json_is_true(json_get(group, ADVISORY_NEGATE));
}

/* A bound outlives the record it is read from. */
static const char *
read_bound(struct arena *a, const struct json *m, const char *key)
{
	const struct json *v = json_get(m, key);

	if (v == NULL || v->type != JSON_STRING)
		return NULL;
	return arena_strndup(a, v->text, v->len);
}

/* 1 if it was left out. */
static int
read_match(struct tree *t, struct arena *a, const struct json *m)
{
	const struct json *vulnerable = json_get(m, ADVISORY_VULNERABLE);
	const char *name = json_str(m, ADVISORY_CPE);
	struct criteria c = {
		.start_including = read_bound(a, m, ADVISORY_START_INCLUDING),
		.start_excluding = read_bound(a, m, ADVISORY_START_EXCLUDING),
		.end_including = read_bound(a, m, ADVISORY_END_INCLUDING),
		.end_excluding = read_bound(a, m, ADVISORY_END_EXCLUDING),
	};

	c.vulnerable = vulnerable == NULL || json_is_true(vulnerable);
	if (name == NULL || cpe_parse(&c.cpe, a, name) < 0)
		return 1;
	return tree_add_match(t, &c);
}

static int
read_node(struct tree *t, struct arena *a, const struct json *node)
{
	const struct json *m = json_first(json_get(node, ADVISORY_MATCHES));
	int bad = 0, r;

	if (tree_add_node(t, says_and(node), says_negate(node)) < 0)
		return -1;
	for (; m != NULL; m = m->next) {
		r = read_match(t, a, m);
		if (r < 0)
			return -1;
		bad += r;
	}
	return bad;
}

int
tree_read(struct tree *t, struct arena *a, const struct json *configurations)
{
	const struct json *c = json_first(configurations), *node;
	int bad = 0, r;

	for (; c != NULL; c = c->next) {
		if (tree_add_config(t, says_and(c), says_negate(c)) < 0)
			return -1;
		node = json_first(json_get(c, ADVISORY_NODES));
		for (; node != NULL; node = node->next) {
			r = read_node(t, a, node);
			if (r < 0)
				return -1;
			bad += r;
		}
	}
	return bad;
}
