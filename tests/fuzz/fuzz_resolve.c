/* match/resolve: any name, vendor and version, with the aliases of vvs */

#include <stdlib.h>
#include <string.h>

#include "match/resolve.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static const char lines[] =
    "noise\t(x64)\nvendor\tbig corp\tbig\nname\tjava %u%\ta:o:jdk:1.$1.0:u$2\n"
    "name\tbig *\ta:big:thing\npackage\topenssl\ta:openssl:openssl\n";

/* A dictionary that has everything. */
static void
echo(const char *product, int like, int max, resolve_product_fn *fn,
    void *fn_arg, void *arg)
{
	(void)like, (void)max, (void)arg;
	fn("a", "vendor", product, fn_arg);
}

/* Fields are separated by newlines. */
int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	const struct resolve_dictionary d = { echo, NULL };
	struct arena a = ARENA_INIT;
	char *text = arena_strndup(&a, (const char *)data, n);
	struct aliases *al = aliases_new();
	struct software s = { 0 };

	aliases_add(al, lines, sizeof lines - 1);
	s.name = strsep(&text, "\n");
	s.vendor = text != NULL ? strsep(&text, "\n") : NULL;
	s.version = text != NULL ? strsep(&text, "\n") : NULL;
	s.ecosystem = text != NULL ? strsep(&text, "\n") : NULL;
	s.purl = text != NULL ? strsep(&text, "\n") : NULL;
	if (s.purl != NULL && *s.purl == '\0')
		s.purl = NULL;
	s.cpe = text;
	resolve(al, &d, &a, &s);
	aliases_free(al);
	arena_free(&a);
	return 0;
}
