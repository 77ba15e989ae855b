/* JSON lines: our own software records. */

#include <string.h>

#include "asset/format.h"

#define LINE_MAX_BYTES (8u * 1024 * 1024)

static void
read_line(struct inventory *inv, struct arena *a, long line, const char *text,
    size_t n)
{
	const char *why, *type;
	const struct json *v = json_parse(a, text, n, &why);
	struct software s;

	type = json_str(v, "type");
	if (v == NULL)
		inventory_reject(inv, line, "%s", why);
	else if (v->type != JSON_OBJECT)
		inventory_reject(inv, line, "not a JSON object");
	else if (type != NULL && strcmp(type, "software") != 0 && inv->pass)
		inv->pass(text, n, inv->arg);
	else if (type != NULL && strcmp(type, "software") != 0)
		inventory_reject(
		    inv, line, "type '%.40s' is not software", type);
	else if ((why = software_read(&s, v)) != NULL)
		inventory_reject(inv, line, "%s", why);
	else if (!s.gone)
		inventory_add(inv, line, &s);
}

int
records_read(struct inventory *inv, const char *doc, size_t n)
{
	const char *end = doc + n, *stop;
	struct arena a = ARENA_INIT;
	long line = 0;

	for (; doc < end; doc = stop + 1) {
		const char *lf = memchr(doc, '\n', (size_t)(end - doc));

		stop = lf != NULL ? lf : end;
		line++;
		if (doc + strspn(doc, " \t\r") >= stop)
			continue;
		if ((size_t)(stop - doc) > LINE_MAX_BYTES) {
			inventory_reject(inv, line, "longer than 8 MiB");
			continue;
		}
		read_line(inv, &a, line, doc, (size_t)(stop - doc));
		arena_reset(&a);
	}
	arena_free(&a);
	return 0;
}
