/* asset/rows, asset/detect and asset/distro */

#include <string.h>

#include "asset/distro.h"
#include "asset/inventory.h"
#include "asset/rows.h"
#include "check.h"

/* Cells joined by `|`, rows by `/`; `!` where it is refused. */
static const struct {
	const char *in;
	char separator;
	const char *out;
} tables[] = {
	{ "a,b\n1,2\n", ',', "a|b/1|2/" },
	{ "a,b\r\n1,2", ',', "a|b/1|2/" },
	{ "a,b\r1,2\r", ',', "a|b/1|2/" },
	{ "\r\r\na,b\r\r\n1,2\r\r\n", ',', "a|b/1|2/" },
	{ "\"a,b\",\"c\"\"d\"\n", ',', "a,b|c\"d/" },
	{ "\"a\nb\",c\nd", ',', "a\nb|c/d/" },
	{ " a , \"b\" ,c\"d\n", ',', "a|b|c\"d/" },
	{ "\"a\"x,b\n", ',', "ax|b/" },
	{ "=\"1.10\",'1.20,=1\n", ',', "1.10|1.20|=1/" },
	{ ",,\n\n , \na,,\n", ',', "a||/" },
	{ "a\t b\t\n", '\t', "a|b|/" },
	{ "a;b,c\n", ';', "a|b,c/" },
	{ "\"", ',', "!" },
	{ "a\n\"b,c\n", ',', "a/!" },
	{ "", ',', "" },
};

static void
test_tables(struct arena *a)
{
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct buf out;
		struct rows t;
		int more;

		buf_init(&out, 4096);
		rows_init(&t, tables[i].in, strlen(tables[i].in),
		    tables[i].separator);
		while ((more = rows_next(&t, a)) > 0) {
			for (size_t k = 0; k < t.cells; k++)
				buf_addf(
				    &out, "%s%s", k > 0 ? "|" : "", t.cell[k]);
			buf_addc(&out, '/');
		}
		if (more < 0)
			buf_addc(&out, '!');
		CHECK_ROW(strcmp(out.data, tables[i].out) == 0, out.data);
		buf_free(&out);
	}
}

static const struct {
	const char *doc;
	enum inventory_format is;
} docs[] = {
	{ "", INVENTORY_DETECT },
	{ " \n", INVENTORY_DETECT },
	{ "{\"bomFormat\":\"CycloneDX\"}", INVENTORY_CYCLONEDX },
	{ "{\"a\":{\"bomFormat\":1},\"spdxVersion\":1}", INVENTORY_SPDX },
	{ "{\"a\":\"\\\"bomFormat\\\":\"}", INVENTORY_DETECT },
	{ "{\"packages\":{},\"jsonVersion\":4}", INVENTORY_VULS },
	{ "{\"type\":\"software\"}\n{}", INVENTORY_JSONL },
	{ "{\"@graph\":[]}", INVENTORY_DETECT },
	{ "{\"", INVENTORY_DETECT },
	{ "{\"a\\", INVENTORY_DETECT },
	{ "[1]", INVENTORY_DETECT },
	{ "<?xml?>", INVENTORY_CYCLONEDX },
	{ "Package: x\n", INVENTORY_DPKG },
	{ "ii  x 1 all", INVENTORY_DPKG },
	{ "libc6:amd64\t2.36-9\n", INVENTORY_DPKG },
	{ "name\tversion\nx\t1\n", INVENTORY_CSV },
	{ "SPDXVersion: SPDX-2.3\n", INVENTORY_DETECT },
	{ "name,version\n", INVENTORY_CSV },
};

static void
test_detect(void)
{
	const char *why;

	for (size_t i = 0; i < sizeof docs / sizeof *docs; i++) {
		enum inventory_format f =
		    inventory_detect(docs[i].doc, strlen(docs[i].doc), &why);

		CHECK_ROW(f == docs[i].is, docs[i].doc);
		CHECK_ROW(f != INVENTORY_DETECT || why != NULL, docs[i].doc);
	}
}

static void
test_distro(struct arena *a)
{
	struct distro_package p = { "openssl-libs", "3.0.1-43.el9", "x86_64",
		"1" };
	struct software s;
	struct distro d;

	distro_parse(&d, a,
	    "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
	    "NAME=\"Debian\"\nVERSION_ID='12'\r\nID=debian\nHOME_URL=\"x\"");
	CHECK(strcmp(d.id, "debian") == 0 && strcmp(d.version, "12") == 0);
	distro_software(&d, a, &s);
	CHECK(strcmp(s.cpe, "cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*") ==
	      0);
	CHECK(strcmp(s.name, "Debian GNU/Linux 12 (bookworm)") == 0);
	distro_parse(&d, a, "");
	CHECK(d.id == NULL && d.name == NULL && d.version == NULL);
	distro_from_cpe(&d, a, "cpe:/o:almalinux:almalinux:9.0");
	CHECK(d.id != NULL && strcmp(d.id, "almalinux") == 0);
	CHECK(strcmp(distro_purl(&d, a, &p),
		  "pkg:rpm/almalinux/openssl-libs@3.0.1-43.el9?arch=x86_64&"
		  "distro=almalinux-9.0&epoch=1") == 0);
	distro_from_cpe(&d, a, "cpe:2.3:o:x:y");
	CHECK(d.id == NULL && distro_purl(&d, a, &p) == NULL);
	CHECK(strcmp(distro_id("alma"), "almalinux") == 0);
	CHECK(strcmp(distro_id("unheard-of"), "unheard-of") == 0);
}

int
main(void)
{
	struct arena a = ARENA_INIT;

	test_tables(&a);
	test_detect();
	test_distro(&a);
	arena_free(&a);
	return done();
}
