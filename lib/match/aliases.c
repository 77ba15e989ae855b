#include "match/aliases.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "io/text.h"

struct alias {
	enum alias_kind kind;
	const char *key, *value;
	size_t order; /* the first of equal ones counts */
};

struct aliases {
	struct arena arena;
	struct alias *exact, *pattern;
	const char **noise;
	size_t exacts, patterns, noises, lines;
};

static const char *const kinds[ALIAS_KINDS] = { "name", "package", "purl",
	"vendor", "noise" };

struct aliases *
aliases_new(void)
{
	return xcalloc(1, sizeof(struct aliases));
}

void
aliases_free(struct aliases *al)
{
	if (al == NULL)
		return;
	arena_free(&al->arena);
	free(al->exact);
	free(al->pattern);
	free(al->noise);
	free(al);
}

static int
compare(const struct alias *x, const struct alias *y)
{
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->key, y->key);
}

static int
by_key(const void *p, const void *q)
{
	const struct alias *x = p, *y = q;
	int c = compare(x, y);

	if (c != 0)
		return c;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* "(x64 ja)" goes before "(x64)". */
static int
longer_first(const void *p, const void *q)
{
	size_t x = strlen(*(const char *const *)p);
	size_t y = strlen(*(const char *const *)q);

	return x > y ? -1 : x < y;
}

/* Does `word` stand at `at` in `text` on its own? */
static int
is_apart(const char *text, const char *at, size_t n)
{
	return (at == text || strchr(" (-,", at[-1]) != NULL) &&
	       (at[n] == '\0' || strchr(" )-,", at[n]) != NULL);
}

/* Take every `word` out of `text`, in place. */
static void
remove_word(char *text, const char *word)
{
	size_t n = strlen(word);
	char *at = text;

	while ((at = strstr(at, word)) != NULL)
		if (is_apart(text, at, n))
			memmove(at, at + n, strlen(at + n) + 1);
		else
			at++;
}

/* Empty parentheses, double blanks, and what hangs over at the end. */
static char *
tidy(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '(' && p[1 + strspn(p + 1, " ,")] == ')') {
			p += 1 + strspn(p + 1, " ,");
			continue;
		}
		if (*p == ' ' && (to == text || to[-1] == ' '))
			continue;
		*to++ = *p;
	}
	while (to > text && strchr(" -,", to[-1]) != NULL)
		to--;
	*to = '\0';
	return text;
}

/* The signs before folding, because that makes "tm" of one of them. */
static char *
without_signs(struct arena *a, const char *name)
{
	static const char *const signs[] = { "\xe2\x84\xa2", "\xc2\xae",
		"\xc2\xa9", "(R)", "(TM)", "(C)", "(r)", "(tm)" };
	char *s = arena_strndup(a, name, strlen(name)), *at;

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		while ((at = strstr(s, signs[i])) != NULL)
			memmove(at, at + strlen(signs[i]),
			    strlen(at + strlen(signs[i])) + 1);
	return s;
}

char *
aliases_clean(const struct aliases *al, struct arena *a, const char *name)
{
	char *s = text_fold(a, without_signs(a, name));

	for (size_t i = 0; i < al->noises; i++)
		remove_word(s, al->noise[i]);
	return tidy(s);
}

/* One column, up to the next tab or the end; NULL if it is empty. */
static char *
column(struct arena *a, const char **at, const char *end)
{
	const char *tab = memchr(*at, '\t', (size_t)(end - *at));
	const char *stop = tab != NULL ? tab : end, *begin = *at;

	*at = tab != NULL ? tab + 1 : end;
	return stop > begin ? arena_strndup(a, begin, (size_t)(stop - begin))
			    : NULL;
}

static struct alias *
grow(struct alias **list, size_t *n)
{
	if ((*n & (*n - 1)) == 0)
		*list =
		    xreallocarray(*list, *n > 0 ? 2 * *n : 1, sizeof **list);
	return &(*list)[(*n)++];
}

