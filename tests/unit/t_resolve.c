/* match/aliases and match/resolve: names to CPE */

#include <string.h>

#include "check.h"
#include "match/resolve.h"

static const char aliases[] =
    "# a comment\n"
    "noise\t(64-bit)\n"
    "noise\t(x64 ja)\n"
    "noise\t(x64)\n"
    "noise\tx64\n"
    "vendor\tmicrosoft corporation\tmicrosoft\n"
    "vendor\tbig money\tbig\\$money\n"
    "name\tapache http server\ta:apache:http_server\r\n"
    "name\tapache http server\ta:second:counts_not\n"
    "name\toracle java se %u%\ta:oracle:jdk:1.$1.0:update$2\n"
    "name\twindows server %*\to:microsoft:windows_server_$1\n"
    "name\tmicrosoft sql server %\ta:microsoft:sql_server_$1\n"
    "package\topenssl\ta:openssl:openssl\n"
    "purl\tmaven/org.apache.logging.log4j/log4j-core\ta:apache:log4j\n";

static const struct {
	const char *part, *vendor, *product;
} products[] = {
	{ "a", "acme", "anvil" },
	{ "a", "acme", "anvil_pro" },
	{ "a", "other", "anvil" },
	{ "a", "acme_labs", "road_runner" },
	{ "h", "acme_labs", "road_runner" },
	{ "a", "notepad-plus-plus", "notepad\\+\\+" },
	{ "a", "microsoft", "visio" },
	{ "a", "apache", "tomcat" },
	{ "a", "old", "tomcat" },
	{ "a", "hashicorp", "vault" },
	{ "a", "someone", "vault" },
	{ "a", "left-pad_project", "left-pad" },
	{ "a", "gnu", "tar" },
};

static void
look_up(const char *product, int like, int max, resolve_product_fn *fn,
    void *fn_arg, void *arg)
{
	size_t n = strlen(product);

	(void)arg;
	for (size_t i = 0; i < sizeof products / sizeof *products; i++)
		if (max > 0 &&
		    (like ? strncmp(products[i].product, product, n) == 0
			  : strcmp(products[i].product, product) == 0)) {
			fn(products[i].part, products[i].vendor,
			    products[i].product, fn_arg);
			max--;
		}
}

