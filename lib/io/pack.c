#include "io/pack.h"

#include <stdlib.h>
#include <string.h>

#include <zstd.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "io/pack_dictionary.h"

#define LEVEL 3

struct pack {
	ZSTD_CCtx *seal;
	ZSTD_CDict *seal_with;
	ZSTD_DCtx *open;
	ZSTD_DDict *open_with;
};

const char *
pack_dictionary(int number, size_t *n)
{
	if (number != 1)
		return NULL;
	*n = pack_dictionary_1_size;
	return pack_dictionary_1;
}

struct pack *
pack_new(void)
{
	return xcalloc(1, sizeof(struct pack));
}

void
pack_free(struct pack *p)
{
	if (p == NULL)
		return;
	ZSTD_freeCCtx(p->seal);
	ZSTD_freeCDict(p->seal_with);
	ZSTD_freeDCtx(p->open);
	ZSTD_freeDDict(p->open_with);
	free(p);
}

static void
prepare_seal(struct pack *p)
{
	p->seal = ZSTD_createCCtx();
	p->seal_with =
	    ZSTD_createCDict(pack_dictionary_1, pack_dictionary_1_size, LEVEL);
	if (p->seal == NULL || p->seal_with == NULL ||
	    ZSTD_isError(ZSTD_CCtx_refCDict(p->seal, p->seal_with)))
		die(CMD_IO, "out of memory");
}

void
pack_seal(struct pack *p, const char *data, size_t n, struct buf *out)
{
	size_t bound = ZSTD_compressBound(n), rc;
	char *to;

	if (p->seal == NULL)
		prepare_seal(p);
	buf_clear(out);
	to = buf_room(out, bound);
	if (to == NULL)
		return;
	rc = ZSTD_compress2(p->seal, to, bound, data, n);
	if (ZSTD_isError(rc))
		die(CMD_BUG, "cannot compress: %s", ZSTD_getErrorName(rc));
	out->len = rc;
}

static void
prepare_open(struct pack *p)
{
	p->open = ZSTD_createDCtx();
	p->open_with =
	    ZSTD_createDDict(pack_dictionary_1, pack_dictionary_1_size);
	if (p->open == NULL || p->open_with == NULL)
		die(CMD_IO, "out of memory");
}

int
pack_open(
    struct pack *p, int dictionary, const void *data, size_t n, struct buf *out)
{
	unsigned long long size = ZSTD_getFrameContentSize(data, n);
	char *to;
	size_t rc;

	buf_clear(out);
	if (dictionary != 1 || size > PACK_MAX) /* or not to be told */
		return -1;
	if (p->open == NULL)
		prepare_open(p);
	to = buf_room(out, size);
	if (to == NULL)
		return -1;
	rc = ZSTD_decompress_usingDDict(
	    p->open, to, size, data, n, p->open_with);
	if (ZSTD_isError(rc) || rc != size)
		return -1;
	to[rc] = '\0';
	out->len = rc;
	return 0;
}
