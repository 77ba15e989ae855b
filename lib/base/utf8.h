#ifndef VVS_UTF8_H
#define VVS_UTF8_H

#include <stddef.h>

/*
 * UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing
 * above U+10FFFF.
 */

/*
 * The length of the character at `s`, of which `n` bytes exist: 1 to 4,
 * or 0 if these bytes are not UTF-8.  `*cp`, if not NULL, gets its number.
 */
size_t utf8_next(const char *s, size_t n, unsigned *cp);

/* Are these `n` bytes UTF-8?  NUL counts as a character. */
int utf8_valid(const char *s, size_t n);

int utf8_is_ascii(const char *s);

/*
 * Would it hide or turn around what stands beside it?  C0 and C1 controls,
 * DEL, bidirectional controls, separators of lines, the byte order mark.
 */
int utf8_is_harmful(unsigned cp);

/*
 * Replace what must not reach a terminal or a log line by '?', in place:
 * what is harmful, and broken bytes.
 */
void utf8_clean(char *s);

#endif
