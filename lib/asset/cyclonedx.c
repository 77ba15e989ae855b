/* CycloneDX, the JSON form; and what both forms have in common. */

#include "asset/cyclonedx.h"
#include "asset/format.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "io/json_stream.h"

static int
is_one_of(const char *s, const char *const *list)
{
	for (; s != NULL && *list != NULL; list++)
		if (strcmp(s, *list) == 0)
			return 1;
	return 0;
}

static const char *
some(const char *s)
{
	return s != NULL && *s != '\0' ? s : NULL;
}

static int
is_software(const struct cyclonedx_component *c)
{
	static const char *const not_code[] = { "file", "data",
		"cryptographic-asset", NULL };
	static const char *const machine[] = { "operating-system", "firmware",
		"device", NULL };

	if (c->scope != NULL && strcmp(c->scope, "excluded") == 0)
		return 0;
	if (some(c->cpe) != NULL || some(c->purl) != NULL)
		return 1;
	return c->described ? is_one_of(c->type, machine)
			    : !is_one_of(c->type, not_code);
}

/* "group/name", as purls have it; the name alone without a group. */
static const char *
full_name(struct arena *a, const char *group, const char *name)
{
	size_t n;
	char *full;

	if (group == NULL)
		return name;
	n = strlen(group) + strlen(name) + 2;
	full = arena_alloc(a, n);
	snprintf(full, n, "%s/%s", group, name);
	return full;
}

void
cyclonedx_add(struct inventory *inv, struct arena *a, long line, long number,
    const struct cyclonedx_component *c)
{
	struct software s = { .version = some(c->version),
		.cpe = some(c->cpe),
		.purl = some(c->purl),
		.vendor = some(c->publisher) };

	if (!is_software(c))
		return;
	if (some(c->name) == NULL) {
		if (line > 0)
			inventory_reject(inv, line, "component without name");
		else
			inventory_reject(
			    inv, 0, "component %ld has no name", number);
		return;
	}
	s.name = full_name(a, some(c->group), c->name);
	if (s.vendor == NULL)
		s.vendor = some(c->supplier);
	inventory_add(inv, line, &s);
}

struct reader {
	struct inventory *inv;
	struct arena arena;
	long number;
};

/* Names of organizations stand in objects: {"supplier":{"name":"…"}}. */
static void
component(struct reader *r, const struct json *v, int described)
{
	struct cyclonedx_component c = { .type = json_str(v, "type"),
		.scope = json_str(v, "scope"),
		.group = json_str(v, "group"),
		.name = json_str(v, "name"),
		.version = json_str(v, "version"),
		.publisher = json_str(v, "publisher"),
		.supplier = json_text(json_path(v, "supplier", "name", NULL)),
		.cpe = json_str(v, "cpe"),
		.purl = json_str(v, "purl"),
		.described = described };
	const struct json *e;

	r->number++;
	if (v->type != JSON_OBJECT) {
		inventory_reject(
		    r->inv, 0, "component %ld is no object", r->number);
		return;
	}
	cyclonedx_add(r->inv, &r->arena, 0, r->number, &c);
	for (e = json_first(json_get(v, "components")); e != NULL; e = e->next)
		component(r, e, 0);
}

static int
on_component(const struct json *v, const char *raw, size_t n, void *arg)
{
	struct reader *r = arg;

	(void)raw, (void)n;
	component(r, v, 0);
	arena_reset(&r->arena);
	return 0;
}

static int
on_bad(long index, const char *why, void *arg)
{
	struct reader *r = arg;

	inventory_reject(
	    r->inv, 0, "component %ld: %s", index + 1, lang_text(why));
	return 0;
}

/* Is it CycloneDX at all?  NULL if so. */
static const char *
envelope(const struct json *doc)
{
	const char *is = json_str(doc, "bomFormat");
	const char *version = json_str(doc, "specVersion");

	if (is == NULL || strcmp(is, "CycloneDX") != 0)
		return lang_text("not CycloneDX: bomFormat is something else");
	if (version == NULL || strncmp(version, "1.", 2) != 0)
		return lang_text("not CycloneDX 1.x");
	return NULL;
}

static int
read_json(struct reader *r, const char *doc, size_t n)
{
	static const struct json_stream_calls calls = { on_component, on_bad };
	struct json_stream *s = json_stream_new("components", &calls, r);
	const struct json *rest, *subject;
	const char *why = NULL;

	json_stream_feed(s, doc, n);
	rest = json_stream_end(s, &why);
	if (rest != NULL)
		why = envelope(rest);
	if (why != NULL) {
		inventory_reject(r->inv, 0, "%s", lang_text(why));
	} else {
		subject = json_path(rest, "metadata", "component", NULL);
		if (subject != NULL)
			component(r, subject, 1);
	}
	json_stream_free(s);
	return why == NULL ? 0 : -1;
}

int
cyclonedx_read(struct inventory *inv, const char *doc, size_t n)
{
	struct reader r = { .inv = inv, .arena = ARENA_INIT };
	int rc;

	if (doc[strspn(doc, " \t\r\n")] == '<')
		return cyclonedx_xml_read(inv, doc, n);
	rc = read_json(&r, doc, n);
	arena_free(&r.arena);
	return rc;
}
