/* applicability: cases by hand, one line each */

#include <string.h>

#include "check.h"
#include "match/judge.h"

/*
 * Trees are written as
 *	tree: config | config ...	OR of configurations
 *	config: [!] and( node node ) or or( ... )
 *	node: [!] and[ match match ] or or[ ... ]
 *	match: [-]NAME[;bounds]		- is vulnerable:false
 * where NAME is what follows "cpe:2.3:" and bounds are words of the index
 * (">=1,<2").  Software is a list of NAMEs.  What is wanted: for each
 * piece of software m (met), p (possible) or . (nothing), and w or p, m
 * followed by w where the criteria say more than the inventory.
 */
static const struct {
	const char *tree, *software, *want;
} rows[] = {
	/* one match */
	{ "or(or[a:v:p:1.0])", "a:v:p:1.0", "m" },
	{ "or(or[a:v:p:1.0])", "a:v:p:1.1", "." },
	{ "or(or[a:v:p:1.0])", "a:v:q:1.0", "." },
	{ "or(or[a:v:p:1.0])", "a:w:p:1.0", "." },
	{ "or(or[a:v:p:1.0])", "o:v:p:1.0", "." },
	{ "or(or[a:v:p:1.0])", "a:V:P:1.0", "m" },
	{ "or(or[-a:v:p:1.0])", "a:v:p:1.0", "." },
	{ "or(or[])", "a:v:p:1.0", "." },
	{ "or()", "a:v:p:1.0", "." },
	{ "", "a:v:p:1.0", "." },
	{ "or(or[a:v:p:1.0])", "", "" },
	/* identical matches count once */
	{ "or(or[a:v:p:1 a:v:p:1] or[a:v:p:1])", "a:v:p:1", "m" },
	{ "or(or[a:v:p:1])", "a:v:p:1 a:v:p:1", "mm" },
	/* ranges: both ends, including and excluding */
	{ "or(or[a:v:p;>=1.0,<2.0])", "a:v:p:1.0 a:v:p:1.9 a:v:p:2.0", "mm." },
	{ "or(or[a:v:p;>1.0,<=2.0])", "a:v:p:1.0 a:v:p:1.9 a:v:p:2.0", ".mm" },
	{ "or(or[a:v:p;<10])", "a:v:p:9.10 a:v:p:10 a:v:p:11", "m.." },
	{ "or(or[a:v:p;>=3])", "a:v:p:2.9 a:v:p:3 a:v:p:30", ".mm" },
	/* a range beside a version in the criteria does not count */
	{ "or(or[a:v:p:5;<2])", "a:v:p:5 a:v:p:1", "m." },
	/* trailing zeros */
	{ "or(or[a:v:p;<=2.4])", "a:v:p:2.4.0 a:v:p:2.4.0.1", "m." },
	{ "or(or[a:v:p;<2.4.0])", "a:v:p:2.4", "." },
	{ "or(or[a:v:p;<1.10])", "a:v:p:1.9 a:v:p:1.10.0", "m." },
	/* pre-releases */
	{ "or(or[a:v:p;<2.0])", "a:v:p:2.0-rc1 a:v:p:2.0", "m." },
	{ "or(or[a:v:p;>=2.0])", "a:v:p:2.0\\-beta2 a:v:p:2.0", ".m" },
	{ "or(or[a:v:p;>=9.0.0.m1,<=9.0.0.m26])", "a:v:p:9.0.0.m2 a:v:p:9.0.0",
	    "m." },
	/* letters */
	{ "or(or[a:openssl:openssl;>=1.0.1,<1.0.1g])",
	    "a:openssl:openssl:1.0.1 a:openssl:openssl:1.0.1f "
	    "a:openssl:openssl:1.0.1g a:openssl:openssl:1.0.0a",
	    "mm.." },
	{ "or(or[a:v:p;<=1.0.2zf])", "a:v:p:1.0.2z a:v:p:1.0.2zg", "m." },
	{ "or(or[a:openbsd:openssh;<9.8])", "a:openbsd:openssh:9.7p1", "m" },
	/* update: by table 6-2, and ignored beside bounds */
	{ "or(or[a:v:p:7.1:sp1])", "a:v:p:7.1:sp1 a:v:p:7.1:- a:v:p:7.1:sp2",
	    "m.." },
	{ "or(or[a:v:p:7.1:sp1])", "a:v:p:7.1", "mw" },
	{ "or(or[a:v:p:7.1:-])", "a:v:p:7.1:sp1 a:v:p:7.1:-", ".m" },
	{ "or(or[a:v:p:7.1])", "a:v:p:7.1:sp1 a:v:p:7.1:-", "mm" },
	{ "or(or[a:v:p;<=7.1])", "a:v:p:7.1:sp1 a:v:p:7.1:-", "mm" },
	{ "or(or[a:v:p:*:sp1;<=7.1])", "a:v:p:7.1:sp1 a:v:p:7.1:-", "m." },
	/* NA and ANY versions */
	{ "or(or[a:v:p])", "a:v:p a:v:p:- a:v:p:1", "mmm" },
	{ "or(or[a:v:p:-])", "a:v:p a:v:p:- a:v:p:1", "mwm." },
	{ "or(or[a:v:p:1])", "a:v:p a:v:p:-", "p." },
	{ "or(or[a:v:p;<1])", "a:v:p a:v:p:-", "p." },
	/* versions that cannot be compared */
	{ "or(or[a:v:p;<1])", "a:v:p:trunk a:v:p:unknown", "pp" },
	{ "or(or[a:v:p;>=1,<trunk])", "a:v:p:0.9 a:v:p:1.1", ".p" },
	/* wildcards */
	{ "or(or[a:v:p:8.*])", "a:v:p:8.0.6001 a:v:p:9.0 a:v:p a:v:p:-",
	    "m.p." },
	{ "or(or[a:v:p:1.?])", "a:v:p:1. a:v:p:1.2 a:v:p:1.23", "mm." },
	{ "or(or[a:v:internet_exp?????:8])",
	    "a:v:internet_explorer:8 a:v:internet_explorers:8", "m." },
	{ "or(or[a:v:*:1])", "a:v:p:1 a:w:p:1", "m." },
	{ "or(or[a:v:p:8.1 a:v:p;<9])", "a:v:p:8.*", "p" },
	{ "or(or[a:v:p])", "a:v:p:8.*", "m" },
	{ "or(or[a:v:p:1])", "a:*:p:1 a:v:p*:1", "mw." },
	/* escapes */
	{ "or(or[a:v:p\\,q:1\\:2])", "a:v:p\\,q:1\\:2 a:v:p:1", "m." },
	{ "or(or[a:v\\\\:p:1])", "a:v\\\\:p:1 a:v:p:1", "m." },
	{ "or(or[a:v:p\\*:1])", "a:v:p\\*:1 a:v:pq:1", "m." },
	{ "or(or[a:v:c\\+\\+:1])", "a:v:c++:1", "m" },
	/* the other attributes */
	{ "or(or[a:v:p:1:*:*:*:*:wordpress])",
	    "a:v:p:1:*:*:*:*:wordpress a:v:p:1:*:*:*:*:joomla a:v:p:1 "
	    "a:v:p:1:*:*:*:*:-",
	    "m.mw." },
	{ "or(or[a:v:p:1:*:*:*:*:wordpress a:v:p:1])", "a:v:p:1", "m" },
	{ "or(or[o:v:p:1:*:*:*:*:*:x64])", "o:v:p:1:*:*:*:*:*:x32", "." },
	/* AND with the environment: running on */
	{ "and(or[a:v:p:1] or[-o:m:w])", "a:v:p:1 o:m:w:10", "m." },
	{ "and(or[a:v:p:1] or[-o:m:w])", "a:v:p:1 o:l:k:6", ".." },
	{ "and(or[a:v:p:1] or[-o:m:w])", "a:v:p:2 o:m:w:10", ".." },
	{ "and(or[a:v:p:1] or[-o:m:w])", "a:v:p:1", "p" },
	{ "and(or[a:v:p:1] or[-h:m:w])", "a:v:p:1 o:m:w:1", "p." },
	{ "and(or[a:v:p:1] or[-a:m:w])", "a:v:p:1", "." },
	{ "and(or[a:v:p:1] or[-o:m:w:10])", "a:v:p:1 o:m:w", "p." },
	{ "and(or[a:v:p:1] or[-o:m:w;<8])", "a:v:p:1 o:m:w:7 o:m:w:9", "m.." },
	{ "and(or[o:c:f;<2] or[-h:c:d])", "o:c:f:1 h:c:d:-", "m." },
	{ "and(or[o:c:f;<2] or[-h:c:d:-])", "o:c:f:1 h:c:d", "m." },
	{ "and(or[a:v:p;<2] or[-o:m:w])", "a:v:p o:m:w:1", "p." },
	/* AND of OR nodes, and an AND node */
	{ "and(or[a:v:p:1 a:v:p:2] or[a:v:q:1 a:v:q:2])", "a:v:p:2 a:v:q:1",
	    "mm" },
	{ "and(or[a:v:p:1 a:v:p:2] or[a:v:q:1 a:v:q:2])", "a:v:p:2 a:v:q:3",
	    ".." },
	{ "and(or[a:v:p] or[a:v:q:1] or[-a:v:r])", "a:v:p:1 a:v:q:1 a:v:r:1",
	    "mm." },
	{ "or(and[a:v:p:1 a:v:q:1])", "a:v:p:1 a:v:q:1", "mm" },
	{ "or(and[a:v:p:1 a:v:q:1])", "a:v:p:1 a:v:q:2", ".." },
	{ "or(and[a:v:p:1 a:v:q:1])", "a:v:p:1 a:v:q", "pp" },
	{ "or(and[a:v:p:1 -o:m:w])", "a:v:p:1 o:m:w:5", "m." },
	{ "or(and[a:v:p:1 a:v:q:1] or[a:v:r:1])", "a:v:p:1 a:v:r:1", ".m" },
	{ "and(or[] or[a:v:p:1])", "a:v:p:1", "." },
	/* OR: the environment does not matter */
	{ "or(or[a:v:p:1] or[-o:m:w])", "a:v:p:1 o:l:k:1", "m." },
	{ "or(or[a:v:p:1 -o:m:w])", "a:v:p:2 o:m:w:1", ".." },
	/* NOT: negate of a node */
	{ "and(or[a:v:p:1] !or[-o:m:w])", "a:v:p:1 o:l:k:1", "m." },
	{ "and(or[a:v:p:1] !or[-o:m:w])", "a:v:p:1 o:m:w:1", ".." },
	{ "and(or[a:v:p:1] !or[-o:m:w])", "a:v:p:1", "p" },
	{ "and(or[a:v:p:1] !or[-a:m:x])", "a:v:p:1", "m" },
	{ "and(or[a:v:p:1] !or[-o:m:w:5])", "a:v:p:1 o:m:w", "p." },
	{ "and(or[a:v:p:1] !and[-a:v:x -a:v:y])", "a:v:p:1 a:v:x:1", "m." },
	{ "or(!or[a:v:p:1])", "a:v:p:1 a:v:p:2", ".." },
	{ "or(!or[a:v:p:1] or[a:v:p:2])", "a:v:p:1 a:v:p:2", ".m" },
	/* negate of a configuration reports nothing */
	{ "!or(or[a:v:p:1])", "a:v:p:1", "." },
	{ "!or(or[a:v:p:1])", "a:v:q:1", "." },
	{ "!and(or[a:v:p:1] or[-o:m:w]) | or(or[a:v:q:1])", "a:v:p:1 a:v:q:1",
	    ".m" },
	/* several configurations are OR-ed */
	{ "or(or[a:v:p:1]) | or(or[a:v:p:2])", "a:v:p:2 a:v:p:1", "mm" },
	{ "and(or[a:v:p:1] or[-o:m:w]) | or(or[a:v:p:1])", "a:v:p:1", "m" },
	{ "and(or[a:v:p:1] or[-o:m:w]) | and(or[a:v:q:1] or[-o:l:k])",
	    "a:v:p:1 a:v:q:1 o:l:k:1", ".m." },
	/* the better reason wins */
	{ "or(or[a:v:p:1:sp1 a:v:p:1])", "a:v:p:1", "m" },
	{ "and(or[a:v:p] or[-o:m:w]) | or(or[a:v:p:2])", "a:v:p:2", "m" },
};

