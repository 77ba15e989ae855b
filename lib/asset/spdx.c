/* SPDX 2.3, the JSON form (2.2 is the same as far as we look). */

#include <string.h>

#include "asset/format.h"
#include "base/lang.h"
#include "io/json_stream.h"

struct reader {
	struct inventory *inv;
	struct arena arena;
	long number;
};

/* SPDX has two words for nothing. */
static const char *
said(const struct json *v, const char *key)
{
	const char *s = json_str(v, key);

	if (s == NULL || *s == '\0' || strcmp(s, "NOASSERTION") == 0 ||
	    strcmp(s, "NONE") == 0)
		return NULL;
	return s;
}

/* "Organization: Example Inc. (mail@example.com)" names Example Inc. */
static const char *
organization(struct arena *a, const char *s)
{
	static const char *const prefix[] = { "Organization:", "Person:" };
	const char *paren;
	size_t n;

	if (s == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof prefix / sizeof *prefix; i++)
		if (strncmp(s, prefix[i], strlen(prefix[i])) == 0)
			s += strlen(prefix[i]);
	s += strspn(s, " ");
	n = strlen(s);
	paren = strrchr(s, '(');
	if (paren != NULL && s[n - 1] == ')')
		n = (size_t)(paren - s);
	while (n > 0 && s[n - 1] == ' ')
		n--;
	return n > 0 ? arena_strndup(a, s, n) : NULL;
}

/* The first reference of each kind; a cpe23Type before a cpe22Type. */
static void
references(const struct json *package, struct software *s)
{
	const struct json *e = json_first(json_get(package, "externalRefs"));
	const char *old = NULL;

	for (; e != NULL; e = e->next) {
		const char *type = json_str(e, "referenceType");
		const char *at = json_str(e, "referenceLocator");

		if (type == NULL || at == NULL || *at == '\0')
			continue;
		if (strcmp(type, "purl") == 0 && s->purl == NULL)
			s->purl = at;
		else if (strcmp(type, "cpe23Type") == 0 && s->cpe == NULL)
			s->cpe = at;
		else if (strcmp(type, "cpe22Type") == 0 && old == NULL)
			old = at;
	}
	if (s->cpe == NULL)
		s->cpe = old;
}

/* Layers of an image and single files are listed as packages too. */
static int
is_software(const struct json *package, const struct software *s)
{
	static const char *const not_code[] = { "FILE", "ARCHIVE", "SOURCE" };
	const char *purpose = json_str(package, "primaryPackagePurpose");

	if (s->cpe != NULL || s->purl != NULL)
		return 1;
	for (size_t i = 0; i < sizeof not_code / sizeof *not_code; i++)
		if (purpose != NULL && strcmp(purpose, not_code[i]) == 0)
			return 0;
	return strncmp(s->name, "sha256:", 7) != 0;
}

static int
on_package(const struct json *v, const char *raw, size_t n, void *arg)
{
	struct reader *r = arg;
	struct software s = { .name = said(v, "name"),
		.version = said(v, "versionInfo") };

	(void)raw, (void)n;
	r->number++;
	if (s.name == NULL) {
		inventory_reject(
		    r->inv, 0, "package %ld has no name", r->number);
		return 0;
	}
	s.vendor = organization(&r->arena, said(v, "supplier"));
	if (s.vendor == NULL)
		s.vendor = organization(&r->arena, said(v, "originator"));
	references(v, &s);
	if (is_software(v, &s))
		inventory_add(r->inv, 0, &s);
	arena_reset(&r->arena);
	return 0;
}

static int
on_bad(long index, const char *why, void *arg)
{
	struct reader *r = arg;

	inventory_reject(
	    r->inv, 0, "package %ld: %s", index + 1, lang_text(why));
	return 0;
}

int
spdx_read(struct inventory *inv, const char *doc, size_t n)
{
	static const struct json_stream_calls calls = { on_package, on_bad };
	struct reader r = { .inv = inv, .arena = ARENA_INIT };
	struct json_stream *s = json_stream_new("packages", &calls, &r);
	const struct json *rest;
	const char *why = NULL, *version;

	json_stream_feed(s, doc, n);
	rest = json_stream_end(s, &why);
	if (rest != NULL) {
		version = json_str(rest, "spdxVersion");
		why = version == NULL || strncmp(version, "SPDX-2.", 7) != 0
			  ? lang_text("not SPDX 2.x")
			  : NULL;
	}
	if (why != NULL)
		inventory_reject(inv, 0, "%s", lang_text(why));
	json_stream_free(s);
	arena_free(&r.arena);
	return why == NULL ? 0 : -1;
}
