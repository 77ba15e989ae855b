/* a name that is read must survive both bindings; then criteria rows */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "match/criteria.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static void
check_again(const struct buf *bound, const struct buf *want, struct arena *a)
{
	struct buf again;
	struct cpe c;

	/* quoting may have made it longer than what is read */
	if (bound->len > CPE_MAX)
		return;
	buf_init(&again, CPE_BIND_MAX);
	if (cpe_parse(&c, a, bound->data) < 0)
		abort();
	cpe_bind(&c, &again);
	if (again.overflow || strcmp(again.data, want->data) != 0)
		abort();
	buf_free(&again);
}

static void
check_row(const struct cpe *cpe, const char *rest)
{
	struct criteria c = { .cpe = *cpe, .end_including = rest }, back = c;
	struct buf detail;

	buf_init(&detail, 1 << 20);
	criteria_detail(&c, &detail);
	if (criteria_from_row(&back, criteria_bucket(&c), detail.data) < 0)
		abort();
	if (criteria_judge(&c, cpe).truth != criteria_judge(&back, cpe).truth)
		abort();
	for (int i = CPE_VERSION; i < CPE_ATTRS; i++)
		if (strcmp(c.cpe.attr[i], back.cpe.attr[i]) != 0)
			abort();
	buf_free(&detail);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	char *text = xstrndup((const char *)data, n);
	char *rest = strchr(text, '\n');
	struct arena arena = ARENA_INIT;
	struct buf fs, uri;
	struct cpe c;

	buf_init(&fs, CPE_BIND_MAX);
	buf_init(&uri, CPE_BIND_MAX);
	if (rest != NULL)
		*rest++ = '\0';
	if (cpe_parse(&c, &arena, text) == 0) {
		cpe_bind(&c, &fs);
		cpe_bind_uri(&c, &uri);
		if (fs.overflow || uri.overflow)
			abort();
		check_again(&fs, &fs, &arena);
		check_again(&uri, &fs, &arena);
		if (rest != NULL)
			check_row(&c, rest);
	}
	if (criteria_from_row(&(struct criteria){ 0 }, "", text) < 0)
		text[0] = '\0';
	buf_free(&fs);
	buf_free(&uri);
	arena_free(&arena);
	free(text);
	return 0;
}
