#include "text/purl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
	NS_NEEDED = 1,	/* must have a namespace */
	NS_NONE = 2,	/* must have none */
	NS_LOWER = 4,	/* it is written in lower case */
	NAME_LOWER = 8, /* so is the name */
	VERSION_LOWER = 16,
	UUID_NEEDED = 32 /* the qualifier uuid tells packages apart */
};

/* What the types' definitions say; others take everything as it is. */
static const struct {
	const char *type;
	int rules;
} types[] = {
	{ "alpm", NS_NEEDED | NS_LOWER | NAME_LOWER },
	{ "apk", NS_NEEDED | NS_LOWER | NAME_LOWER },
	{ "bitbucket", NS_NEEDED | NS_LOWER | NAME_LOWER },
	{ "bitnami", NS_NONE | NAME_LOWER },
	{ "brew", NS_LOWER | NAME_LOWER },
	{ "cargo", NS_NONE },
	{ "chrome-extension", NS_NONE },
	{ "cocoapods", NS_NONE },
	{ "composer", NS_NEEDED | NS_LOWER | NAME_LOWER },
	{ "conda", NS_NONE },
	{ "cran", NS_NONE },
	{ "deb", NS_LOWER | NAME_LOWER },
	{ "gem", NS_NONE },
	{ "git", NS_LOWER | NAME_LOWER },
	{ "github", NS_NEEDED | NS_LOWER | NAME_LOWER },
	{ "hackage", NS_NONE },
	{ "hex", NS_LOWER | NAME_LOWER },
	{ "huggingface", VERSION_LOWER },
	{ "julia", NS_NONE | UUID_NEEDED },
	{ "luarocks", NS_LOWER | NAME_LOWER },
	{ "nuget", NS_NONE },
	{ "oci", NS_NONE | NAME_LOWER },
	{ "opam", NS_NONE },
	{ "otp", NS_NONE | NAME_LOWER },
	{ "pub", NS_NONE | NAME_LOWER },
	{ "pypi", NS_NONE | NAME_LOWER },
	{ "rpm", NS_LOWER },
	{ "swift", NS_NEEDED },
	{ "vcpkg", NS_NONE | NAME_LOWER },
	{ "vscode-extension", NS_NEEDED | NS_LOWER | NAME_LOWER },
};

static int
rules_of(const char *type)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].type, type) == 0)
			return types[i].rules;
	return 0;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decode `n` bytes; NULL if that is not possible or not text. */
static char *
decode(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, n + 1), *to = out;

	for (size_t i = 0; i < n; i++) {
		if (s[i] != '%') {
			*to++ = s[i];
			continue;
		}
		if (n - i < 3 || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
			return NULL;
		*to = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
		if (*to++ == '\0')
			return NULL;
		i += 2;
	}
	*to = '\0';
	return utf8_valid(out, (size_t)(to - out)) ? out : NULL;
}

static char *
lower(struct arena *a, const char *s, size_t n)
{
	char *out = arena_strndup(a, s, n);

	for (char *p = out; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p | 0x20);
	return out;
}

/* A type or a key: a letter, then letters, digits and . - _ (or +). */
static int
is_word(const char *s, const char *also)
{
	if (*s < 'a' || *s > 'z')
		return 0;
	for (; *s != '\0'; s++)
		if (!(*s >= 'a' && *s <= 'z') && !isdigit((unsigned char)*s) &&
		    strchr(also, *s) == NULL)
			return 0;
	return 1;
}

/*
 * Decode segments between slashes and join them again; empty ones go, and
 * in a subpath `.` and `..` too.  NULL if broken, "" if nothing is left.
 */
static char *
segments(struct arena *a, const char *s, size_t n, int subpath)
{
	char *out = arena_alloc(a, n + 1), *to = out;
	const char *end = s + n;

	while (s < end) {
		const char *slash = memchr(s, '/', (size_t)(end - s));
		const char *stop = slash != NULL ? slash : end;
		char *one = decode(a, s, (size_t)(stop - s));

		if (one == NULL)
			return NULL;
		if (*one != '\0' && !(subpath && (strcmp(one, ".") == 0 ||
						     strcmp(one, "..") == 0))) {
			if (to > out)
				*to++ = '/';
			to = mempcpy(to, one, strlen(one));
		}
		s = stop + 1;
	}
	*to = '\0';
	return out;
}

