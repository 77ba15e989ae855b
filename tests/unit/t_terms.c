#include <string.h>

#include "check.h"
#include "io/passphrase.h"
#include "rec/terms.h"

static void
networks(void)
{
	static const char *const good[] = { "192.0.2.1", "192.0.2.0/24",
		"2001:db8::/32", "2001:db8::1/128", "172.15.0.0/16",
		"172.32.0.0/16", "100.63.0.0/16", "223.255.255.255" };
	static const char *const bad[] = { "", "/24", "192.0.2.0/33",
		"192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/8x", "192.0.2", "web1",
		"2001:db8::/129", "::1::", "192.0.2.0/24/24", "0.0.0.0/0",
		"10.0.0.1", "172.16.0.0/12", "172.31.255.255", "192.168.1.0/24",
		"100.64.0.0/10", "127.0.0.1", "169.254.1.1", "224.0.0.1",
		"255.255.255.255", "128.0.0.0/1", "::/0", "::1", "fd00::1",
		"fe80::/64", "ff02::1" };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CHECK_ROW(terms_is_network(good[i]), good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_ROW(!terms_is_network(bad[i]), bad[i]);
}

static void
round_trip(const char *text)
{
	struct arena a = ARENA_INIT;
	const char *why;
	struct terms t;
	struct buf b;
	struct jsonw w;

	terms_read(&t, json_parse(&a, text, strlen(text), &why));
	buf_init(&b, 10000);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	terms_write(&t, &w);
	jsonw_close(&w, '}');
	CHECK_ROW(strcmp(b.data, text) == 0, b.data);
	buf_free(&b);
	arena_free(&a);
}

/* Each line: before, today, and what holds then. */
static const char *const hold_row[][3] = {
	{ "{\"users\":5,\"next\":{\"from\":\"2026-04-01\",\"users\":3}}",
	    "2026-03-31", "5 -1 0 waits" },
	{ "{\"users\":5,\"next\":{\"from\":\"2026-04-01\",\"users\":3}}",
	    "2026-04-01", "3 -1 0" },
	{ "{\"users\":5,\"addresses\":7,\"network_scan\":true,"
	  "\"next\":{\"from\":\"2026-04-01\",\"users\":\"unlimited\","
	  "\"network_scan\":false}}",
	    "2030-01-01", "-1 7 0" },
	{ "{\"users\":5}", "2030-01-01", "5 -1 0" },
};

static void
holds(void)
{
	struct arena a = ARENA_INIT;
	const char *why;
	struct terms t;
	char got[100];

	for (size_t i = 0; i < sizeof hold_row / sizeof *hold_row; i++) {
		const char *text = hold_row[i][0];

		terms_read(&t, json_parse(&a, text, strlen(text), &why));
		terms_hold(&t, hold_row[i][1]);
		snprintf(got, sizeof got, "%d %d %d%s", (int)t.now.users,
		    (int)t.now.addresses, (int)t.now.network_scan,
		    t.next_from != NULL ? " waits" : "");
		CHECK_ROW(strcmp(got, hold_row[i][2]) == 0, got);
	}
	arena_free(&a);
}

static const struct {
	struct terms_cover to, now;
	int less;
} less_row[] = {
	{ { 4, TERMS_SAME, TERMS_SAME }, { 5, 5, 0 }, 1 },
	{ { 5, 5, 0 }, { 5, 5, 0 }, 0 },
	{ { 6, TERMS_SAME, 1 }, { 5, 5, 0 }, 0 },
	{ { TERMS_SAME, TERMS_SAME, 0 }, { 5, 5, 1 }, 1 },
	{ { TERMS_SAME, 9, TERMS_SAME }, { 5, TERMS_UNLIMITED, 1 }, 1 },
	{ { TERMS_UNLIMITED, TERMS_SAME, TERMS_SAME }, { 5, 5, 1 }, 0 },
	{ { TERMS_UNLIMITED, 0, 1 }, { 5, 5, 1 }, 1 },
};

static void
compares(void)
{
	for (size_t i = 0; i < sizeof less_row / sizeof *less_row; i++)
		CHECK(terms_is_less(&less_row[i].to, &less_row[i].now) ==
		      less_row[i].less);
	CHECK(terms_id_ok("C-001_a.b") && !terms_id_ok("") &&
	      !terms_id_ok("a b") && !terms_id_ok("契約"));
}

static void
passphrases(void)
{
	char hash[PASSPHRASE_TEXT], other[PASSPHRASE_TEXT];

	passphrase_hash("正しい馬", hash);
	passphrase_hash("正しい馬", other);
	CHECK(strcmp(hash, other) != 0);
	CHECK(strlen(hash) == PASSPHRASE_TEXT - 1);
	CHECK(passphrase_fits("正しい馬", hash));
	CHECK(!passphrase_fits("正しい鹿", hash));
	CHECK(!passphrase_fits("正しい馬", "scrypt$"));
}

int
main(void)
{
	networks();
	holds();
	compares();
	round_trip("{\"type\":\"contract\",\"network_scan\":false,"
		   "\"passphrase\":false,\"contacts\":[],\"lists\":[],"
		   "\"sources\":[]}");
	round_trip("{\"type\":\"contract\",\"id\":\"c\",\"company\":\"会社\","
		   "\"kind\":\"annual\",\"start\":\"2026-04-01\","
		   "\"end\":\"2027-03-31\",\"users\":0,\"addresses\":9,"
		   "\"network_scan\":true,\"api_account\":\"api\","
		   "\"passphrase\":true,\"contacts\":[{\"name\":\"A\","
		   "\"email\":\"a@example.jp\"}],\"lists\":[\"l@example.jp\"],"
		   "\"sources\":[\"::1\"],\"suspended\":\"why\","
		   "\"ended\":\"2026-12-31\"}");
	passphrases();
	return done();
}