static struct arena arena;

static bool
eat(const char **p, const char *word)
{
	size_t n = strlen(word);

	while (**p == ' ')
		++*p;
	if (strncmp(*p, word, n) != 0)
		return false;
	*p += n;
	return true;
}

static struct cpe
read_name(const char **p, const char *stop)
{
	char text[200] = "cpe:2.3:";
	size_t n = strcspn(*p, stop);
	struct cpe c = { 0 };

	strncat(text, *p, n);
	*p += n;
	CHECK_ROW(cpe_parse(&c, &arena, text) == 0, text);
	return c;
}

static void
read_bounds(const char **p, struct criteria *c)
{
	const char *value;
	size_t n;

	while (eat(p, ";") || eat(p, ",")) {
		const char **to = eat(p, ">=")	 ? &c->start_including
				  : eat(p, ">")	 ? &c->start_excluding
				  : eat(p, "<=") ? &c->end_including
				  : eat(p, "<")	 ? &c->end_excluding
						 : NULL;

		n = strcspn(*p, ", ]");
		value = arena_strndup(&arena, *p, n);
		*p += n;
		CHECK(to != NULL);
		if (to != NULL)
			*to = value;
	}
}

static void
read_node(const char **p, struct tree *t, bool negate)
{
	bool all = eat(p, "and[");
	struct criteria c;

	CHECK_ROW(all || eat(p, "or["), *p);
	CHECK(tree_add_node(t, all, negate) == 0);
	while (!eat(p, "]")) {
		c = (struct criteria){ .vulnerable = !eat(p, "-") };
		c.cpe = read_name(p, "; ]");
		read_bounds(p, &c);
		CHECK(tree_add_match(t, &c) == 0);
	}
}