static void
add_noise(struct aliases *al, const char *words)
{
	if ((al->noises & (al->noises - 1)) == 0)
		al->noise = xreallocarray(al->noise,
		    al->noises > 0 ? 2 * al->noises : 1, sizeof *al->noise);
	al->noise[al->noises++] = text_fold(&al->arena, words);
}

/* One line; -1 if it is not one of ours. */
static int
add_line(struct aliases *al, const char *p, const char *end)
{
	const char *kind = column(&al->arena, &p, end);
	const char *key = column(&al->arena, &p, end);
	const char *value = column(&al->arena, &p, end);
	struct alias *x;
	int k = 0;

	while (k < ALIAS_KINDS && (kind == NULL || strcmp(kinds[k], kind) != 0))
		k++;
	if (k == ALIAS_KINDS || key == NULL ||
	    (value == NULL) != (k == ALIAS_NOISE))
		return -1;
	if (k == ALIAS_NOISE) {
		add_noise(al, key);
		return 0;
	}
	if (k == ALIAS_NAME || k == ALIAS_VENDOR)
		key = text_fold(&al->arena, key);
	x = k == ALIAS_NAME && strpbrk(key, "%*") != NULL
		? grow(&al->pattern, &al->patterns)
		: grow(&al->exact, &al->exacts);
	*x = (struct alias){ (enum alias_kind)k, key, value, al->lines++ };
	return 0;
}

long
aliases_add(struct aliases *al, const char *text, size_t n)
{
	const char *end = text + n, *stop;
	long line = 0, bad = 0;

	for (; text < end && bad == 0; text = stop + 1) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		const char *last;

		stop = lf != NULL ? lf : end;
		last = stop > text && stop[-1] == '\r' ? stop - 1 : stop;
		line++;
		if (last > text && *text != '#' && add_line(al, text, last) < 0)
			bad = line;
	}
	if (al->exacts > 0)
		qsort(al->exact, al->exacts, sizeof *al->exact, by_key);
	if (al->noises > 0)
		qsort(al->noise, al->noises, sizeof *al->noise, longer_first);
	return bad;
}

struct number {
	const char *at;
	size_t n;
};

/* Does `key` fit the pattern?  Its numbers go to `found`. */
static int
fits(const char *pattern, const char *key, struct number *found)
{
	size_t n = 0;

	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '*')
			return pattern[1] == '\0';
		if (*pattern != '%') {
			if (*pattern != *key++)
				return 0;
			continue;
		}
		if (n == ALIASES_NUMBERS || !isdigit((unsigned char)*key))
			return 0;
		found[n].at = key;
		found[n].n = strspn(key, "0123456789");
		key += found[n++].n;
	}
	return *key == '\0';
}

/* The value with $1 ... $9 replaced. */
static const char *
fill(struct arena *a, const char *value, const struct number *found)
{
	size_t size = strlen(value) + 1;
	char *out, *to;

	for (size_t i = 0; i < ALIASES_NUMBERS; i++)
		size += found[i].n * strlen(value);
	out = to = arena_alloc(a, size);
	for (; *value != '\0'; value++) {
		if (*value != '$' || value[1] < '1' || value[1] > '9') {
			*to++ = *value;
			continue;
		}
		found += *++value - '1';
		memcpy(to, found->at, found->n);
		to += found->n;
		found -= *value - '1';
	}
	*to = '\0';
	return out;
}

const char *
aliases_find(const struct aliases *al, struct arena *a, enum alias_kind kind,
    const char *key)
{
	struct number found[ALIASES_NUMBERS];
	struct alias want = { kind, key, NULL, 0 };
	size_t low = 0, high = al->exacts;

	while (low < high) { /* the first that is not before it */
		size_t mid = low + (high - low) / 2;

		if (compare(&al->exact[mid], &want) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < al->exacts && compare(&al->exact[low], &want) == 0)
		return al->exact[low].value;
	for (size_t i = 0; kind == ALIAS_NAME && i < al->patterns; i++) {
		memset(found, 0, sizeof found);
		for (size_t k = 0; k < ALIASES_NUMBERS; k++)
			found[k].at = "";
		if (fits(al->pattern[i].key, key, found))
			return fill(a, al->pattern[i].value, found);
	}
	return NULL;
}
