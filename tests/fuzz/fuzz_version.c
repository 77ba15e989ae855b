/* two versions, separated by the first newline */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/version.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	const unsigned char *nl = memchr(data, '\n', n);
	size_t first = nl == NULL ? n : (size_t)(nl - data);
	char *a = xstrndup((const char *)data, first);
	char *b = xstrndup(nl == NULL ? "" : (const char *)nl + 1,
	    nl == NULL ? 0 : n - first - 1);
	int there = 0, back = 0, r, s;

	r = version_compare(a, b, &there);
	s = version_compare(b, a, &back);
	if (r != s || there != -back)
		abort();
	if (version_compare(a, a, &there) == 0 && there != 0)
		abort();
	free(a);
	free(b);
	return 0;
}
