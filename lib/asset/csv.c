/* Tables of software with a header in Japanese or English. */

#include <string.h>

#include "asset/format.h"
#include "asset/rows.h"
#include "io/text.h"

enum column {
	SYSTEM,
	VENDOR,
	PRODUCT,
	NAME,
	VERSION,
	CPE,
	PURL,
	ADDRESS,
	ARCH,
	ECOSYSTEM,
	COLUMNS
};

/*
 * What columns are called, folded and without blanks, `_`, `-`, `.` and
 * parentheses; among them the names that Windows' own tools write.
 */
static const struct {
	const char *name;
	enum column is;
} headers[] = {
	{ "system", SYSTEM },
	{ "systemid", SYSTEM },
	{ "systemname", SYSTEM },
	{ "host", SYSTEM },
	{ "hostname", SYSTEM },
	{ "server", SYSTEM },
	{ "servername", SYSTEM },
	{ "computer", SYSTEM },
	{ "computername", SYSTEM },
	{ "pscomputername", SYSTEM },
	{ "machine", SYSTEM },
	{ "node", SYSTEM },
	{ "システム", SYSTEM },
	{ "システムid", SYSTEM },
	{ "システム名", SYSTEM },
	{ "ホスト", SYSTEM },
	{ "ホスト名", SYSTEM },
	{ "サーバ", SYSTEM },
	{ "サーバー", SYSTEM },
	{ "サーバ名", SYSTEM },
	{ "サーバー名", SYSTEM },
	{ "コンピュータ名", SYSTEM },
	{ "コンピューター名", SYSTEM },
	{ "機器名", SYSTEM },
	{ "端末名", SYSTEM },
	{ "vendor", VENDOR },
	{ "vendorname", VENDOR },
	{ "publisher", VENDOR },
	{ "manufacturer", VENDOR },
	{ "supplier", VENDOR },
	{ "ベンダ", VENDOR },
	{ "ベンダー", VENDOR },
	{ "ベンダ名", VENDOR },
	{ "ベンダー名", VENDOR },
	{ "発行元", VENDOR },
	{ "製造元", VENDOR },
	{ "提供元", VENDOR },
	{ "開発元", VENDOR },
	{ "メーカ", VENDOR },
	{ "メーカー", VENDOR },
	{ "メーカ名", VENDOR },
	{ "メーカー名", VENDOR },
	{ "product", PRODUCT },
	{ "productname", PRODUCT },
	{ "製品", PRODUCT },
	{ "製品名", PRODUCT },
	{ "プロダクト", PRODUCT },
	{ "プロダクト名", PRODUCT },
	{ "name", NAME },
	{ "displayname", NAME },
	{ "software", NAME },
	{ "softwarename", NAME },
	{ "application", NAME },
	{ "applicationname", NAME },
	{ "package", NAME },
	{ "packagename", NAME },
	{ "名前", NAME },
	{ "名称", NAME },
	{ "ソフトウェア", NAME },
	{ "ソフトウェア名", NAME },
	{ "ソフトウエア", NAME },
	{ "ソフトウエア名", NAME },
	{ "ソフト名", NAME },
	{ "アプリケーション", NAME },
	{ "アプリケーション名", NAME },
	{ "パッケージ", NAME },
	{ "パッケージ名", NAME },
	{ "version", VERSION },
	{ "ver", VERSION },
	{ "displayversion", VERSION },
	{ "productversion", VERSION },
	{ "バージョン", VERSION },
	{ "バージョン番号", VERSION },
	{ "版", VERSION },
	{ "版数", VERSION },
	{ "cpe", CPE },
	{ "cpe23", CPE },
	{ "cpename", CPE },
	{ "cpe名", CPE },
	{ "purl", PURL },
	{ "packageurl", PURL },
	{ "address", ADDRESS },
	{ "ip", ADDRESS },
	{ "ipaddress", ADDRESS },
	{ "アドレス", ADDRESS },
	{ "ipアドレス", ADDRESS },
	{ "arch", ARCH },
	{ "architecture", ARCH },
	{ "アーキテクチャ", ARCH },
	{ "ecosystem", ECOSYSTEM },
	{ "packagetype", ECOSYSTEM },
	{ "パッケージ種別", ECOSYSTEM },
};

