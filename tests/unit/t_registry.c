/* rec/registry, rec/address: what is accepted, and in which form */

#include <string.h>

#include "check.h"
#include "rec/address.h"
#include "rec/registry.h"

static void
hosts(void)
{
	static const struct {
		const char *in, *out;
	} row[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "2001:DB8:0:0::1", "2001:db8::1" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "WWW.Example.JP.", "www.example.jp" },
		{ "web1", "web1" },
		{ "3com.example", "3com.example" },
		{ "192.0.2.256", NULL },
		{ "192.0.2.01", NULL },
		{ "192.0.2", NULL },
		{ "192.0.2.0/24", NULL },
		{ "fe80::1%eth0", NULL },
		{ "-a.example", NULL },
		{ "a-.example", NULL },
		{ "a..example", NULL },
		{ "a b", NULL },
		{ "", NULL },
		{ ".", NULL },
		{ "日本.example", NULL },
	};
	char out[ADDRESS_MAX], longest[300];

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int rc = address_host(row[i].in, out);

		CHECK_ROW(rc == (row[i].out ? 0 : -1), row[i].in);
		if (rc == 0 && row[i].out != NULL)
			CHECK_ROW(strcmp(out, row[i].out) == 0, row[i].in);
	}
	memset(longest, 'a', sizeof longest);
	longest[64] = '\0';
	CHECK(address_host(longest, out) < 0);
	longest[63] = '\0';
	CHECK(address_host(longest, out) == 0);
}

static void
mails(void)
{
	static const struct {
		const char *mail;
		int ok, list;
	} row[] = {
		{ "sato@example.jp", 1, 0 },
		{ "taro.sato+x@sub.example.jp", 1, 0 },
		{ "\"a..b\"@example.jp", 1, 0 },
		{ "a..b@example.jp", 0, 0 },
		{ ".a@example.jp", 0, 0 },
		{ "a@", 0, 0 },
		{ "@example.jp", 0, 0 },
		{ "a b@example.jp", 0, 0 },
		{ "a@b@example.jp", 0, 0 },
		{ "a@example.jp\nBcc: x@example.jp", 0, 0 },
		{ "佐藤@example.jp", 0, 0 },
		{ "info@example.jp", 1, 1 },
		{ "INFO@example.jp", 1, 1 },
		{ "jimu@example.jp", 1, 1 },
		{ "jimura@example.jp", 1, 0 },
		{ "group@example.jp", 1, 1 },
		{ "web-ml@example.jp", 1, 1 },
		{ "ml-web@example.jp", 1, 1 },
		{ "smlee@example.jp", 1, 0 },
		{ "all.hands@example.jp", 1, 1 },
		{ "allan@example.jp", 1, 0 },
		{ "info+vvs@example.jp", 1, 1 },
		{ "tokyo.info@example.jp", 1, 1 },
		{ "dev-ml2@example.jp", 1, 1 },
		{ "ml01@example.jp", 1, 1 },
		{ "it2@example.jp", 1, 1 },
		{ "e123@example.jp", 1, 0 },
		{ "123@example.jp", 1, 0 },
		{ "informal.taro@example.jp", 1, 0 },
		{ "taro+ml@example.jp", 1, 0 },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		CHECK_ROW(
		    address_mail_ok(row[i].mail) == row[i].ok, row[i].mail);
		CHECK_ROW(!row[i].ok ||
			      address_mail_is_list(row[i].mail) == row[i].list,
		    row[i].mail);
	}
}

static void
ids(void)
{
	char text[80];
	int kind;

	CHECK(reg_id_ok("web1") && reg_id_ok("a.b_c-d"));
	CHECK(!reg_id_ok("") && !reg_id_ok("Web1") && !reg_id_ok("a b") &&
	      !reg_id_ok("a:b"));
	memset(text, 'a', sizeof text);
	text[65] = '\0';
	CHECK(!reg_id_ok(text));
	text[64] = '\0';
	CHECK(reg_id_ok(text));
	CHECK(strcmp(reg_scope("system:web1", &kind), "web1") == 0);
	CHECK(kind == REG_SYSTEM);
	CHECK(reg_scope("all", &kind) == NULL);
	CHECK(reg_scope("account:a", &kind) == NULL);
	CHECK(reg_scope("sys:a", &kind) == NULL);
	CHECK(reg_scope("system:", &kind) == NULL);
	CHECK(reg_kind("system") == REG_SYSTEM && reg_kind("x") == -1);
}

#define AT ",\"registered_at\":\"1970-01-01T00:00:00Z\"}"

