/* Packages of distributions, and purls. */

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "match/resolve_work.h"
#include "text/purl.h"

int
resolve_is_distribution(const char *ecosystem)
{
	return ecosystem != NULL && (strcmp(ecosystem, "deb") == 0 ||
					strcmp(ecosystem, "rpm") == 0 ||
					strcmp(ecosystem, "apk") == 0);
}

const char *
resolve_upstream(struct arena *a, const char *ecosystem, const char *version)
{
	const char *colon = strchr(version, ':');
	char *s, *at, *to;

	if (colon != NULL &&
	    strspn(version, "0123456789") == (size_t)(colon - version))
		version = colon + 1;
	s = arena_strndup(a, version, strlen(version));
	at = strrchr(s, '-');
	if (at != NULL && (strcmp(ecosystem, "apk") != 0 || at[1] == 'r'))
		*at = '\0';
	at = strstr(s, "+really");
	if (at != NULL)
		s = at + 7;
	s[strcspn(s, "+")] = '\0';
	at = strstr(s, "~deb");
	if (at != NULL)
		*at = '\0';
	for (to = s; *to != '\0'; to++)
		if (*to == '~' || *to == '^')
			*to = '-';
	return s;
}

/* What runs it, as CPE's target_sw has it. */
static const char *
target_of(const char *type)
{
	static const char *const targets[][2] = { { "npm", "node.js" },
		{ "pypi", "python" }, { "gem", "ruby" }, { "cargo", "rust" } };

	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		if (strcmp(targets[i][0], type) == 0)
			return targets[i][1];
	return NULL;
}

/* "maven/org.apache.logging.log4j/log4j-core" */
static const char *
purl_key(struct work *w, const struct purl *p)
{
	const char *ns = p->namespace != NULL ? p->namespace : "";
	size_t n = strlen(p->type) + strlen(ns) + strlen(p->name) + 3;
	char *key = arena_alloc(w->a, n);

	snprintf(
	    key, n, "%s/%s%s%s", p->type, ns, *ns != '\0' ? "/" : "", p->name);
	return key;
}

/* Is it a word of the namespace?  "apache" of org.apache.commons. */
static int
in_namespace(const char *ns, const char *vendor)
{
	size_t n = strlen(vendor);

	for (const char *at = ns; (at = strcasestr(at, vendor)) != NULL; at++)
		if ((at == ns || strchr("./@-_", at[-1]) != NULL) &&
		    (at[n] == '\0' || strchr("./-_", at[n]) != NULL))
			return 1;
	return 0;
}

/*
 * Names of libraries are short and common; without a namespace that fits,
 * the vendor has to sound like the product: handlebarsjs:handlebars is
 * taken for handlebars, gnu:tar is not for the tar of npm.
 */
static int
sounds_alike(const struct product *p)
{
	size_t n = strlen(p->vendor), m = strlen(p->product);

	return strncmp(p->vendor, p->product, n < m ? n : m) == 0;
}

/* One product of that name, or one whose vendor the namespace names. */
static int
package_in_dictionary(
    struct work *w, const char *name, const char *ns, int strict)
{
	const struct product *p = work_only_one(w, work_value(w, name), NULL);
	size_t fits = 0;

	if (p != NULL && strict && !sounds_alike(p))
		p = NULL;

	for (size_t i = 0; p == NULL && ns != NULL && i < w->founds; i++)
		fits += (size_t)in_namespace(ns, w->found[i].vendor);
	for (size_t i = 0; fits == 1 && i < w->founds; i++)
		if (in_namespace(ns, w->found[i].vendor))
			p = &w->found[i];
	return p != NULL && work_take_product(w, SOFTWARE_PURL, p);
}

void
resolve_distribution(struct work *w)
{
	const char *const names[] = { w->s->source_name, w->s->name };
	const char *version =
	    w->s->source_version != NULL ? w->s->source_version : w->s->version;

	if (version != NULL)
		w->version = resolve_upstream(w->a, w->s->ecosystem, version);
	for (size_t i = 0; i < 2; i++)
		if (names[i] != NULL &&
		    work_take_alias(w, ALIAS_PACKAGE, names[i]))
			return;
	for (size_t i = 0; i < 2; i++)
		if (names[i] != NULL &&
		    package_in_dictionary(w, names[i], NULL, 0))
			return;
}

void
resolve_purl(struct work *w)
{
	const char *why;
	struct purl p;

	w->s->how = SOFTWARE_PURL;
	if (purl_parse(&p, w->a, w->s->purl, &why) < 0)
		return;
	if (w->s->name == NULL)
		w->s->name = p.name;
	if (w->s->version == NULL)
		w->s->version = p.version;
	w->version = w->s->version;
	if (resolve_is_distribution(p.type)) {
		w->s->ecosystem = p.type;
		resolve_distribution(w);
		return;
	}
	if (w->version != NULL && *w->version == 'v' &&
	    isdigit((unsigned char)w->version[1]))
		w->version++;
	if (work_take_alias(w, ALIAS_PURL, purl_key(w, &p)))
		return;
	w->target = target_of(p.type);
	package_in_dictionary(w, p.name, p.namespace, 1);
}
