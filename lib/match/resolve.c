#include "match/resolve.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "text/purl.h"

#define PRODUCTS 64 /* of one name that are looked at */
#define LIKE_MIN 3  /* letters that a suggestion must share */

struct product {
	const char *part, *vendor, *product;
};

struct work {
	const struct aliases *al;
	const struct resolve_dictionary *d;
	struct arena *a;
	struct software *s;
	const char *version; /* to put into the result, NULL if unknown */
	const char *target;  /* its target_sw, NULL if unknown */
	struct product found[PRODUCTS];
	size_t founds;
};

static const char *
copy(struct work *w, const char *s)
{
	return arena_strndup(w->a, s, strlen(s));
}

static int
is_distribution(const char *ecosystem)
{
	return ecosystem != NULL && (strcmp(ecosystem, "deb") == 0 ||
					strcmp(ecosystem, "rpm") == 0 ||
					strcmp(ecosystem, "apk") == 0);
}

/* Append a text as a value of a formatted string: blanks are `_`. */
static void
add_value(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == ' ')
			buf_addc(b, '_');
		else if (isalnum((unsigned char)*s) || strchr("._-", *s))
			buf_addc(b, (char)tolower((unsigned char)*s));
		else
			buf_addf(b, "\\%c", *s);
	}
}

/* "big money$" -> "big_money\$", the form that the dictionary has. */
static const char *
value_of(struct work *w, const char *s)
{
	const char *text;
	struct buf b;

	buf_init(&b, (size_t)4 * CPE_MAX);
	add_value(&b, s);
	text = arena_strndup(w->a, b.data, b.len);
	buf_free(&b);
	return text;
}

/* Bind it; NULL if it is no CPE name. */
static const char *
bind_name(struct work *w, const char *text)
{
	const char *name = NULL;
	struct buf out;
	struct cpe c;

	if (cpe_parse(&c, w->a, text) < 0)
		return NULL;
	buf_init(&out, CPE_BIND_MAX);
	cpe_bind(&c, &out);
	if (!out.overflow)
		name = arena_strndup(w->a, out.data, out.len);
	buf_free(&out);
	return name;
}

/* `name` is part:vendor:product[:version[:update]]; 1 if it is good. */
static int
take(struct work *w, enum software_how how, const char *name)
{
	const char *bound;
	struct buf b;
	int colons = 0;

	for (const char *p = name; *p != '\0'; p++)
		colons += *p == ':' && (p == name || p[-1] != '\\');
	buf_init(&b, (size_t)8 * CPE_MAX);
	buf_addf(&b, "cpe:2.3:%s", name);
	if (colons == 2) {
		buf_addc(&b, ':');
		if (w->version != NULL)
			add_value(&b, w->version);
		else
			buf_addc(&b, '*');
		colons++;
	}
	for (; w->target != NULL && colons < 7; colons++)
		buf_adds(&b, ":*");
	if (w->target != NULL)
		buf_addf(&b, ":%s", w->target);
	bound = b.overflow ? NULL : bind_name(w, b.data);
	buf_free(&b);
	if (bound == NULL)
		return 0;
	w->s->how = how;
	w->s->resolved = bound;
	return 1;
}

static int
take_product(struct work *w, enum software_how how, const struct product *p)
{
	struct buf b;
	int ok;

	buf_init(&b, (size_t)4 * CPE_MAX);
	buf_addf(&b, "%s:%s:%s", p->part, p->vendor, p->product);
	ok = !b.overflow && take(w, how, b.data);
	buf_free(&b);
	return ok;
}

static int
take_alias(struct work *w, enum alias_kind kind, const char *key)
{
	const char *name = aliases_find(w->al, w->a, kind, key);

	return name != NULL && take(w, SOFTWARE_ALIAS, name);
}

/* Keep one product; of several parts `a` goes before `o` and `h`. */
static void
on_product(const char *part, const char *vendor, const char *product, void *arg)
{
	struct work *w = arg;

	for (size_t i = 0; i < w->founds; i++)
		if (strcmp(w->found[i].vendor, vendor) == 0 &&
		    strcmp(w->found[i].product, product) == 0) {
			if (*part == 'a' ||
			    (*part == 'o' && *w->found[i].part == 'h'))
				w->found[i].part = copy(w, part);
			return;
		}
	if (w->founds < PRODUCTS)
		w->found[w->founds++] = (struct product){ copy(w, part),
			copy(w, vendor), copy(w, product) };
}