/* Which column of ours the header `text` names; COLUMNS if none. */
static enum column
column_of(struct arena *a, const char *text)
{
	char *fold = text_fold(a, text), *to = fold;

	for (const char *p = fold; *p != '\0'; p++)
		if (strchr(" _-.()/", *p) == NULL)
			*to++ = *p;
	*to = '\0';
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		if (strcmp(headers[i].name, fold) == 0)
			return headers[i].is;
	return COLUMNS;
}

struct csv {
	struct rows rows;
	struct arena arena;
	size_t at[COLUMNS]; /* cell + 1, 0: there is no such column */
};

/* Read a header row; how many of our columns it names. */
static int
read_header(struct csv *c)
{
	int found = 0;

	memset(c->at, 0, sizeof c->at);
	for (size_t i = 0; i < c->rows.cells; i++) {
		enum column is = column_of(&c->arena, c->rows.cell[i]);

		if (is == COLUMNS || c->at[is] != 0)
			continue;
		c->at[is] = i + 1;
		found++;
	}
	return found;
}

/* Excel's "sep=;" and PowerShell's "#TYPE ..." stand above the header. */
static int
is_preamble(const struct csv *c)
{
	return strncasecmp(c->rows.cell[0], "sep=", 4) == 0 ||
	       strncmp(c->rows.cell[0], "#TYPE", 5) == 0;
}

/* Go to the first row that names something; 0 if there is none. */
static int
find_header(struct csv *c, const char *doc, size_t n, char separator)
{
	rows_init(&c->rows, doc, n, separator);
	for (int i = 0; i < 3; i++) {
		arena_reset(&c->arena);
		if (rows_next(&c->rows, &c->arena) <= 0)
			return 0;
		if (!is_preamble(c))
			return read_header(c);
	}
	return 0;
}

/* The separator whose header names most of our columns. */
static int
open_csv(struct csv *c, const char *doc, size_t n)
{
	static const char separators[] = ",\t;";
	char best = ',';
	int most = 0;

	for (const char *s = separators; *s != '\0'; s++) {
		int found = find_header(c, doc, n, *s);

		if (found > most) {
			most = found;
			best = *s;
		}
	}
	find_header(c, doc, n, best);
	return c->at[NAME] != 0 || c->at[PRODUCT] != 0 || c->at[CPE] != 0 ||
	       c->at[PURL] != 0;
}

static const char *
cell(const struct csv *c, enum column i)
{
	const char *text;

	if (c->at[i] == 0 || c->at[i] > c->rows.cells)
		return NULL;
	text = c->rows.cell[c->at[i] - 1];
	return *text != '\0' ? text : NULL;
}

/* The same for what machines compare: full-width forms made narrow. */
static const char *
narrow(struct csv *c, enum column i)
{
	const char *text = cell(c, i);

	return text != NULL ? text_nfkc(&c->arena, text) : NULL;
}

static void
read_row(struct inventory *inv, struct csv *c)
{
	struct software s = { .system = narrow(c, SYSTEM),
		.vendor = cell(c, VENDOR),
		.product = cell(c, PRODUCT),
		.name = cell(c, NAME),
		.version = narrow(c, VERSION),
		.cpe = narrow(c, CPE),
		.purl = narrow(c, PURL),
		.arch = narrow(c, ARCH),
		.ecosystem = narrow(c, ECOSYSTEM) };
	const char *address = narrow(c, ADDRESS);

	if (address != NULL)
		inventory_address(inv, c->rows.line, s.system, address);
	if (s.name != NULL || s.product != NULL || s.cpe != NULL ||
	    s.purl != NULL)
		inventory_add(inv, c->rows.line, &s);
	else if (address == NULL)
		inventory_reject(
		    inv, c->rows.line, "no name, product, cpe or purl");
}

int
csv_read(struct inventory *inv, const char *doc, size_t n)
{
	struct csv c = { .arena = ARENA_INIT };
	int more = 0, rc = -1;

	if (!open_csv(&c, doc, n)) {
		inventory_reject(inv, c.rows.line,
		    "no column for name, product, cpe or purl in the header");
	} else {
		while ((more = rows_next(&c.rows, &c.arena)) > 0) {
			read_row(inv, &c);
			arena_reset(&c.arena);
		}
		if (more < 0)
			inventory_reject(inv, c.rows.line,
			    "a quote is never closed, or a line is "
			    "longer than 8 MiB");
		rc = more;
	}
	arena_free(&c.arena);
	return rc;
}
