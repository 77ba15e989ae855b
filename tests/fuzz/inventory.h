#ifndef VVS_FUZZ_INVENTORY_H
#define VVS_FUZZ_INVENTORY_H

/* Any document as one format of inventory, as the import child reads it. */

#include "asset/charset.h"
#include "asset/format.h"

static void
on_say(const char *text, void *arg)
{
	(void)text, (void)arg;
}

static void
on_software(const struct software *s, void *arg)
{
	struct jsonw w;

	jsonw_init(&w, arg);
	software_write(&w, s);
	buf_clear(arg);
}

static int
fuzz_inventory(
    enum inventory_format format, const unsigned char *data, size_t n)
{
	struct charset *cs = charset_new();
	struct buf doc, out;
	struct inventory inv = { .file = "fuzz",
		.system = "s",
		.say = on_say,
		.add = on_software,
		.arg = &out };
	const char *why;

	buf_init(&doc, 1 << 24);
	buf_init(&out, 1 << 24);
	buf_add(&doc, data, n);
	if (charset_decode(cs, &doc) == NULL) {
		inventory_detect(doc.data, doc.len, &why);
		inventory_read(&inv, format, doc.data, doc.len);
	}
	buf_free(&doc);
	buf_free(&out);
	charset_free(cs);
	return 0;
}

#endif