static size_t
look_up(struct work *w, const char *product, int like, int max)
{
	w->founds = 0;
	if (w->d != NULL && *product != '\0')
		w->d->products(product, like, max, on_product, w, w->d->arg);
	return w->founds;
}

/* Are these the same vendor?  2: equal, 1: their first words are. */
static int
vendor_fits(const char *known, const char *wanted)
{
	size_t n = strcspn(known, "_"), m = strcspn(wanted, "_");

	if (strcmp(known, wanted) == 0)
		return 2;
	return n == m && strncmp(known, wanted, n) == 0;
}

/* The one product called so, of `vendor` if that is known; else NULL. */
static const struct product *
only_one(struct work *w, const char *product, const char *vendor)
{
	const struct product *best = NULL;
	int most = 0, tie = 0;

	if (look_up(w, product, 0, PRODUCTS) == PRODUCTS && vendor == NULL)
		return NULL;
	for (size_t i = 0; i < w->founds; i++) {
		int fit = vendor == NULL
			      ? 1
			      : vendor_fits(w->found[i].vendor, vendor);

		tie = fit > most ? 0 : tie + (fit > 0 && fit == most);
		if (fit > most) {
			most = fit;
			best = &w->found[i];
		}
	}
	return tie == 0 ? best : NULL;
}

/* Add up to three of what was found last to the suggestions. */
static void
suggest(struct work *w)
{
	size_t n = 0;
	char text[400];

	while (n < SOFTWARE_SUGGESTIONS && w->s->suggestion[n] != NULL)
		n++;
	for (size_t i = 0; i < w->founds && n < SOFTWARE_SUGGESTIONS; i++) {
		int known = 0;

		snprintf(text, sizeof text, "%.150s:%.150s", w->found[i].vendor,
		    w->found[i].product);
		for (size_t k = 0; k < n; k++)
			known |= strcmp(w->s->suggestion[k], text) == 0;
		if (!known)
			w->s->suggestion[n++] = copy(w, text);
	}
}

/* --- packages --- */

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
	const struct product *p = only_one(w, value_of(w, name), NULL);
	size_t fits = 0;

	if (p != NULL && strict && !sounds_alike(p))
		p = NULL;

	for (size_t i = 0; p == NULL && ns != NULL && i < w->founds; i++)
		fits += (size_t)in_namespace(ns, w->found[i].vendor);
	for (size_t i = 0; fits == 1 && i < w->founds; i++)
		if (in_namespace(ns, w->found[i].vendor))
			p = &w->found[i];
	return p != NULL && take_product(w, SOFTWARE_PURL, p);
}

static void
resolve_distribution(struct work *w)
{
	const char *const names[] = { w->s->source_name, w->s->name };
	const char *version =
	    w->s->source_version != NULL ? w->s->source_version : w->s->version;

	if (version != NULL)
		w->version = resolve_upstream(w->a, w->s->ecosystem, version);
	for (size_t i = 0; i < 2; i++)
		if (names[i] != NULL && take_alias(w, ALIAS_PACKAGE, names[i]))
			return;
	for (size_t i = 0; i < 2; i++)
		if (names[i] != NULL &&
		    package_in_dictionary(w, names[i], NULL, 0))
			return;
}

static void
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
	if (is_distribution(p.type)) {
		w->s->ecosystem = p.type;
		resolve_distribution(w);
		return;
	}
	if (w->version != NULL && *w->version == 'v' &&
	    isdigit((unsigned char)w->version[1]))
		w->version++;
	if (take_alias(w, ALIAS_PURL, purl_key(w, &p)))
		return;
	w->target = target_of(p.type);
	package_in_dictionary(w, p.name, p.namespace, 1);
}

/* --- names --- */

struct name {
	const char *text;    /* clean */
	const char *version; /* that stood behind it, or NULL */
};

