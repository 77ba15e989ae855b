#include <string.h>

#include "check.h"
#include "io/passphrase.h"
#include "rec/terms.h"

static void
networks(void)
{
	static const char *const good[] = { "192.0.2.1", "192.0.2.0/24",
		"0.0.0.0/0", "2001:db8::/32", "::1", "2001:db8::1/128" };
	static const char *const bad[] = { "", "/24", "192.0.2.0/33",
		"192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/8x", "192.0.2", "web1",
		"2001:db8::/129", "::1::", "192.0.2.0/24/24" };

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
