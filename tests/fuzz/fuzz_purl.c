/* text/purl: what was read is written so that it reads the same again */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/purl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = ARENA_INIT;
	char *text = arena_strndup(&a, (const char *)data, n);
	struct buf one, two;
	const char *why;
	struct purl p;

	buf_init(&one, 1 << 20);
	buf_init(&two, 1 << 20);
	if (purl_parse(&p, &a, text, &why) == 0) {
		purl_build(&p, &one);
		if (one.len <= PURL_MAX) {
			if (purl_parse(&p, &a, one.data, &why) < 0)
				abort();
			purl_build(&p, &two);
			if (strcmp(one.data, two.data) != 0)
				abort();
		}
	}
	buf_free(&one);
	buf_free(&two);
	arena_free(&a);
	return 0;
}