static int
by_key(const void *x, const void *y)
{
	const struct purl_qualifier *p = x, *q = y;

	return strcmp(p->key, q->key);
}

static const char *
parse_qualifiers(struct purl *p, struct arena *a, const char *s, size_t n)
{
	const char *end = s + n, *stop;

	for (; s < end; s = stop + 1) {
		const char *amp = memchr(s, '&', (size_t)(end - s)), *eq;
		struct purl_qualifier *q = &p->qualifier[p->qualifiers];

		stop = amp != NULL ? amp : end;
		eq = memchr(s, '=', (size_t)(stop - s));
		if (eq == NULL || eq + 1 == stop)
			continue; /* no value: as if it were not there */
		if (p->qualifiers == PURL_QUALIFIERS)
			return "too many qualifiers";
		q->key = lower(a, s, (size_t)(eq - s));
		q->value = decode(a, eq + 1, (size_t)(stop - eq - 1));
		if (q->value == NULL)
			return "broken percent code";
		p->qualifiers++;
	}
	return NULL;
}

/*
 * Where the version begins: the last @, unless it begins a segment that
 * others follow, which is an npm scope.
 */
static const char *
version_at(const char *s, const char *end)
{
	for (const char *p = end; p > s;)
		if (*--p == '@')
			return (p == s || p[-1] == '/') &&
				       memchr(p, '/', (size_t)(end - p)) != NULL
				   ? NULL
				   : p;
	return NULL;
}

/* namespace/name@version */
static const char *
parse_path(struct purl *p, struct arena *a, const char *s, const char *end)
{
	const char *at = version_at(s, end), *slash;

	if (at != NULL) {
		p->version = decode(a, at + 1, (size_t)(end - at - 1));
		if (p->version == NULL)
			return "broken percent code";
		end = at;
	}
	slash = memrchr(s, '/', (size_t)(end - s));
	p->name = slash != NULL
		      ? decode(a, slash + 1, (size_t)(end - slash - 1))
		      : decode(a, s, (size_t)(end - s));
	if (slash != NULL)
		p->namespace = segments(a, s, (size_t)(slash - s), 0);
	if (p->name == NULL || (slash != NULL && p->namespace == NULL))
		return "broken percent code";
	return NULL;
}

static const char *
parse(struct purl *p, struct arena *a, const char *s)
{
	const char *end = s + strlen(s), *mark, *why;

	if (end - s > PURL_MAX)
		return "longer than 4096 bytes";
	if (strncasecmp(s, "pkg:", 4) != 0)
		return "does not begin with pkg:";
	if (!utf8_valid(s, (size_t)(end - s)))
		return "not UTF-8";
	s += 4 + strspn(s + 4, "/");
	mark = memrchr(s, '#', (size_t)(end - s));
	if (mark != NULL) {
		p->subpath = segments(a, mark + 1, (size_t)(end - mark - 1), 1);
		if (p->subpath == NULL)
			return "broken percent code";
		end = mark;
	}
	mark = memrchr(s, '?', (size_t)(end - s));
	if (mark != NULL) {
		why =
		    parse_qualifiers(p, a, mark + 1, (size_t)(end - mark - 1));
		if (why != NULL)
			return why;
		end = mark;
	}
	mark = memchr(s, '/', (size_t)(end - s));
	if (mark == NULL)
		return "no type or no name";
	p->type = lower(a, s, (size_t)(mark - s));
	return parse_path(p, a, mark + 1, end);
}

/* One to four numbers. */
static int
is_build(const char *s)
{
	int dots = 0;

	for (const char *p = s; *p != '\0'; p++)
		dots += *p == '.';
	return dots <= 3 && s[strspn(s, "0123456789.")] == '\0';
}

/* What only one type has. */
static const char *
special(struct purl *p, struct arena *a)
{
	const char *url = purl_qualifier(p, "repository_url");
	char *name;

	if (strcmp(p->type, "cpan") == 0 && strstr(p->name, "::") != NULL)
		return "a module, not a distribution";
	if (strcmp(p->type, "mlflow") == 0 && url != NULL &&
	    strstr(url, "databricks") != NULL)
		p->name = lower(a, p->name, strlen(p->name));
	if (strcmp(p->type, "chrome-extension") == 0 &&
	    (strlen(p->name) != 32 ||
		strspn(p->name, "abcdefghijklmnop") != 32 ||
		(p->version != NULL && !is_build(p->version))))
		return "not a Chrome extension";
	if (strcmp(p->type, "pypi") != 0 && strcmp(p->type, "pub") != 0)
		return NULL;
	p->name = name = arena_strndup(a, p->name, strlen(p->name));
	for (; *name != '\0'; name++)
		if (*p->type == 'p' && p->type[1] == 'y')
			*name = *name == '_' ? '-' : *name;
		else if (!isalnum((unsigned char)*name))
			*name = '_';
	return NULL;
}

