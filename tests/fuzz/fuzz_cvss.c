#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "risk/cvss.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted has a score in range, and reads the same when written. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	char first[CVSS_TEXT], second[CVSS_TEXT];
	struct cvss c, again;

	if (cvss_parse(&c, text) == NULL) {
		int score = cvss_score(&c, cvss_groups(&c));

		if (score < 0 || score > 100)
			abort();
		cvss_format(&c, first);
		if (cvss_parse(&again, first) != NULL ||
		    strcmp(first, cvss_format(&again, second)) != 0 ||
		    cvss_score(&again, cvss_groups(&again)) != score)
			abort();
	}
	free(text);
	return 0;
}
