#include "match/version.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* In the order in which they sort at the same place. */
enum kind { PRE_RELEASE, END, WORD, NUMBER };

struct token {
	enum kind kind;
	int rank;	/* of pre-release words */
	const char *at; /* letters, or digits without leading zeros */
	size_t len;
};

struct cursor {
	const char *at;
	const char *keep; /* zeros before this place count */
	bool started;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The next letter, digit, or end; build metadata is the end. */
static const char *
skip_separators(const char *p)
{
	while (*p != '\0' && *p != '+' && !is_digit(*p) && !is_letter(*p))
		p++;
	return p;
}

static int
pre_release_rank(const char *word, size_t len, bool before_digit)
{
	static const struct {
		const char *word;
		int rank;
	} words[] = {
		{ "dev", 1 },
		{ "alpha", 2 },
		{ "beta", 3 },
		{ "pre", 4 },
		{ "preview", 4 },
		{ "milestone", 4 },
		{ "rc", 5 },
		{ "cr", 5 },
	};

	if (len == 1 && before_digit)
		switch (lower(*word)) {
		case 'a':
			return 2;
		case 'b':
			return 3;
		case 'm':
			return 4;
		case 'c':
			return 5;
		default:
			return 0;
		}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == len &&
		    strncasecmp(words[i].word, word, len) == 0)
			return words[i].rank;
	return 0;
}

/*
 * At a zero: do it and the zeros after it count?  Only if a number
 * follows them.  Looks ahead once for each run of zeros: either they are
 * skipped, or `keep` remembers that they stay.
 */
static bool
zero_counts(struct cursor *c)
{
	const char *p = c->at;

	if (!c->started || p < c->keep)
		return true;
	while (is_digit(*p)) {
		while (*p == '0')
			p++;
		if (is_digit(*p)) {
			c->keep = p;
			return true;
		}
		p = skip_separators(p);
	}
	c->at = p;
	return false;
}

static struct token
next_token(struct cursor *c)
{
	struct token t = { .kind = END };
	const char *p = skip_separators(c->at);

	c->at = p;
	if (*p == '0' && !zero_counts(c))
		p = c->at;
	if (is_digit(*p)) {
		while (*p == '0')
			p++;
		t.kind = NUMBER;
		t.at = p;
		while (is_digit(*p))
			p++;
		t.len = (size_t)(p - t.at);
	} else if (is_letter(*p)) {
		t.at = p;
		while (is_letter(*p))
			p++;
		t.len = (size_t)(p - t.at);
		t.rank = pre_release_rank(t.at, t.len, is_digit(*p));
		t.kind = t.rank > 0 ? PRE_RELEASE : WORD;
	}
	c->at = p;
	c->started = true;
	return t;
}

static int
sign(long n)
{
	return (n > 0) - (n < 0);
}

static int
compare_words(const struct token *a, const struct token *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int d = strncasecmp(a->at, b->at, n);

	return d != 0 ? sign(d) : (a->len > b->len) - (a->len < b->len);
}

static int
compare_numbers(const struct token *a, const struct token *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return sign(memcmp(a->at, b->at, a->len));
}

static int
compare_tokens(const struct token *a, const struct token *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	switch (a->kind) {
	case PRE_RELEASE:
		return sign(a->rank - b->rank);
	case WORD:
		return compare_words(a, b);
	case NUMBER:
		return compare_numbers(a, b);
	case END:
		break;
	}
	return 0;
}

static const char *
start_of(const char *s)
{
	s = skip_separators(s);
	return lower(s[0]) == 'v' && is_digit(s[1]) ? s + 1 : s;
}

/* Are there digits before the build metadata? */
static bool
has_digit(const char *s)
{
	while (*s != '\0' && *s != '+' && !is_digit(*s))
		s++;
	return is_digit(*s);
}

static bool
says_nothing(const char *s)
{
	return *s == '\0' || *s == '+' || strcasecmp(s, "unknown") == 0;
}

int
version_compare(const char *a, const char *b, int *result)
{
	struct cursor ca = { .at = start_of(a) }, cb = { .at = start_of(b) };
	struct token ta, tb;
	int d;

	if (says_nothing(ca.at) || says_nothing(cb.at) ||
	    has_digit(ca.at) != has_digit(cb.at))
		return -1;
	do {
		ta = next_token(&ca);
		tb = next_token(&cb);
		d = compare_tokens(&ta, &tb);
	} while (d == 0 && ta.kind != END);
	*result = d;
	return 0;
}
