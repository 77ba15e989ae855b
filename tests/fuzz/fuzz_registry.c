/* rec/registry: what is accepted is in its one form, so it stays as it is */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/json.h"
#include "rec/registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the kind, the rest is a record. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	const struct json *given, *stored;
	struct buf once, twice;
	char why[REG_WHY];
	enum reg_kind kind;

	if (size < 2)
		return 0;
	kind = (enum reg_kind)(data[0] % REG_KINDS);
	given = json_parse(
	    &a, (const char *)data + 1, size - 1, &(const char *){ NULL });
	buf_init(&once, REG_BODY_MAX);
	buf_init(&twice, REG_BODY_MAX);
	if (given != NULL && given->type == JSON_OBJECT &&
	    reg_merge(kind, NULL, given, 0, &once, why) == 0) {
		stored = json_parse(
		    &a, once.data, once.len, &(const char *){ NULL });
		if (stored == NULL ||
		    reg_merge(kind, stored, stored, 1, &twice, why) < 0 ||
		    strcmp(once.data, twice.data) != 0)
			abort();
	}
	buf_free(&once);
	buf_free(&twice);
	arena_free(&a);
	return 0;
}
