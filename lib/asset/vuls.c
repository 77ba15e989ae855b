/* Results of Vuls: packages, libraries and CPE names of one server. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset/distro.h"
#include "asset/format.h"
#include "base/lang.h"
#include "text/purl.h"

/* Which source package a binary package comes from. */
struct origin {
	const char *binary, *name, *version;
};

struct reader {
	struct inventory *inv;
	struct arena arena;
	const char *system;
	struct distro distro;
	struct origin *origin;
	size_t origins;
};

static const char *
some(const char *s)
{
	return s != NULL && *s != '\0' ? s : NULL;
}

static void
add(struct reader *r, struct software *s)
{
	s->system = r->system;
	inventory_add(r->inv, 0, s);
}

static int
by_binary(const void *x, const void *y)
{
	const struct origin *p = x, *q = y;

	return strcmp(p->binary, q->binary);
}

/* {"SrcPackages":{"openssl":{"version":"…","binaryNames":["libssl3"]}}} */
static void
read_origins(struct reader *r, const struct json *doc)
{
	const struct json *all = json_get(doc, "SrcPackages"), *p, *b;
	size_t size = 0;

	for (p = all != NULL ? all->child : NULL; p != NULL; p = p->next)
		for (b = json_first(json_get(p, "binaryNames")); b != NULL;
		     b = b->next)
			size++;
	r->origin = xreallocarray(NULL, size, sizeof *r->origin);
	for (p = all != NULL ? all->child : NULL; p != NULL; p = p->next)
		for (b = json_first(json_get(p, "binaryNames")); b != NULL;
		     b = b->next)
			if (b->type == JSON_STRING)
				r->origin[r->origins++] =
				    (struct origin){ b->text, p->key,
					    json_str(p, "version") };
	if (r->origins > 1)
		qsort(r->origin, r->origins, sizeof *r->origin, by_binary);
}

static void
set_origin(const struct reader *r, struct software *s)
{
	struct origin want = { s->name, NULL, NULL };
	const struct origin *o =
	    bsearch(&want, r->origin, r->origins, sizeof *r->origin, by_binary);

	if (o == NULL)
		return;
	if (strcmp(o->name, s->name) != 0)
		s->source_name = o->name;
	if (some(o->version) != NULL && s->version != NULL &&
	    strcmp(o->version, s->version) != 0)
		s->source_version = o->version;
}

static char *
join(struct arena *a, const char *x, const char *between, const char *y)
{
	size_t n = strlen(x) + strlen(between) + strlen(y) + 1;
	char *s = arena_alloc(a, n);

	snprintf(s, n, "%s%s%s", x, between, y);
	return s;
}

/*
 * An rpm's version is "epoch:version" and its release apart; in a purl
 * the epoch is a qualifier.
 */
static void
package(struct reader *r, const struct json *v)
{
	struct software s = { .name = some(json_str(v, "name")),
		.version = some(json_str(v, "version")),
		.vendor = some(json_str(v, "vendor")),
		.arch = some(json_str(v, "arch")) };
	const char *release = some(json_str(v, "release")), *colon;
	struct distro_package p = { s.name, s.version, s.arch, NULL };

	if (s.name == NULL) {
		inventory_reject(r->inv, 0, "package without name");
		return;
	}
	s.ecosystem = distro_packages(r->distro.id);
	if (s.ecosystem != NULL && s.version != NULL) {
		if (release != NULL)
			s.version = join(&r->arena, s.version, "-", release);
		p.version = s.version;
		colon = strchr(s.version, ':');
		if (strcmp(s.ecosystem, "rpm") == 0 && colon != NULL) {
			p.epoch = arena_strndup(
			    &r->arena, s.version, (size_t)(colon - s.version));
			p.version = colon + 1;
		}
		s.purl = distro_purl(&r->distro, &r->arena, &p);
		set_origin(r, &s);
	}
	add(r, &s);
}

/* What Vuls calls the kinds of lock files, as purl types. */
static const char *
library_type(const char *type)
{
	static const struct {
		const char *vuls, *purl;
	} types[] = {
		{ "npm", "npm" },
		{ "yarn", "npm" },
		{ "pnpm", "npm" },
		{ "node-pkg", "npm" },
		{ "pip", "pypi" },
		{ "pipenv", "pypi" },
		{ "poetry", "pypi" },
		{ "python-pkg", "pypi" },
		{ "bundler", "gem" },
		{ "gemspec", "gem" },
		{ "cargo", "cargo" },
		{ "rustbinary", "cargo" },
		{ "composer", "composer" },
		{ "gomod", "golang" },
		{ "gobinary", "golang" },
		{ "jar", "maven" },
		{ "pom", "maven" },
		{ "gradle", "maven" },
		{ "nuget", "nuget" },
	};

	for (size_t i = 0; type != NULL && i < sizeof types / sizeof *types;
	     i++)
		if (strcmp(types[i].vuls, type) == 0)
			return types[i].purl;
	return NULL;
}