static void
read_tree(const char *p, struct tree *t)
{
	bool negate, all;

	for (; *p != '\0'; eat(&p, "|")) {
		negate = eat(&p, "!");
		all = eat(&p, "and(");
		CHECK_ROW(all || eat(&p, "or("), p);
		CHECK(tree_add_config(t, all, negate) == 0);
		while (!eat(&p, ")"))
			read_node(&p, t, eat(&p, "!"));
		eat(&p, "");
	}
}

static void
write_result(const struct tree_result *r, size_t software, char *got)
{
	for (size_t i = 0; i < software; i++) {
		const struct tree_hit *h =
		    r->hit_of[i] > 0 ? &r->hit[r->hit_of[i] - 1] : NULL;

		*got++ = h == NULL ? '.' : h->truth == TRUTH_TRUE ? 'm' : 'p';
		if (h != NULL && h->fit.weaker)
			*got++ = 'w';
	}
	*got = '\0';
}

/* A simple tree gives the same match by match, through the index too. */
static void
check_rows(const struct tree *t, const struct software_set *s,
    const struct tree_result *r, const char *name)
{
	struct buf detail;
	struct criteria c;
	struct judgement j, k;

	buf_init(&detail, 1000);
	for (size_t m = 0; m < t->matches; m++) {
		const struct criteria *from = &t->match[m].criteria;

		buf_clear(&detail);
		criteria_detail(from, &detail);
		c = *from;
		CHECK_ROW(criteria_from_row(
			      &c, criteria_bucket(from), detail.data) == 0,
		    name);
		for (size_t i = 0; i < s->count; i++) {
			j = criteria_judge(from, s->item[i].cpe);
			k = criteria_judge(&c, s->item[i].cpe);
			CHECK_ROW(j.truth == k.truth && j.fit == k.fit &&
				      j.weaker == k.weaker,
			    name);
			if (tree_is_simple(t) && t->match[m].reported &&
			    j.truth != TRUTH_FALSE)
				CHECK_ROW(r->hit_of[i] > 0 &&
					      r->hit[r->hit_of[i] - 1].truth >=
						  j.truth,
				    name);
		}
	}
	buf_free(&detail);
}

