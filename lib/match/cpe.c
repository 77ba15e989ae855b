#include "match/cpe.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define FS_PREFIX "cpe:2.3:"
#define URI_PREFIX "cpe:/"
#define URI_ATTRS 7 /* part to language */
#define PACKED 5    /* edition, sw_edition, target_sw, target_hw, other */

/* What has a percent code in a URI. */
static const char coded[] = "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~";

static const enum cpe_attr packed_attr[PACKED] = { CPE_EDITION, CPE_SW_EDITION,
	CPE_TARGET_SW, CPE_TARGET_HW, CPE_OTHER };

/*
 * A name while it is read: the values one after the other, each with its
 * NUL.  Every byte read gives two at most, every value has one NUL.
 */
struct draft {
	char text[2 * CPE_MAX + 2 * CPE_ATTRS];
	size_t len;
	size_t value[CPE_ATTRS];
	uint16_t set;
	uint16_t literal; /* of those: known to have no wildcards */
};

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
	       c == '-' || c == '_';
}

/* Does it stand for itself only after a backslash? */
static bool
is_quotable(char c)
{
	return c > ' ' && c <= '~' && !is_plain(c) && !(c >= 'A' && c <= 'Z');
}

/* Adds a character that stands for itself; -1 if no name may have it. */
static int
add_literal(struct draft *d, char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c + ('a' - 'A'));
	if (c == ' ')
		c = '_';
	if (c <= ' ' || c > '~')
		return -1;
	if (!is_plain(c))
		d->text[d->len++] = '\\';
	d->text[d->len++] = c;
	return 0;
}

static const char *
skip_wildcards(const char *p)
{
	if (*p == '*')
		return p + 1;
	while (*p == '?')
		p++;
	return p;
}

static const char *
skip_body(const char *p)
{
	while (*p != '\0' && *p != '*' && *p != '?')
		p += *p == '\\' && p[1] != '\0' ? 2 : 1;
	return p;
}

static void
end_text(struct draft *d, enum cpe_attr i, size_t start)
{
	d->text[d->len++] = '\0';
	d->value[i] = start;
	d->set |= (uint16_t)(1u << i);
}

/* Ends the value that began at `start` as attribute `i`. */
static int
end_value(struct draft *d, enum cpe_attr i, size_t start)
{
	const char *v = d->text + start, *body, *post, *end;

	end_text(d, i, start);
	if (strcmp(v, "*") == 0 || strcmp(v, "-") == 0)
		return 0;
	if (i == CPE_PART)
		return *v != '\0' && strchr("aoh", *v) != NULL && v[1] == '\0'
			   ? 0
			   : -1;
	body = skip_wildcards(v);
	post = skip_body(body);
	end = skip_wildcards(post);
	if (*v == '\0' || *end != '\0')
		return -1;
	/* without a body only a run of ? means something */
	return post > body || (*v == '?' && end == post) ? 0 : -1;
}

/* Copies what is written as we write it: nearly always all of a value. */
static const char *
copy_canonical(struct draft *d, const char *p)
{
	char *to = d->text + d->len;

	for (;;) {
		if (is_plain(*p)) {
			*to++ = *p++;
		} else if (*p == '\\' && is_quotable(p[1])) {
			*to++ = *p++;
			*to++ = *p++;
		} else {
			d->len = (size_t)(to - d->text);
			return p;
		}
	}
}

/* One value of a formatted string, up to an unquoted colon. */
static int
read_fs_value(struct draft *d, enum cpe_attr i, const char **at)
{
	const char *p = *at;
	size_t start = d->len;

	/* most values of most names; one that is not set is ANY */
	if (*p == '*' && (p[1] == ':' || p[1] == '\0')) {
		*at = p + 1;
		return 0;
	}
	p = copy_canonical(d, p);
	if (p > *at && i != CPE_PART && (*p == ':' || *p == '\0')) {
		*at = p;
		end_text(d, i, start);
		d->literal |= (uint16_t)(1u << i);
		return 0;
	}
	for (; *p != '\0' && *p != ':'; p++) {
		if (*p == '*' || *p == '?') {
			d->text[d->len++] = *p;
			continue;
		}
		if (*p == '\\' && p[1] != '\0')
			p++;
		if (add_literal(d, *p) < 0)
			return -1;
	}
	*at = p;
	return end_value(d, i, start);
}

