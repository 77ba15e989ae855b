/* asset/roster: every record it makes is JSON of the kind that was asked for */

#include <stdlib.h>
#include <string.h>

#include "asset/charset.h"
#include "asset/roster.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static void
on_record(long line, const char *json, void *arg)
{
	const enum reg_kind *kind = arg;
	struct arena a = ARENA_INIT;
	const char *why, *type;

	type = json_str(json_parse(&a, json, strlen(json), &why), "type");
	if (line < 1 || type == NULL || strcmp(type, reg_name(*kind)) != 0)
		abort();
	arena_free(&a);
}

static void
on_say(long line, const char *what, void *arg)
{
	(void)line, (void)what, (void)arg;
}

/* The first byte chooses the kind, the rest is a table. */
int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	struct charset *cs;
	enum reg_kind kind;
	struct roster r = { on_record, on_say, &kind };
	struct buf doc;

	if (n < 2)
		return 0;
	kind = (enum reg_kind)(data[0] % REG_KINDS);
	cs = charset_new();
	buf_init(&doc, 1 << 24);
	buf_add(&doc, data + 1, n - 1);
	if (charset_decode(cs, &doc) == NULL)
		roster_read(&r, kind, doc.data, doc.len);
	buf_free(&doc);
	charset_free(cs);
	return 0;
}
