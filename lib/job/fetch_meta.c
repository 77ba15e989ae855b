#include "job/fetch_meta.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/proc.h"

#define META_MAX 4096 /* bytes; it has some 150 */

enum fetch_meta
fetch_meta_read(const char *text, size_t n, char sha256[DIGEST_HEX])
{
	static const char key[] = "sha256:";
	const char *p = memmem(text, n, key, sizeof key - 1);
	size_t i;

	if (p == NULL)
		return FETCH_META_BAD;
	p += sizeof key - 1;
	for (i = 0; p + i < text + n && isxdigit((unsigned char)p[i]); i++)
		if (i < DIGEST_HEX - 1)
			sha256[i] = p[i];
	if (i != DIGEST_HEX - 1)
		return FETCH_META_BAD;
	sha256[i] = '\0';
	return FETCH_META_GOOD;
}

static enum fetch_meta
try(const char *path, size_t n, char sha256[DIGEST_HEX])
{
	char *name = xasprintf("%.*s.meta", (int)n, path);
	char text[META_MAX];
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got;

	free(name);
	if (fd < 0)
		return FETCH_META_NONE;
	got = read(fd, text, sizeof text);
	close(fd);
	if (got < 0)
		return FETCH_META_BAD;
	return fetch_meta_read(text, (size_t)got, sha256);
}

static int
ends_with(const char *path, size_t n, const char *end)
{
	size_t k = strlen(end);

	return n > k && memcmp(path + n - k, end, k) == 0;
}

enum fetch_meta
fetch_meta(const char *path, char sha256[DIGEST_HEX])
{
	static const char *const ends[] = { ".gz", ".xz", ".zst", ".zip",
		".json" };
	size_t n = strlen(path);
	enum fetch_meta m = try(path, n, sha256);

	for (size_t i = 0;
	     i < sizeof ends / sizeof *ends && m == FETCH_META_NONE; i++)
		if (ends_with(path, n, ends[i])) {
			n -= strlen(ends[i]);
			m = try(path, n, sha256);
		}
	return m;
}