static void
test_rows(void)
{
	struct tree t;
	struct software_set set;
	struct tree_result result;
	static struct cpe software[8];
	char got[32];
	const char *p;

	tree_init(&t);
	software_init(&set);
	tree_result_init(&result);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tree_clear(&t);
		software_clear(&set);
		read_tree(rows[i].tree, &t);
		for (p = rows[i].software; *p != '\0'; eat(&p, "")) {
			software[set.count] = read_name(&p, " ");
			software_add(&set, &software[set.count]);
		}
		tree_judge(&t, &set, &result);
		write_result(&result, set.count, got);
		if (strcmp(got, rows[i].want) != 0)
			fprintf(stderr, "%s on %s: %s, not %s\n", rows[i].tree,
			    rows[i].software, got, rows[i].want);
		CHECK_ROW(strcmp(got, rows[i].want) == 0, rows[i].tree);
		check_rows(&t, &set, &result, rows[i].tree);
		arena_reset(&arena);
	}
	tree_free(&t);
	software_free(&set);
	tree_result_free(&result);
	arena_free(&arena);
}

/* Which trees can be judged row by row. */
static void
test_simple(void)
{
	static const struct {
		const char *tree;
		bool simple;
	} simple[] = {
		{ "or(or[a:v:p a:v:q] or[a:v:r])", true },
		{ "and(or[a:v:p a:v:q])", true },
		{ "or(and[a:v:p])", true },
		{ "or(or[a:v:p]) | or(or[a:v:q])", true },
		{ "or(and[a:v:p a:v:q])", false },
		{ "and(or[a:v:p] or[a:v:q])", false },
		{ "or(!or[a:v:p] or[a:v:q])", false },
		{ "!or(or[a:v:p])", false },
		{ "or(or[a:v:p]) | and(or[a:v:q] or[-o:m:w])", false },
	};
	struct tree t;

	tree_init(&t);
	for (size_t i = 0; i < sizeof(simple) / sizeof(simple[0]); i++) {
		tree_clear(&t);
		read_tree(simple[i].tree, &t);
		CHECK_ROW(
		    tree_is_simple(&t) == simple[i].simple, simple[i].tree);
	}
	tree_free(&t);
	arena_free(&arena);
}

