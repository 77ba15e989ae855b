/* The yardstick of the load row: read JSON files with yajl, do nothing. */

#include <stdio.h>
#include <stdlib.h>

#include <yajl/yajl_parse.h>

static int
value(void *ctx)
{
	(void)ctx;
	return 1;
}

static int
boolean(void *ctx, int b)
{
	(void)ctx, (void)b;
	return 1;
}

static int
text(void *ctx, const unsigned char *s, size_t n)
{
	(void)ctx, (void)s, (void)n;
	return 1;
}

static int
number(void *ctx, const char *s, size_t n)
{
	(void)ctx, (void)s, (void)n;
	return 1;
}

static int
pass(const char *path)
{
	static const yajl_callbacks none = { value, boolean, NULL, NULL, number,
		text, value, text, value, value, value };
	static unsigned char block[1 << 16];
	yajl_handle h = yajl_alloc(&none, NULL, NULL);
	FILE *f = fopen(path, "rb");
	size_t n;
	int ok = f != NULL && h != NULL;

	while (ok && (n = fread(block, 1, sizeof block, f)) > 0)
		ok = yajl_parse(h, block, n) == yajl_status_ok;
	if (ok)
		ok = yajl_complete_parse(h) == yajl_status_ok;
	if (f != NULL)
		fclose(f);
	if (h != NULL)
		yajl_free(h);
	return ok;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!pass(argv[i])) {
			fprintf(stderr, "yajl_pass: cannot read %s\n", argv[i]);
			return EXIT_FAILURE;
		}
	return EXIT_SUCCESS;
}