static int
is_version(const char *s)
{
	s += *s == 'v';
	return isdigit((unsigned char)*s) &&
	       s[strspn(s, "0123456789abcdefghijklmnopqrstuvwxyz._+-")] == '\0';
}

/* The clean name, and the same without the version at its end. */
static size_t
split_name(struct work *w, const char *given, struct name out[2])
{
	const char *last;

	if (given == NULL)
		return 0;
	out[0].text = aliases_clean(w->al, w->a, given);
	out[0].version = NULL;
	last = strrchr(out[0].text, ' ');
	if (last == NULL || !is_version(last + 1))
		return *out[0].text != '\0';
	out[1].version = last + 1 + (last[1] == 'v');
	out[1].text =
	    arena_strndup(w->a, out[0].text, (size_t)(last - out[0].text));
	out[1].text = aliases_clean(w->al, w->a, out[1].text);
	return *out[1].text != '\0' ? 2 : 1;
}

/* The version that counts: see resolve.h. */
static const char *
choose_version(struct work *w, const char *in_name)
{
	const char *given = w->s->version;
	size_t n;

	/* "5.10.4 (5035)" */
	if (given != NULL && isdigit((unsigned char)*given) &&
	    strstr(given, " (") != NULL)
		given = arena_strndup(w->a, given, strcspn(given, " "));
	if (given == NULL || in_name == NULL)
		return given != NULL ? given : in_name;
	n = strlen(in_name);
	if (strchr(in_name, '.') != NULL && strncmp(given, in_name, n) == 0 &&
	    isdigit((unsigned char)given[n]))
		return in_name;
	return given;
}

/* Does `text` begin with the words of `prefix`? */
static const char *
behind(const char *text, const char *prefix, size_t n)
{
	return n > 0 && strncmp(text, prefix, n) == 0 && text[n] == ' '
		   ? text + n + 1
		   : NULL;
}

static int
name_in_aliases(struct work *w, const char *vendor, const struct name *n)
{
	size_t size;
	char *both;

	w->version = choose_version(w, n->version);
	if (vendor != NULL && behind(n->text, vendor, strlen(vendor)) == NULL) {
		size = strlen(vendor) + strlen(n->text) + 2;
		both = arena_alloc(w->a, size);
		snprintf(both, size, "%s %s", vendor, n->text);
		if (take_alias(w, ALIAS_NAME, both))
			return 1;
	}
	return take_alias(w, ALIAS_NAME, n->text);
}

/* A vendor as CPE spells it: an alias, else without its legal form. */
static const char *
vendor_value(struct work *w, const char *clean)
{
	static const char *const forms[] = { "inc", "inc.", "corp", "corp.",
		"corporation", "ltd", "ltd.", "llc", "gmbh", "co.", "co",
		"limited", "company", "k.k.", "s.a.", "ag", "株式会社" };
	const char *alias = aliases_find(w->al, w->a, ALIAS_VENDOR, clean);
	char *s, *last;
	int cut = 1;

	if (alias != NULL)
		return alias;
	s = arena_strndup(w->a, clean, strlen(clean));
	while (cut && (last = strrchr(s, ' ')) != NULL) {
		cut = 0;
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
			cut |= strcmp(last + 1, forms[i]) == 0;
		if (cut)
			*last = '\0';
		while (*s != '\0' && strchr(" ,", s[strlen(s) - 1]) != NULL)
			s[strlen(s) - 1] = '\0';
	}
	return value_of(w, s);
}

/* The product with `_` or `-` for blanks, of that vendor. */
static int
try_product(struct work *w, const char *product, const char *vendor)
{
	const struct product *p = only_one(w, value_of(w, product), vendor);
	char *dashed;

	if (p == NULL && strchr(product, ' ') != NULL) {
		suggest(w);
		dashed = arena_strndup(w->a, product, strlen(product));
		for (char *c = dashed; *c != '\0'; c++)
			*c = *c == ' ' ? '-' : *c;
		p = only_one(w, value_of(w, dashed), vendor);
	}
	if (p == NULL) {
		suggest(w);
		return 0;
	}
	return take_product(w, SOFTWARE_DICTIONARY, p);
}

