/* What a document is, by its content. */

#include <ctype.h>
#include <string.h>

#include "asset/format.h"
#include "asset/inventory.h"
#include "base/lang.h"

/* Step over a string; `p` is at its opening quote. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p < end ? p + 1 : end;
}

/* Is `key` a member of the outermost object that begins at `p`? */
static int
has_key(const char *p, const char *end, const char *key)
{
	size_t n = strlen(key);
	int depth = 0;

	while (p < end) {
		const char *at = p;

		if (*p != '"') {
			depth += *p == '{' || *p == '[';
			depth -= *p == '}' || *p == ']';
			p++;
			if (depth == 0)
				return 0;
			continue;
		}
		p = skip_string(p, end);
		if (depth != 1 || (size_t)(p - at) != n + 2 ||
		    memcmp(at + 1, key, n) != 0)
			continue;
		while (p < end && isspace((unsigned char)*p))
			p++;
		if (p < end && *p == ':')
			return 1;
	}
	return 0;
}

static enum inventory_format
detect_json(const char *p, const char *end, const char **why)
{
	static const struct {
		const char *key;
		enum inventory_format is;
	} marks[] = {
		{ "bomFormat", INVENTORY_CYCLONEDX },
		{ "spdxVersion", INVENTORY_SPDX },
		{ "SPDXID", INVENTORY_SPDX },
		{ "jsonVersion", INVENTORY_VULS },
		{ "serverName", INVENTORY_VULS },
		{ "type", INVENTORY_JSONL },
		{ "cpe", INVENTORY_JSONL },
		{ "purl", INVENTORY_JSONL },
		{ "name", INVENTORY_JSONL },
		{ "product", INVENTORY_JSONL },
	};

	*why = lang_text("JSON, but no inventory that is known here");
	if (has_key(p, end, "@graph"))
		*why = lang_text("SPDX 3 is not read; SPDX 2.3 is");
	else
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
			if (has_key(p, end, marks[i].key))
				return marks[i].is;
	return INVENTORY_DETECT;
}

/*
 * Name, tab or blank, something that begins with a digit (or an epoch).  A
 * blank alone may as well stand in the header of a table, which has separators.
 */
static int
is_dpkg_query(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));
	size_t n = (size_t)((lf != NULL ? lf : end) - p);
	const char *gap = memchr(p, '\t', n);

	if (gap == NULL && memchr(p, ',', n) == NULL &&
	    memchr(p, ';', n) == NULL)
		gap = memchr(p, ' ', n);
	if (gap == NULL || gap + 1 == end)
		return 0;
	for (const char *s = p; s < gap; s++)
		if (!isalnum((unsigned char)*s) && strchr("+-.:", *s) == NULL)
			return 0;
	return gap > p && isdigit((unsigned char)gap[1]);
}

enum inventory_format
inventory_detect(const char *doc, size_t n, const char **why)
{
	const char *end = doc + n;
	const char *p = doc + strspn(doc, " \t\r\n");

	*why = NULL;
	if (p >= end) {
		*why = lang_text("empty");
		return INVENTORY_DETECT;
	}
	if (*p == '{')
		return detect_json(p, end, why);
	if (*p == '<')
		return INVENTORY_CYCLONEDX;
	if (strncmp(doc, "Package:", 8) == 0 || dpkg_is_list(doc, end) ||
	    is_dpkg_query(doc, end))
		return INVENTORY_DPKG;
	if (strncmp(doc, "SPDXVersion:", 12) == 0) {
		*why =
		    lang_text("SPDX tag-value is not read; its JSON form is");
		return INVENTORY_DETECT;
	}
	if (*p == '[') {
		*why = lang_text(
		    "a JSON array is no inventory that is known here");
		return INVENTORY_DETECT;
	}
	return INVENTORY_CSV;
}
