#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };

size_t
utf8_next(const char *str, size_t n, unsigned *cp)
{
	const unsigned char *s = (const unsigned char *)str;
	size_t len;
	unsigned c;

	if (n == 0)
		return 0;
	if (s[0] < 0x80) {
		if (cp != NULL)
			*cp = s[0];
		return 1;
	}
	len = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || n < len)
		return 0;
	c = s[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	if (cp != NULL)
		*cp = c;
	return len;
}

/* Most text is ASCII: eight bytes at a time. */
static size_t
ascii_run(const char *s, size_t n)
{
	uint64_t word;
	size_t i;

	for (i = 0; n - i >= sizeof word; i += sizeof word) {
		memcpy(&word, s + i, sizeof word);
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	return i;
}

int
utf8_valid(const char *s, size_t n)
{
	size_t len;

	for (; n > 0; s += len, n -= len) {
		len = ascii_run(s, n);
		if (len > 0)
			continue;
		len = utf8_next(s, n, NULL);
		if (len == 0)
			return 0;
	}
	return 1;
}

int
utf8_is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return 0;
	return 1;
}

int
utf8_is_harmful(unsigned cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x61c ||
	       cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

void
utf8_clean(char *s)
{
	size_t n = strlen(s), len;
	unsigned c;

	for (; n > 0; s += len, n -= len) {
		len = utf8_next(s, n, &c);
		if (len == 0) {
			len = 1;
			*s = '?';
		} else if (utf8_is_harmful(c)) {
			memset(s, '?', len);
		}
	}
}
