/* Names bound, taken, looked up in the dictionary. */

#include "match/resolve_work.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *
work_copy(struct work *w, const char *s)
{
	return arena_strndup(w->a, s, strlen(s));
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
const char *
work_value(struct work *w, const char *s)
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

int
work_take_product(
    struct work *w, enum software_how how, const struct product *p)
{
	struct buf b;
	int ok;

	buf_init(&b, (size_t)4 * CPE_MAX);
	buf_addf(&b, "%s:%s:%s", p->part, p->vendor, p->product);
	ok = !b.overflow && take(w, how, b.data);
	buf_free(&b);
	return ok;
}

int
work_take_alias(struct work *w, enum alias_kind kind, const char *key)
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
				w->found[i].part = work_copy(w, part);
			return;
		}
	if (w->founds < PRODUCTS)
		w->found[w->founds++] = (struct product){ work_copy(w, part),
			work_copy(w, vendor), work_copy(w, product) };
}

size_t
work_look_up(struct work *w, const char *product, int like, int max)
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
const struct product *
work_only_one(struct work *w, const char *product, const char *vendor)
{
	const struct product *best = NULL;
	int most = 0, tie = 0;

	if (work_look_up(w, product, 0, PRODUCTS) == PRODUCTS && vendor == NULL)
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
void
work_suggest(struct work *w)
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
			w->s->suggestion[n++] = work_copy(w, text);
	}
}

/* Does the dictionary have this very vendor and product? */
int
work_knows(struct work *w, const char *name)
{
	struct cpe c;

	if (cpe_parse(&c, w->a, name) < 0)
		return 0;
	work_look_up(w, c.attr[CPE_PRODUCT], 0, PRODUCTS);
	for (size_t i = 0; i < w->founds; i++)
		if (strcmp(w->found[i].vendor, c.attr[CPE_VENDOR]) == 0)
			return 1;
	return 0;
}
