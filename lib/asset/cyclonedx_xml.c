/* CycloneDX, the XML form. */

#include <stdlib.h>
#include <string.h>

#include "asset/cyclonedx.h"
#include "asset/format.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "io/xml.h"

#define NAMESPACE "http://cyclonedx.org/schema/bom/1."

/* One open element. */
struct open {
	const char *name; /* NULL: not one that we look at */
	int component;	  /* it is a component that counts */
};

struct reader {
	struct inventory *inv;
	struct xml *xml;
	struct open path[XML_DEPTH];
	size_t depth;
	/* the components that are open, innermost last */
	struct cyclonedx_component component[XML_DEPTH];
	size_t components;
	struct arena arena; /* their texts; emptied when none is open */
	int is_bom;
};

static const char *const known[] = { "bom", "metadata", "components",
	"component", "supplier", "group", "name", "version", "publisher",
	"scope", "cpe", "purl" };

/* Our own copy of a known name, so that paths compare quickly. */
static const char *
intern(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], name) == 0)
			return known[i];
	return NULL;
}

/* The open element `up` levels above the innermost. */
static const struct open *
above(const struct reader *r, size_t up)
{
	static const struct open none = { NULL, 0 };

	return r->depth > up ? &r->path[r->depth - 1 - up] : &none;
}

static int
is(const struct open *o, const char *name)
{
	return o->name != NULL && strcmp(o->name, name) == 0;
}

/*
 * A component of the inventory stands in bom/components, in
 * bom/metadata, or in the components of such a one; those of tools,
 * pedigrees and formulas do not count.
 */
static int
counts(const struct reader *r)
{
	const struct open *parent = above(r, 0), *grand = above(r, 1);

	if (is(parent, "metadata"))
		return is(grand, "bom");
	return is(parent, "components") &&
	       (is(grand, "bom") || grand->component);
}

static const char *
attribute(const struct xml_attr *attrs, const char *name)
{
	for (; attrs->name != NULL; attrs++)
		if (strcmp(attrs->name, name) == 0)
			return attrs->value;
	return NULL;
}

static char *
keep(struct reader *r, const char *s)
{
	return s != NULL ? arena_strndup(&r->arena, s, strlen(s)) : NULL;
}

static void
on_start(
    const char *ns, const char *name, const struct xml_attr *attrs, void *arg)
{
	struct reader *r = arg;
	struct open o = { NULL, 0 };

	if (strncmp(ns, NAMESPACE, strlen(NAMESPACE)) == 0) {
		o.name = intern(name);
		if (r->depth == 0 && is(&o, "bom"))
			r->is_bom = 1;
	}
	if (is(&o, "component") && counts(r)) {
		o.component = 1;
		r->component[r->components++] = (struct cyclonedx_component){
			.type = keep(r, attribute(attrs, "type")),
			.described = is(above(r, 0), "metadata")
		};
	}
	r->path[r->depth++] = o;
}

/* Where the text of a component's child belongs; NULL if nowhere. */
static const char **
place(struct cyclonedx_component *c, const char *name)
{
	static const struct {
		const char *name;
		size_t at;
	} places[] = {
		{ "group", offsetof(struct cyclonedx_component, group) },
		{ "name", offsetof(struct cyclonedx_component, name) },
		{ "version", offsetof(struct cyclonedx_component, version) },
		{ "publisher",
		    offsetof(struct cyclonedx_component, publisher) },
		{ "scope", offsetof(struct cyclonedx_component, scope) },
		{ "cpe", offsetof(struct cyclonedx_component, cpe) },
		{ "purl", offsetof(struct cyclonedx_component, purl) },
	};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (strcmp(places[i].name, name) == 0)
			return (
			    const char **)(void *)((char *)c + places[i].at);
	return NULL;
}

static void
on_end(const char *name, const char *text, void *arg)
{
	struct reader *r = arg;
	struct open o = r->path[--r->depth];
	struct cyclonedx_component *c =
	    r->components > 0 ? &r->component[r->components - 1] : NULL;
	const char **at;

	(void)name;
	if (o.name == NULL || c == NULL)
		return;
	if (o.component) {
		cyclonedx_add(r->inv, &r->arena, xml_line(r->xml), 0, c);
		if (--r->components == 0)
			arena_reset(&r->arena);
	} else if (above(r, 0)->component) {
		at = place(c, o.name);
		if (at != NULL && *text != '\0')
			*at = keep(r, text);
	} else if (is(&o, "name") && is(above(r, 0), "supplier") &&
		   above(r, 1)->component) {
		c->supplier = keep(r, text);
	}
}

int
cyclonedx_xml_read(struct inventory *inv, const char *doc, size_t n)
{
	static const struct xml_calls calls = { on_start, on_end };
	struct reader r = { .inv = inv, .arena = ARENA_INIT };
	const char *why;

	/* what was UTF-16 is decoded, but still says that it is that */
	r.xml = xml_new(&calls, &r, utf8_valid(doc, n));
	xml_feed(r.xml, doc, n);
	why = xml_end(r.xml);
	if (why == NULL && !r.is_bom)
		why = lang_text(
		    "not CycloneDX 1.x: the outermost element is no bom");
	if (why != NULL)
		inventory_reject(inv, xml_line(r.xml), "%s", why);
	xml_free(r.xml);
	arena_free(&r.arena);
	return why == NULL ? 0 : -1;
}
