#include "match/tree_json.h"

#include <strings.h>

static bool
says_and(const struct json *group)
{
	const char *op = json_str(group, "operator");

	return op != NULL && strcasecmp(op, "AND") == 0;
}

static bool
says_negate(const struct json *group)
{
	return json_is_true(json_get(group, "negate"));
}

/* 1 if it was left out. */
static int
read_match(struct tree *t, struct arena *a, const struct json *m)
{
	const struct json *vulnerable = json_get(m, "vulnerable");
	const char *name = json_str(m, "cpe");
	struct criteria c = {
		.start_including = json_str(m, "start_including"),
		.start_excluding = json_str(m, "start_excluding"),
		.end_including = json_str(m, "end_including"),
		.end_excluding = json_str(m, "end_excluding"),
	};

	c.vulnerable = vulnerable == NULL || json_is_true(vulnerable);
	if (name == NULL || cpe_parse(&c.cpe, a, name) < 0)
		return 1;
	return tree_add_match(t, &c);
}

static int
read_node(struct tree *t, struct arena *a, const struct json *node)
{
	const struct json *m = json_first(json_get(node, "matches"));
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
		node = json_first(json_get(c, "nodes"));
		for (; node != NULL; node = node->next) {
			r = read_node(t, a, node);
			if (r < 0)
				return -1;
			bad += r;
		}
	}
	return bad;
}