static int
name_in_dictionary(struct work *w, const char *vendor, const struct name *n)
{
	size_t first = strcspn(n->text, " ");
	const char *rest;

	w->version = choose_version(w, n->version);
	if (vendor != NULL) {
		const char *v = vendor_value(w, vendor);

		if (try_product(w, n->text, v))
			return 1;
		rest = behind(n->text, vendor, strlen(vendor));
		if (rest == NULL)
			rest = behind(n->text, v, strcspn(v, "_"));
		return rest != NULL && try_product(w, rest, v);
	}
	rest = behind(n->text, n->text, first);
	if (rest != NULL &&
	    try_product(
		w, rest, vendor_value(w, arena_strndup(w->a, n->text, first))))
		return 1;
	return try_product(w, n->text, NULL);
}

/*
 * Products that begin like it, when nothing else was found; like its first
 * word only if there is one called so, for that may be just the vendor.
 */
static void
suggest_like(struct work *w, const struct name *n)
{
	size_t len = strcspn(n->text, " ");
	const char *first;

	if (w->s->suggestion[0] != NULL || len < LIKE_MIN)
		return;
	first = value_of(w, arena_strndup(w->a, n->text, len));
	if (look_up(w, value_of(w, n->text), 1, PRODUCTS) == 0 &&
	    look_up(w, first, 0, 1) > 0)
		look_up(w, first, 1, PRODUCTS);
	suggest(w);
}

static void
resolve_name(struct work *w)
{
	struct name names[4];
	const char *vendor = NULL;
	size_t n = split_name(w, w->s->product, names);

	n += split_name(w, w->s->name, names + n);
	if (w->s->vendor != NULL)
		vendor = aliases_clean(w->al, w->a, w->s->vendor);
	if (vendor != NULL && *vendor == '\0')
		vendor = NULL;
	for (size_t i = 0; i < n; i++)
		if (name_in_aliases(w, vendor, &names[i]))
			return;
	for (size_t i = 0; i < n; i++)
		if (name_in_dictionary(w, vendor, &names[i])) {
			memset(w->s->suggestion, 0, sizeof w->s->suggestion);
			return;
		}
	if (n > 0)
		suggest_like(w, &names[n - 1]);
}

/* Does the dictionary have this very vendor and product? */
static int
is_known(struct work *w, const char *name)
{
	struct cpe c;

	if (cpe_parse(&c, w->a, name) < 0)
		return 0;
	look_up(w, c.attr[CPE_PRODUCT], 0, PRODUCTS);
	for (size_t i = 0; i < w->founds; i++)
		if (strcmp(w->found[i].vendor, c.attr[CPE_VENDOR]) == 0)
			return 1;
	return 0;
}

/* A CPE name and a purl: see resolve.h. */
static void
resolve_both(struct work *w)
{
	if (w->d == NULL || is_known(w, w->s->cpe))
		return;
	resolve_purl(w);
	if (w->s->resolved == NULL || !is_known(w, w->s->resolved)) {
		w->s->how = SOFTWARE_CPE;
		w->s->resolved = NULL;
	}
}

const char *
resolve(const struct aliases *al, const struct resolve_dictionary *d,
    struct arena *a, struct software *s)
{
	struct work w = { .al = al, .d = d, .a = a, .s = s };
	const char *why = NULL;
	struct cpe c;

	s->how = SOFTWARE_UNRESOLVED;
	s->resolved = NULL;
	memset(s->suggestion, 0, sizeof s->suggestion);
	if (s->cpe != NULL && cpe_parse(&c, a, s->cpe) < 0) {
		why = "not a CPE name";
		s->cpe = NULL;
	}
	if (s->cpe != NULL) {
		s->how = SOFTWARE_CPE;
		if (s->purl != NULL)
			resolve_both(&w);
	} else if (s->purl != NULL) {
		resolve_purl(&w);
	} else if (is_distribution(s->ecosystem) && s->name != NULL) {
		resolve_distribution(&w);
	} else if (s->name != NULL || s->product != NULL) {
		resolve_name(&w);
	}
	return why;
}
