/* Tables of software with a header in Japanese or English. */

#include <string.h>

#include "asset/format.h"
#include "asset/sheet.h"

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
	ECOSYSTEM
};

/*
 * What columns are called (asset/sheet.h); among them the names that
 * Windows' own tools write.
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

static int
column_of(const char *header, void *arg)
{
	(void)arg;
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		if (strcmp(headers[i].name, header) == 0)
			return headers[i].is;
	return -1;
}

static void
read_row(struct inventory *inv, struct sheet *s)
{
	struct software ware = { .system = sheet_narrow(s, SYSTEM),
		.vendor = sheet_cell(s, VENDOR),
		.product = sheet_cell(s, PRODUCT),
		.name = sheet_cell(s, NAME),
		.version = sheet_narrow(s, VERSION),
		.cpe = sheet_narrow(s, CPE),
		.purl = sheet_narrow(s, PURL),
		.arch = sheet_narrow(s, ARCH),
		.ecosystem = sheet_narrow(s, ECOSYSTEM) };
	const char *address = sheet_narrow(s, ADDRESS);

	if (address != NULL)
		inventory_address(inv, s->rows.line, ware.system, address);
	if (ware.name != NULL || ware.product != NULL || ware.cpe != NULL ||
	    ware.purl != NULL)
		inventory_add(inv, s->rows.line, &ware);
	else if (address == NULL)
		inventory_reject(
		    inv, s->rows.line, "no name, product, cpe or purl");
}

int
csv_read(struct inventory *inv, const char *doc, size_t n)
{
	struct sheet s;
	int more = -1;

	sheet_open(&s, doc, n, column_of, NULL);
	if (s.at[NAME] == 0 && s.at[PRODUCT] == 0 && s.at[CPE] == 0 &&
	    s.at[PURL] == 0) {
		inventory_reject(inv, s.rows.line,
		    "no column for name, product, cpe or purl in the header");
	} else {
		while ((more = sheet_next(&s)) > 0)
			read_row(inv, &s);
		if (more < 0)
			inventory_reject(inv, s.rows.line,
			    "a quote is never closed, or a line is "
			    "longer than 8 MiB");
	}
	sheet_close(&s);
	return more;
}
