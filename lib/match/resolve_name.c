/* Names that people or installers gave. */

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "match/resolve_work.h"

#define LIKE_MIN 3 /* letters that a suggestion must share */

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
		if (work_take_alias(w, ALIAS_NAME, both))
			return 1;
	}
	return work_take_alias(w, ALIAS_NAME, n->text);
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
	return work_value(w, s);
}

/* The product with `_` or `-` for blanks, of that vendor. */
static int
try_product(struct work *w, const char *product, const char *vendor)
{
	const struct product *p =
	    work_only_one(w, work_value(w, product), vendor);
	char *dashed;

	if (p == NULL && strchr(product, ' ') != NULL) {
		work_suggest(w);
		dashed = arena_strndup(w->a, product, strlen(product));
		for (char *c = dashed; *c != '\0'; c++)
			*c = *c == ' ' ? '-' : *c;
		p = work_only_one(w, work_value(w, dashed), vendor);
	}
	if (p == NULL) {
		work_suggest(w);
		return 0;
	}
	return work_take_product(w, SOFTWARE_DICTIONARY, p);
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
	first = work_value(w, arena_strndup(w->a, n->text, len));
	if (work_look_up(w, work_value(w, n->text), 1, PRODUCTS) == 0 &&
	    work_look_up(w, first, 0, 1) > 0)
		work_look_up(w, first, 1, PRODUCTS);
	work_suggest(w);
}

void
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
