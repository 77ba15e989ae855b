#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "io/pack.h"

static void
round_trip(struct pack *p, const char *text, size_t n)
{
	struct buf sealed, opened;

	buf_init(&sealed, 2 * PACK_MAX);
	buf_init(&opened, 2 * PACK_MAX);
	pack_seal(p, text, n, &sealed);
	CHECK(!sealed.overflow);
	CHECK(pack_open(p, PACK_DICTIONARY, sealed.data, sealed.len, &opened) ==
	      0);
	CHECK(opened.len == n && memcmp(opened.data, text, n) == 0);
	CHECK(opened.data[n] == '\0');
	/* each byte changed is found out, or gives something bounded */
	for (size_t i = 0; i < sealed.len && i < 64; i++) {
		sealed.data[i] ^= 0x55;
		if (pack_open(p, PACK_DICTIONARY, sealed.data, sealed.len,
			&opened) == 0)
			CHECK(opened.len <= PACK_MAX);
		sealed.data[i] ^= 0x55;
	}
	for (size_t i = 0; i < sealed.len; i += 7)
		CHECK(
		    pack_open(p, PACK_DICTIONARY, sealed.data, i, &opened) < 0);
	buf_free(&sealed);
	buf_free(&opened);
}

static void
too_large(struct pack *p)
{
	struct buf sealed, opened;
	size_t n = PACK_MAX + 1;
	char *zeros = calloc(1, n);

	buf_init(&sealed, 2 * PACK_MAX);
	buf_init(&opened, 2 * PACK_MAX);
	pack_seal(p, zeros, n, &sealed);
	CHECK(sealed.len < 4096);
	CHECK(pack_open(p, PACK_DICTIONARY, sealed.data, sealed.len, &opened) <
	      0);
	free(zeros);
	buf_free(&sealed);
	buf_free(&opened);
}

int
main(void)
{
	static const char record[] =
	    "{\"type\":\"advisory\",\"id\":\"CVE-2026-0001\","
	    "\"source\":\"nvd\",\"vulnerability\":\"CVE-2026-0001\","
	    "\"status\":\"analyzed\",\"description\":{\"en\":\"Stack-based "
	    "buffer overflow\"},\"cwe\":[\"CWE-121\"]}";
	struct pack *p = pack_new();
	struct buf out;
	size_t n;

	round_trip(p, "", 0);
	round_trip(p, record, strlen(record));
	too_large(p);
	CHECK(pack_dictionary(1, &n) != NULL && n > 4096);
	CHECK(pack_dictionary(0, &n) == NULL && pack_dictionary(2, &n) == NULL);
	buf_init(&out, PACK_MAX);
	pack_seal(p, record, strlen(record), &out);
	/* the dictionary is worth its place */
	CHECK(out.len < strlen(record) / 3);
	CHECK(pack_open(p, 2, record, 4, &out) < 0);
	buf_free(&out);
	pack_free(p);
	return done();
}