/* Older results have no purl: "group:artifact", "@scope/name", a Go path. */
static const char *
library_purl(
    struct arena *a, const char *type, const char *name, const char *version)
{
	struct purl p = { .type = type, .name = name, .version = version };
	const char *between =
	    strrchr(name, strcmp(type, "maven") == 0 ? ':' : '/');

	if (between != NULL) {
		p.namespace = arena_strndup(a, name, (size_t)(between - name));
		p.name = between + 1;
	}
	return purl_text(&p, a);
}

static void
library(struct reader *r, const char *type, const struct json *v)
{
	struct software s = { .name = some(json_str(v, "Name")),
		.version = some(json_str(v, "Version")),
		.purl = some(json_str(v, "PURL")),
		.ecosystem = type };

	if (s.name == NULL)
		return;
	if (s.purl == NULL && type != NULL)
		s.purl = library_purl(&r->arena, type, s.name, s.version);
	add(r, &s);
}

static void
read_libraries(struct reader *r, const struct json *doc)
{
	const struct json *file = json_first(json_get(doc, "libraries")), *v;

	for (; file != NULL; file = file->next) {
		const char *type = library_type(json_str(file, "Type"));

		for (v = json_first(json_get(file, "Libs")); v != NULL;
		     v = v->next)
			library(r, type, v);
	}
}

/* {"config":{"scan":{"servers":{"NAME":{"cpeNames":[…]}}}}} */
static void
read_cpes(struct reader *r, const struct json *doc, const char *part)
{
	const struct json *server =
	    json_path(doc, "config", part, "servers", NULL);

	for (server = server != NULL ? server->child : NULL; server != NULL;
	     server = server->next)
		for (const struct json *c =
			 json_first(json_get(server, "cpeNames"));
		     c != NULL; c = c->next) {
			struct software s = { .cpe = some(json_text(c)) };

			if (s.cpe != NULL)
				add(r, &s);
		}
}

static void
read_addresses(struct reader *r, const struct json *list)
{
	for (list = json_first(list); list != NULL; list = list->next)
		if (some(json_text(list)) != NULL)
			inventory_address(
			    r->inv, 0, r->system, json_text(list));
}

/* "windows" has its name in `release` and its build with the kernel. */
static void
read_system(struct reader *r, const struct json *doc)
{
	const char *family = some(json_str(doc, "family"));
	const char *release = some(json_str(doc, "release"));
	struct software s = { 0 };

	if (family == NULL || strcmp(family, "pseudo") == 0)
		return;
	r->distro.id = distro_id(family);
	r->distro.version = release;
	if (strcmp(family, "windows") == 0) {
		s.name = release != NULL ? release : "Windows";
		s.vendor = "Microsoft";
		s.version = some(json_text(
		    json_path(doc, "runningKernel", "version", NULL)));
		r->distro.id = NULL;
	} else {
		distro_software(&r->distro, &r->arena, &s);
	}
	add(r, &s);
}

int
vuls_read(struct inventory *inv, const char *doc, size_t n)
{
	struct reader r = { .inv = inv, .arena = ARENA_INIT };
	const struct json *v, *p;
	const char *why;

	v = json_parse(&r.arena, doc, n, &why);
	if (v != NULL && json_get(v, "packages") == NULL &&
	    json_get(v, "jsonVersion") == NULL) {
		why = lang_text("not a Vuls result: no packages");
		v = NULL;
	}
	if (v == NULL) {
		inventory_reject(inv, 0, "%s", why);
		arena_free(&r.arena);
		return -1;
	}
	r.system = some(json_str(v, "serverName"));
	read_system(&r, v);
	read_origins(&r, v);
	p = json_get(v, "packages");
	for (p = p != NULL ? p->child : NULL; p != NULL; p = p->next)
		package(&r, p);
	read_libraries(&r, v);
	read_cpes(&r, v, "scan");
	read_cpes(&r, v, "report");
	read_addresses(&r, json_get(v, "ipv4Addrs"));
	read_addresses(&r, json_get(v, "ipv6Addrs"));
	free(r.origin);
	arena_free(&r.arena);
	return 0;
}
