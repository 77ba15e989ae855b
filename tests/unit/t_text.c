/* io/text: folding and display width */

#include <string.h>

#include "check.h"
#include "io/text.h"

static const struct {
	const char *in, *fold, *nfkc;
} folds[] = {
	{ "", "", "" },
	{ "OpenSSL", "openssl", "OpenSSL" },
	{ "ＯｐｅｎＳＳＬ", "openssl", "OpenSSL" },
	{ "ﾊﾞｰｼﾞｮﾝ", "バージョン", "バージョン" },
	{ "２．４．４９", "2.4.49", "2.4.49" },
	{ "　Apache　 HTTP\t\r\nServer ", "apache http server",
	    "Apache HTTP Server" },
	{ "①㈱㌔", "1(株)キロ", "1(株)キロ" },
	{ "bad\xff\xfeUTF", "bad\xff\xfeutf", "bad\xff\xfeUTF" },
};

static const struct {
	const char *s;
	size_t width, fit4;
} widths[] = {
	{ "", 0, 0 },
	{ "abcdef", 6, 4 },
	{ "製品名", 6, 6 },
	{ "a製品", 5, 4 },
	{ "ﾊﾞ", 2, 6 },
	{ "e\xcc\x81", 1, 3 },
	{ "\xff\xff", 2, 2 },
};

int
main(void)
{
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
		CHECK(strcmp(text_fold(&a, folds[i].in), folds[i].fold) == 0);
		CHECK(strcmp(text_nfkc(&a, folds[i].in), folds[i].nfkc) == 0);
	}
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		CHECK(text_width(widths[i].s) == widths[i].width);
		CHECK(text_fit(widths[i].s, 4) == widths[i].fit4);
	}
	arena_free(&a);
	return done();
}