static const struct {
	const char *vendor, *name, *version, *purl, *ecosystem, *source_name;
	enum software_how how;
	const char *resolved, *suggestion;
} rows[] = {
	/* aliases, with the version from the name or beside it */
	{ NULL, "Apache HTTP Server 2.4.49", NULL, NULL, NULL, NULL,
	    SOFTWARE_ALIAS, "a:apache:http_server:2.4.49:*", NULL },
	{ NULL, "ａｐａｃｈｅ　ＨＴＴＰ　Server", "2.4.50", NULL, NULL, NULL,
	    SOFTWARE_ALIAS, "a:apache:http_server:2.4.50:*", NULL },
	{ "Apache", "HTTP Server", NULL, NULL, NULL, NULL, SOFTWARE_ALIAS,
	    "a:apache:http_server:*:*", NULL },
	{ "Oracle", "Oracle Java SE 8u202", NULL, NULL, NULL, NULL,
	    SOFTWARE_ALIAS, "a:oracle:jdk:1.8.0:update202", NULL },
	{ NULL, "Windows Server 2019 Standard", "10.0.17763.1", NULL, NULL,
	    NULL, SOFTWARE_ALIAS,
	    "o:microsoft:windows_server_2019:10.0.17763.1:*", NULL },
	{ "Microsoft Corporation", "Microsoft SQL Server 2019 (64-bit)",
	    "15.0.2000.5", NULL, NULL, NULL, SOFTWARE_ALIAS,
	    "a:microsoft:sql_server_2019:15.0.2000.5:*", NULL },
	/* the dictionary */
	{ NULL, "Notepad++ (x64)", "8.5", NULL, NULL, NULL, SOFTWARE_DICTIONARY,
	    "a:notepad-plus-plus:notepad\\+\\+:8.5:*", NULL },
	{ "ACME Labs", "Road Runner 7.1", NULL, NULL, NULL, NULL,
	    SOFTWARE_DICTIONARY, "a:acme_labs:road_runner:7.1:*", NULL },
	{ "Microsoft Corporation", "Microsoft Visio", "16", NULL, NULL, NULL,
	    SOFTWARE_DICTIONARY, "a:microsoft:visio:16:*", NULL },
	{ NULL, "Apache Tomcat 9.0.1", NULL, NULL, NULL, NULL,
	    SOFTWARE_DICTIONARY, "a:apache:tomcat:9.0.1:*", NULL },
	{ NULL, "Tomcat", "9", NULL, NULL, NULL, SOFTWARE_UNRESOLVED, NULL,
	    "apache:tomcat" },
	{ "Nobody, Inc.", "Visio", "1", NULL, NULL, NULL, SOFTWARE_UNRESOLVED,
	    NULL, "microsoft:visio" },
	{ NULL, "Anvi", "1", NULL, NULL, NULL, SOFTWARE_UNRESOLVED, NULL,
	    "acme:anvil" },
	{ NULL, "受発注台帳", "1", NULL, NULL, NULL, SOFTWARE_UNRESOLVED, NULL,
	    NULL },
	{ NULL, "(x64)", "1", NULL, NULL, NULL, SOFTWARE_UNRESOLVED, NULL,
	    NULL },
	/* packages */
	{ NULL, "libssl3", "3.0.11-1~deb12u2", NULL, "deb", "openssl",
	    SOFTWARE_ALIAS, "a:openssl:openssl:3.0.11:*", NULL },
	{ NULL, NULL, NULL,
	    "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", NULL, NULL,
	    SOFTWARE_ALIAS, "a:apache:log4j:2.14.1:*", NULL },
	{ NULL, NULL, NULL, "pkg:golang/github.com/hashicorp/vault@v1.2.3",
	    NULL, NULL, SOFTWARE_PURL, "a:hashicorp:vault:1.2.3:*", NULL },
	{ NULL, NULL, NULL, "pkg:npm/left-pad@1.0.0", NULL, NULL, SOFTWARE_PURL,
	    "a:left-pad_project:left-pad:1.0.0:*:*:*:*:node.js:*", NULL },
	{ NULL, NULL, NULL, "pkg:npm/tar@1.0.0", NULL, NULL, SOFTWARE_PURL,
	    NULL, NULL },
	{ NULL, "tar", "1.34+dfsg-1.2", NULL, "deb", NULL, SOFTWARE_PURL,
	    "a:gnu:tar:1.34:*", NULL },
	{ "Microsoft Corporation", "Microsoft Visio", "16.1 (5035)", NULL, NULL,
	    NULL, SOFTWARE_DICTIONARY, "a:microsoft:visio:16.1:*", NULL },
	{ NULL, NULL, NULL, "pkg:npm/anvil@1.0.0", NULL, NULL, SOFTWARE_PURL,
	    NULL, NULL },
};

static void
test_resolve(struct arena *a, const struct aliases *al)
{
	const struct resolve_dictionary d = { look_up, NULL };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct software s = { .vendor = rows[i].vendor,
			.name = rows[i].name,
			.version = rows[i].version,
			.purl = rows[i].purl,
			.ecosystem = rows[i].ecosystem,
			.source_name = rows[i].source_name };
		const char *label =
		    rows[i].name != NULL ? rows[i].name : rows[i].purl;

		CHECK_ROW(resolve(al, &d, a, &s) == NULL, label);
		CHECK_ROW(s.how == rows[i].how, label);
		CHECK_ROW(
		    (s.resolved != NULL) == (rows[i].resolved != NULL), label);
		if (s.resolved != NULL && rows[i].resolved != NULL)
			CHECK_ROW(strncmp(s.resolved + 8, rows[i].resolved,
				      strlen(rows[i].resolved)) == 0,
			    s.resolved);
		CHECK_ROW(
		    (s.suggestion[0] != NULL) == (rows[i].suggestion != NULL),
		    label);
		if (s.suggestion[0] != NULL && rows[i].suggestion != NULL)
			CHECK_ROW(
			    strcmp(s.suggestion[0], rows[i].suggestion) == 0,
			    s.suggestion[0]);
	}
}