static void
test_detail(void)
{
	static const struct {
		const char *match, *bucket, *detail;
	} details[] = {
		{ "a:v:p:1.0", "1.0", "" },
		{ "a:v:p", "", "" },
		{ "a:v:p:-", "-", "" },
		{ "a:v:p:1.*", "", "=1.*" },
		{ "a:v:p;>=1,<2", "", ">=1 <2" },
		{ "a:v:p;>1,<=2", "", ">1 <=2" },
		{ "a:v:p:1:sp1", "1", ":sp1" },
		{ "a:v:p:*:*:*:*:*:node.js;<2", "", "<2 :*:*:*:*:node.js" },
		{ "a:v:p:1:-:x\\:y", "1", ":-:x\\:y" },
	};
	const char *p;
	struct buf out;
	struct criteria c;

	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof(details) / sizeof(details[0]); i++) {
		p = details[i].match;
		c = (struct criteria){ .vulnerable = true };
		c.cpe = read_name(&p, ";");
		read_bounds(&p, &c);
		buf_clear(&out);
		criteria_detail(&c, &out);
		CHECK_ROW(strcmp(criteria_bucket(&c), details[i].bucket) == 0,
		    details[i].match);
		CHECK_ROW(
		    strcmp(out.data, details[i].detail) == 0, details[i].match);
	}
	buf_free(&out);
	arena_free(&arena);
}

int
main(void)
{
	test_rows();
	test_simple();
	test_detail();
	return done();
}