static const char *
check(struct purl *p, struct arena *a)
{
	int rules;

	if (p->type == NULL || !is_word(p->type, ".-+"))
		return "bad type";
	if (p->name == NULL || *p->name == '\0')
		return "no name";
	if (p->namespace != NULL && *p->namespace == '\0')
		p->namespace = NULL;
	if (p->version != NULL && *p->version == '\0')
		p->version = NULL;
	if (p->subpath != NULL && *p->subpath == '\0')
		p->subpath = NULL;
	qsort(p->qualifier, p->qualifiers, sizeof *p->qualifier, by_key);
	for (size_t i = 0; i < p->qualifiers; i++) {
		if (!is_word(p->qualifier[i].key, ".-_"))
			return "bad qualifier";
		if (i > 0 &&
		    strcmp(p->qualifier[i].key, p->qualifier[i - 1].key) == 0)
			return "the same qualifier twice";
	}
	rules = rules_of(p->type);
	if ((rules & NS_NEEDED) && p->namespace == NULL)
		return "its type needs a namespace";
	if ((rules & NS_NONE) && p->namespace != NULL)
		return "its type has no namespace";
	if ((rules & UUID_NEEDED) && purl_qualifier(p, "uuid") == NULL)
		return "its type needs a uuid";
	if ((rules & NS_LOWER) && p->namespace != NULL)
		p->namespace = lower(a, p->namespace, strlen(p->namespace));
	if (rules & NAME_LOWER)
		p->name = lower(a, p->name, strlen(p->name));
	if ((rules & VERSION_LOWER) && p->version != NULL)
		p->version = lower(a, p->version, strlen(p->version));
	return special(p, a);
}

int
purl_normalise(struct purl *p, struct arena *a, const char **why)
{
	*why = check(p, a);
	return *why == NULL ? 0 : -1;
}

int
purl_parse(struct purl *p, struct arena *a, const char *text, const char **why)
{
	*p = (struct purl){ 0 };
	*why = parse(p, a, text);
	return *why == NULL ? purl_normalise(p, a, why) : -1;
}

/* Percent-encode; slashes stay where they separate segments. */
static void
encode(struct buf *out, const char *s, int slashes)
{
	for (; *s != '\0'; s++) {
		if (isalnum((unsigned char)*s) || strchr(".-_~:", *s) != NULL ||
		    (slashes && *s == '/'))
			buf_addc(out, *s);
		else
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)*s);
	}
}

void
purl_build(const struct purl *p, struct buf *out)
{
	buf_addf(out, "pkg:%s/", p->type);
	if (p->namespace != NULL) {
		encode(out, p->namespace, 1);
		buf_addc(out, '/');
	}
	encode(out, p->name, 0);
	if (p->version != NULL) {
		buf_addc(out, '@');
		encode(out, p->version, 0);
	}
	for (size_t i = 0; i < p->qualifiers; i++) {
		buf_addf(out, "%c%s=", i == 0 ? '?' : '&', p->qualifier[i].key);
		encode(out, p->qualifier[i].value, 0);
	}
	if (p->subpath != NULL) {
		buf_addc(out, '#');
		encode(out, p->subpath, 1);
	}
}

const char *
purl_qualifier(const struct purl *p, const char *key)
{
	for (size_t i = 0; i < p->qualifiers; i++)
		if (strcmp(p->qualifier[i].key, key) == 0)
			return p->qualifier[i].value;
	return NULL;
}

const char *
purl_text(struct purl *p, struct arena *a)
{
	const char *why, *text = NULL;
	struct buf out;

	if (purl_normalise(p, a, &why) < 0)
		return NULL;
	buf_init(&out, (size_t)4 * PURL_MAX);
	purl_build(p, &out);
	if (!out.overflow && out.len <= PURL_MAX)
		text = arena_strndup(a, out.data, out.len);
	buf_free(&out);
	return text;
}