static void
test_given(struct arena *a, const struct aliases *al)
{
	struct software good = { .cpe = "cpe:/a:openssl:openssl:1.0" };
	struct software bad = { .cpe = "cpe:nonsense",
		.name = "Apache HTTP Server" };

	const struct resolve_dictionary d = { look_up, NULL };
	struct software guessed = { .cpe = "cpe:2.3:a:vault:vault:1.2.3",
		.purl = "pkg:golang/github.com/hashicorp/vault@v1.2.3" };
	struct software known = { .cpe = "cpe:2.3:a:someone:vault:1.2.3",
		.purl = "pkg:golang/github.com/hashicorp/vault@v1.2.3" };

	CHECK(resolve(al, &d, a, &guessed) == NULL);
	CHECK(guessed.how == SOFTWARE_PURL && guessed.resolved != NULL);
	CHECK(strstr(software_cpe(&guessed), "hashicorp") != NULL);
	CHECK(resolve(al, NULL, a, &guessed) == NULL);
	CHECK(guessed.how == SOFTWARE_CPE && guessed.resolved == NULL);
	CHECK(resolve(al, &d, a, &known) == NULL);
	CHECK(known.how == SOFTWARE_CPE && known.resolved == NULL);
	CHECK(resolve(al, NULL, a, &good) == NULL);
	CHECK(good.how == SOFTWARE_CPE && good.resolved == NULL);
	CHECK(resolve(al, NULL, a, &bad) != NULL);
	CHECK(bad.how == SOFTWARE_ALIAS && bad.cpe == NULL);
}

static void
test_upstream(struct arena *a)
{
	static const char *const versions[][3] = {
		{ "deb", "3.0.11-1~deb12u2", "3.0.11" },
		{ "deb", "1:4.13+dfsg1-1+b1", "4.13" },
		{ "deb", "2:1.0~rc1-3", "1.0-rc1" },
		{ "deb", "20240203", "20240203" },
		{ "deb", "5.6.1+really5.4.5-1", "5.4.5" },
		{ "rpm", "1:3.0.1-43.el9_0", "3.0.1" },
		{ "rpm", "1.0^git1-1", "1.0-git1" },
		{ "apk", "3.4.3-r2", "3.4.3" },
		{ "apk", "1.2_rc3", "1.2_rc3" },
	};

	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		CHECK_ROW(
		    strcmp(resolve_upstream(a, versions[i][0], versions[i][1]),
			versions[i][2]) == 0,
		    versions[i][1]);
}

static void
test_aliases(struct arena *a, const struct aliases *al)
{
	static const char *const cleans[][2] = {
		{ "Java(TM) SE", "java se" },
		{ "Foo® Bar™ x64", "foo bar" },
		{ "Firefox (x64 ja)", "firefox" },
		{ "max64 x64bit", "max64 x64bit" },
		{ "  A   -  ", "a" },
		{ "( , )", "" },
	};
	struct aliases *other = aliases_new();

	for (size_t i = 0; i < sizeof cleans / sizeof *cleans; i++)
		CHECK_ROW(strcmp(aliases_clean(al, a, cleans[i][0]),
			      cleans[i][1]) == 0,
		    cleans[i][0]);
	CHECK(aliases_find(al, a, ALIAS_NAME, "nothing") == NULL);
	CHECK(aliases_find(al, a, ALIAS_NAME, "oracle java se 8u") == NULL);
	CHECK(aliases_add(other, "name\tx\n", 7) == 1);
	CHECK(aliases_add(other, "# ok\n\nwhat\tx\ty\n", 15) == 3);
	CHECK(aliases_add(other, "noise\tx\ty\n", 10) == 1);
	aliases_free(other);
}

int
main(void)
{
	struct aliases *al = aliases_new();
	struct arena a = ARENA_INIT;

	CHECK(aliases_add(al, aliases, sizeof aliases - 1) == 0);
	test_resolve(&a, al);
	test_given(&a, al);
	test_upstream(&a);
	test_aliases(&a, al);
	aliases_free(al);
	arena_free(&a);
	return done();
}