static int
read_fs(struct draft *d, const char *p)
{
	for (int i = 0; i < CPE_ATTRS; i++) {
		if (read_fs_value(d, (enum cpe_attr)i, &p) < 0)
			return -1;
		if (*p == '\0')
			return 0;
		p++;
	}
	return -1;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads what follows a '%'; the standard has 01, 02 and punctuation. */
static int
add_percent(struct draft *d, const char *p)
{
	int high = hex_value(p[0]), low = high < 0 ? -1 : hex_value(p[1]);
	int c = low < 0 ? 0 : high * 16 + low;

	if (c == 1 || c == 2) {
		d->text[d->len++] = c == 1 ? '?' : '*';
		return 0;
	}
	if (c == 0 || strchr(coded, c) == NULL)
		return -1;
	return add_literal(d, (char)c);
}

/* One value of a URI, up to `stop` or a colon. */
static int
read_uri_value(struct draft *d, enum cpe_attr i, const char **at, char stop)
{
	const char *p = *at;
	size_t start = d->len;

	if (*p == '*' && (p[1] == '\0' || p[1] == ':' || p[1] == stop))
		p++; /* some write ANY so */
	for (; *p != '\0' && *p != ':' && *p != stop; p++) {
		if (*p != '%') {
			if (add_literal(d, *p) < 0)
				return -1;
			continue;
		}
		if (add_percent(d, p + 1) < 0)
			return -1;
		p += 2;
	}
	*at = p;
	if (d->len == start)
		d->text[d->len++] = '*';
	return end_value(d, i, start);
}

static int
read_packed(struct draft *d, const char **at)
{
	for (int i = 0; i < PACKED; i++) {
		if (**at != '~')
			return -1;
		++*at;
		if (read_uri_value(d, packed_attr[i], at, '~') < 0)
			return -1;
	}
	return **at == '~' ? -1 : 0;
}

static int
read_uri(struct draft *d, const char *p)
{
	int r;

	for (int i = 0; i < URI_ATTRS; i++) {
		if (i == CPE_EDITION && *p == '~')
			r = read_packed(d, &p);
		else
			r = read_uri_value(d, (enum cpe_attr)i, &p, ':');
		if (r < 0)
			return -1;
		if (*p == '\0')
			return 0;
		p++;
	}
	return -1;
}

void
cpe_set(struct cpe *c, enum cpe_attr i, const char *value)
{
	uint16_t bit = (uint16_t)(1u << i);

	c->attr[i] = value;
	c->any &= (uint16_t)~bit;
	c->na &= (uint16_t)~bit;
	c->wild &= (uint16_t)~bit;
	if (value[0] == '*' && value[1] == '\0')
		c->any |= bit;
	else if (value[0] == '-' && value[1] == '\0')
		c->na |= bit;
	else if (*skip_body(value) != '\0')
		c->wild |= bit;
}

static void
keep(struct cpe *c, struct arena *a, const struct draft *d)
{
	char *text = arena_alloc(a, d->len + 1);
	const char *value;

	memcpy(text, d->text, d->len);
	c->any = (uint16_t)(CPE_ALL & ~d->set);
	c->na = c->wild = 0;
	for (int i = 0; i < CPE_ATTRS; i++) {
		uint16_t bit = (uint16_t)(1u << i);

		value = d->set & bit ? text + d->value[i] : "*";
		if (!(d->set & bit) ||
		    (d->literal & bit && strcmp(value, "-") != 0))
			c->attr[i] = value;
		else
			cpe_set(c, (enum cpe_attr)i, value);
	}
}

int
cpe_parse(struct cpe *c, struct arena *a, const char *text)
{
	struct draft d;
	int r;

	if (strnlen(text, CPE_MAX + 1) > CPE_MAX)
		return -1;
	d.len = 0;
	d.set = d.literal = 0;
	if (strncasecmp(text, FS_PREFIX, sizeof(FS_PREFIX) - 1) == 0)
		r = read_fs(&d, text + sizeof(FS_PREFIX) - 1);
	else if (strncasecmp(text, URI_PREFIX, sizeof(URI_PREFIX) - 1) == 0)
		r = read_uri(&d, text + sizeof(URI_PREFIX) - 1);
	else
		return -1;
	if (r < 0)
		return -1;
	keep(c, a, &d);
	return 0;
}

void
cpe_bind(const struct cpe *c, struct buf *out)
{
	buf_add(out, FS_PREFIX, sizeof(FS_PREFIX) - 2);
	for (int i = 0; i < CPE_ATTRS; i++) {
		buf_addc(out, ':');
		buf_adds(out, c->attr[i]);
	}
}

static void
bind_uri_value(const char *v, struct buf *out)
{
	if (strcmp(v, "*") == 0)
		return;
	for (; *v != '\0'; v++) {
		if (*v == '?')
			buf_adds(out, "%01");
		else if (*v == '*')
			buf_adds(out, "%02");
		else if (*v == '\\')
			buf_addf(out, "%%%02x", (unsigned)*++v);
		else
			buf_addc(out, *v);
	}
}

void
cpe_bind_uri(const struct cpe *c, struct buf *out)
{
	bool packed = false;
	int last = URI_ATTRS - 1;

	for (int i = 1; i < PACKED; i++)
		packed |= !(c->any & 1u << packed_attr[i]);
	while (
	    last > 0 && c->any & 1u << last && !(packed && last == CPE_EDITION))
		last--;
	buf_adds(out, URI_PREFIX);
	for (int i = 0; i <= last; i++) {
		if (i > 0)
			buf_addc(out, ':');
		if (i != CPE_EDITION || !packed) {
			bind_uri_value(c->attr[i], out);
			continue;
		}
		for (int k = 0; k < PACKED; k++) {
			buf_addc(out, '~');
			bind_uri_value(c->attr[packed_attr[k]], out);
		}
	}
}

/* How many characters there are; a quoted one counts once. */
static size_t
count_chars(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; n++)
		i += s[i] == '\\' ? 2 : 1;
	return n;
}

