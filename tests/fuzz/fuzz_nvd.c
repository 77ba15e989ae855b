/* Answers of the CVE API: cut into records, read, made into rows. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "feed/nvd.h"
#include "io/json_stream.h"
#include "match/criteria.h"

static int
on_element(const struct json *v, const char *raw, size_t n, void *arg)
{
	struct arena arena = ARENA_INIT;
	struct criteria c;
	struct advisory a;
	const char *why;
	char *detail;
	int bad_names;

	(void)raw, (void)n;
	if (nvd_read(arg, v, &a, &bad_names, &why) < 0)
		return 0;
	/* what was made of it is JSON again, and its rows can be read back */
	if (json_parse(&arena, a.body, a.body_len, &why) == NULL)
		abort();
	for (size_t i = 0; i < a.rows; i++) {
		detail =
		    a.row[i].detail == NULL ? NULL : strdup(a.row[i].detail);
		if (criteria_from_row(&c, a.row[i].version, detail) < 0)
			abort();
		free(detail);
	}
	arena_free(&arena);
	return 0;
}

static int
on_bad(long index, const char *why, void *arg)
{
	(void)index, (void)why, (void)arg;
	return 0;
}

static const struct json_stream_calls calls = { on_element, on_bad };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct nvd *nvd = nvd_new();
	struct json_stream *s = json_stream_new("vulnerabilities", &calls, nvd);
	struct nvd_envelope e;
	const struct json *rest;
	const char *why;

	/* in two pieces, so that what crosses a border is tried as well */
	if (json_stream_feed(s, (const char *)data, n / 2) == 0)
		json_stream_feed(s, (const char *)data + n / 2, n - n / 2);
	rest = json_stream_end(s, &why);
	if (rest != NULL)
		nvd_envelope(rest, &e, &why);
	json_stream_free(s);
	nvd_free(nvd);
	return 0;
}
