/* a decision that is read can be written, and read again as the same */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "workflow/measure.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

#define TODAY 20484 /* 2026-01-31 */

static void
write_record(const struct measure *m, struct buf *b)
{
	struct jsonw w;

	buf_init(b, 1 << 20);
	jsonw_init(&w, b);
	jsonw_open(&w, '{');
	measure_write(&w, m);
	jsonw_close(&w, '}');
	if (b->overflow)
		abort();
}

static void
check_again(const struct measure *m, struct arena *a)
{
	const struct json *v;
	struct measure again;
	struct buf first, second;
	char why[MEASURE_WHY];
	const char *bad;

	write_record(m, &first);
	v = json_parse(a, first.data, first.len, &bad);
	if (v == NULL || measure_read(&again, v, TODAY, a, why) < 0)
		abort();
	write_record(&again, &second);
	if (strcmp(first.data, second.data) != 0)
		abort();
	buf_free(&first);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	struct arena a = ARENA_INIT;
	char why[MEASURE_WHY] = "";
	struct measure m;
	const char *bad;
	const struct json *v = json_parse(&a, (const char *)data, n, &bad);

	if (v != NULL && v->type == JSON_OBJECT) {
		if (measure_read(&m, v, TODAY, &a, why) == 0)
			check_again(&m, &a);
		else if (*why == '\0')
			abort();
	}
	arena_free(&a);
	return 0;
}