/* May the wildcards w[0..n) stand for the len bytes at s? */
static bool
wildcards_cover(const char *w, size_t n, const char *s, size_t len)
{
	return n > 0 && *w == '*' ? true : count_chars(s, len) <= n;
}

/* Does the pattern cover the whole of s?  Both as in formatted strings. */
static bool
pattern_covers(const char *pattern, const char *s)
{
	const char *core = skip_wildcards(pattern), *post = skip_body(core);
	size_t pre_len = (size_t)(core - pattern);
	size_t core_len = (size_t)(post - core), post_len = strlen(post);
	size_t len = strlen(s);

	for (size_t i = 0; i + core_len <= len; i += s[i] == '\\' ? 2 : 1) {
		if (!wildcards_cover(pattern, pre_len, s, i))
			return false;
		if (memcmp(s + i, core, core_len) == 0 &&
		    wildcards_cover(
			post, post_len, s + i + core_len, len - i - core_len))
			return true;
	}
	return false;
}

enum cpe_relation
cpe_relate(const struct cpe *source, const struct cpe *target, enum cpe_attr i)
{
	const char *s = source->attr[i], *t = target->attr[i];
	unsigned bit = 1u << i;

	if (target->wild & bit)
		return CPE_UNDEFINED;
	if (s == t || strcmp(s, t) == 0)
		return CPE_EQUAL;
	if (source->any & bit)
		return CPE_SUPERSET;
	if (target->any & bit)
		return CPE_SUBSET;
	if ((source->na | target->na) & bit)
		return CPE_DISJOINT;
	if (source->wild & bit)
		return pattern_covers(s, t) ? CPE_SUPERSET : CPE_DISJOINT;
	return CPE_DISJOINT;
}