/* Merge `given` into `stored`; what comes out, or why nothing does. */
static void
merge(enum reg_kind kind, const char *stored, const char *given,
    const char *expected)
{
	struct arena a = ARENA_INIT;
	const struct json *s = NULL, *g;
	const char *why;
	char reason[REG_WHY] = "";
	struct buf out;
	int rc;

	buf_init(&out, REG_BODY_MAX);
	if (stored != NULL)
		s = json_parse(&a, stored, strlen(stored), &why);
	g = json_parse(&a, given, strlen(given), &why);
	rc = reg_merge(kind, s, g, 0, &out, reason);
	CHECK_ROW((rc == 0) == (*expected == '{'), given);
	CHECK_ROW(strcmp(rc == 0 ? out.data : reason, expected) == 0, expected);
	if (strcmp(rc == 0 ? out.data : reason, expected) != 0)
		printf("%s\n", rc == 0 ? out.data : reason);
	buf_free(&out);
	arena_free(&a);
}

static void
merges(void)
{
	const char *web = "{\"type\":\"system\",\"id\":\"w\",\"name\":\"A\","
			  "\"purpose\":\"p\",\"requirement\":{"
			  "\"confidentiality\":\"high\"}" AT;

	merge(REG_SYSTEM, NULL,
	    "{\"id\":\"w\",\"name\":\" \xe3\x80\x80 A b \"}",
	    "{\"type\":\"system\",\"id\":\"w\",\"name\":\"A b\"" AT);
	merge(REG_SYSTEM, web, "{\"id\":\"w\",\"purpose\":\"\"}",
	    "{\"type\":\"system\",\"id\":\"w\",\"name\":\"A\","
	    "\"requirement\":{\"confidentiality\":\"high\"}" AT);
	merge(REG_SYSTEM, web,
	    "{\"id\":\"w\",\"requirement\":{\"integrity\":\"low\"}}",
	    "{\"type\":\"system\",\"id\":\"w\",\"name\":\"A\",\"purpose\":"
	    "\"p\",\"requirement\":{\"confidentiality\":\"high\","
	    "\"integrity\":\"low\"}" AT);
	merge(REG_SYSTEM, web,
	    "{\"id\":\"w\",\"requirement\":{\"confidentiality\":\"\"}}",
	    "{\"type\":\"system\",\"id\":\"w\",\"name\":\"A\",\"purpose\":"
	    "\"p\"" AT);
	merge(REG_SYSTEM, web, "{\"id\":\"w\",\"name\":null}",
	    "'name' is needed");
	merge(REG_SYSTEM, NULL,
	    "{\"id\":\"w\",\"name\":\"A\",\"addresses\":[\"::0\",\"B\",\"::\"]}",
	    "{\"type\":\"system\",\"id\":\"w\",\"name\":\"A\",\"addresses\":"
	    "[\"::\",\"b\"]" AT);
	merge(REG_SYSTEM, NULL, "{\"id\":\"w\",\"name\":\"A\\u0007\"}",
	    "'name' has a control character");
	merge(REG_SYSTEM, NULL, "{\"id\":\"w\",\"name\":\"A\\u202e\"}",
	    "'name' has a control character");
	merge(REG_SYSTEM, NULL, "{\"id\":\"w\",\"name\":\" \"}",
	    "'name' is blank");
	merge(REG_SYSTEM, NULL, "{\"id\":\"w\",\"name\":3}",
	    "'name' must be a text");
	merge(REG_SYSTEM, NULL, "{\"id\":\"w\",\"nmae\":\"A\"}",
	    "unknown key 'nmae'");
	merge(REG_SYSTEM, web, "{\"id\":\"w\",\"exposure\":\"moon\"}",
	    "'exposure' must be one of: internet, internal, isolated");
	merge(REG_ACCOUNT, NULL,
	    "{\"id\":\"s\",\"name\":\"S\",\"email\":\"s@example.jp\","
	    "\"role\":\"system-manager\",\"scope\":\"system:w\"}",
	    "{\"type\":\"account\",\"id\":\"s\",\"name\":\"S\",\"email\":"
	    "\"s@example.jp\",\"role\":\"system-manager\",\"scope\":"
	    "[\"system:w\"],\"lang\":\"ja\"" AT);
	merge(REG_ACCOUNT, NULL, "{\"id\":\"s\",\"name\":\"S\"}",
	    "'email' is needed");
	merge(REG_ORGANIZATION, NULL, "{\"id\":\"S\",\"name\":\"S\"}",
	    "the id must be 1 to 64 of a-z, 0-9, '.', '_', '-'");
}

int
main(void)
{
	hosts();
	mails();
	ids();
	merges();
	return done();
}
