/* the generic order of versions */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "match/version.h"

#define INCOMPARABLE 9

static const struct {
	const char *a, *b;
	int want;
} rows[] = {
	/* numbers, of any length */
	{ "9.10", "9.9", 1 },
	{ "1.0.14", "1.0.4", 1 },
	{ "2023.02.13", "2023.2.13", 0 },
	{ "1.2", "1.2.1", -1 },
	{ "007", "7", 0 },
	{ "18446744073709551616", "18446744073709551615", 1 },
	{ "1.00000000000000000000000000000000000000000000000002", "1.10", -1 },
	{ "1.99999999999999999999999999999999999999999999999999", "1.10", 1 },
	/* separators, case, `v`, build metadata */
	{ "5-1", "5.1", 0 },
	{ "5..1", "5.1", 0 },
	{ "1\\.2\\-3", "1.2-3", 0 },
	{ "1.0RC1", "1.0rc1", 0 },
	{ "v1.2", "1.2", 0 },
	{ "V1.2", "1.3", -1 },
	{ "vista", "v1", INCOMPARABLE },
	{ "1.0+build5", "1.0", 0 },
	{ "1.0\\+dfsg-2", "1.0+r7", 0 },
	{ "1.0+2", "1.0.1", -1 },
	/* zeros that do not count, and those that do */
	{ "2.4.0", "2.4", 0 },
	{ "2.4.0.0.0", "2.4", 0 },
	{ "2.4.0.1", "2.4", 1 },
	{ "2.4.0.0.1", "2.4.0.1", -1 },
	{ "1.0.0-rc1", "1.0-rc1", 0 },
	{ "1.0.0-rc1", "1-rc1", 0 },
	{ "1.0.0a", "1.0a", 0 },
	{ "0", "0.0", 0 },
	{ "0.0", "0.1", -1 },
	{ "0rc1", "0", -1 },
	{ "0.9", "1", -1 },
	{ "1.0.0", "1.0.0-rc1", 1 },
	{ "1.0.0.1", "1.0.0-rc1", 1 },
	{ "1.0.0a", "1.0.1", -1 },
	{ "1.rc0", "1.rc", 0 },
	{ "1.000.0", "1", 0 },
	/* letters after a digit */
	{ "1.1.1a", "1.1.1", 1 },
	{ "1.0.2", "1.0.2a", -1 },
	{ "1.0.2a", "1.0.2m", -1 },
	{ "1.0.2m", "1.0.2z", -1 },
	{ "1.0.2z", "1.0.2za", -1 },
	{ "1.0.2m", "1.0.2za", -1 },
	{ "1.0.2za", "1.0.3", -1 },
	{ "9.8", "9.8b", -1 },
	{ "9.8b", "9.8B", 0 },
	{ "9.8b", "9.8.1", -1 },
	/* words before the release */
	{ "1.0-alpha", "1.0-beta", -1 },
	{ "1.0-beta", "1.0-pre", -1 },
	{ "1.0-pre", "1.0-rc", -1 },
	{ "1.0-rc", "1.0", -1 },
	{ "1.0-preview", "1.0-milestone", 0 },
	{ "1.0-pre2", "1.0-preview3", -1 },
	{ "1.0-rc2", "1.0-cr2", 0 },
	{ "1.0-milestone9", "1.0-cr1", -1 },
	{ "5.6.dev1", "5.6", -1 },
	{ "5.6.dev1", "5.6alpha1", -1 },
	{ "1.0-rc1", "1.0-rc2", -1 },
	{ "1.0-rc", "1.0-rc1", -1 },
	{ "1.0-rc.10", "1.0-rc.9", 1 },
	{ "2.4.0-beta1", "2.4", -1 },
	{ "1.0a1", "1.0", -1 },
	{ "1.0a1", "1.0alpha1", 0 },
	{ "2.0b3", "2.0", -1 },
	{ "2.0b3", "2.0beta3", 0 },
	{ "2.0c1", "2.0rc1", 0 },
	{ "9.0.0.M1", "9.0.0", -1 },
	{ "9.0.0.M1", "9.0.0-milestone1", 0 },
	{ "9.0.0.M2", "9.0.0.M10", -1 },
	{ "9.0.0.M26", "9.0.0-rc1", -1 },
	{ "3.9.rc1", "3.9.g", -1 },
	/* words after it */
	{ "9.10", "9.10.post", -1 },
	{ "9.10.post", "9.10.1", -1 },
	{ "6.5", "6.5p1", -1 },
	{ "6.5p1", "6.5p2", -1 },
	{ "6.5p1", "6.6", -1 },
	{ "7.1", "7.1 sp1", -1 },
	{ "7.1 -", "7.1", 0 },
	{ "7.1 -", "7.1 sp1", -1 },
	{ "8", "8u212", -1 },
	{ "8 update 7", "8 update 212", -1 },
	{ "1.0-patch1", "1.0", 1 },
	{ "1.0-hotfix", "1.0", 1 },
	{ "1.0-sp1", "1.0", 1 },
	{ "1.0-update1", "1.0-rc1", 1 },
	{ "1.x", "1.0", 1 },
	{ "1.x", "1.1", -1 },
	{ "95SE", "98SP1", -1 },
	/* text */
	{ "vista", "XP", -1 },
	{ "xp", "xp", 0 },
	{ "xp", "5.1", INCOMPARABLE },
	{ "5.1", "trunk", INCOMPARABLE },
	{ "", "1", INCOMPARABLE },
	{ "1", "", INCOMPARABLE },
	{ "", "", INCOMPARABLE },
	{ "*", "1", INCOMPARABLE },
	{ "-", "-", INCOMPARABLE },
	{ "unknown", "unknown", INCOMPARABLE },
	{ "1.0", "Unknown", INCOMPARABLE },
	{ "+1", "1", INCOMPARABLE },
	{ "\xe7\x89\x88", "1", INCOMPARABLE },
	{ "1.\xe7\x89\x88.2", "1.2", 0 },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int there = INCOMPARABLE, back = INCOMPARABLE;

		version_compare(rows[i].a, rows[i].b, &there);
		version_compare(rows[i].b, rows[i].a, &back);
		if (back != INCOMPARABLE)
			back = -back;
		CHECK_ROW(there == rows[i].want, rows[i].a);
		CHECK_ROW(back == rows[i].want, rows[i].a);
	}
}

/* Whatever the versions: the order is one. */
static void
test_order(void)
{
	static const char *const piece[] = { "0", "1", "10", ".", "-", "a", "m",
		"p", "rc", "beta", "sp", "z", ".0", "+" };
	char v[3][64];
	int r[3] = { 0, 0, 0 };
	long wrong = 0;

	srandom(7);
	for (int i = 0; i < 200000; i++) {
		for (int k = 0; k < 3; k++) {
			v[k][0] = '\0';
			for (long n = 1 + random() % 6; n > 0; n--)
				strcat(v[k],
				    piece[random() % (long)(sizeof(piece) /
							    sizeof(piece[0]))]);
		}
		if (version_compare(v[0], v[1], &r[0]) < 0 ||
		    version_compare(v[1], v[2], &r[1]) < 0)
			continue;
		if (version_compare(v[0], v[2], &r[2]) < 0)
			wrong++;
		else if (r[0] <= 0 && r[1] <= 0 &&
			 (r[2] > 0 || (r[2] == 0 && r[0] + r[1] < 0)))
			wrong++;
	}
	CHECK(wrong == 0);
}

/* Linear: a quadratic comparison would take minutes here. */
static void
test_length(void)
{
	size_t n = 4000000;
	char *a = malloc(n + 3), *b = malloc(n + 3);
	int r = 0;

	for (size_t i = 0; i < n; i += 2)
		memcpy(a + i, "0.", 2);
	memcpy(a, "1", 1);
	memcpy(b, a, n);
	memcpy(a + n, "5", 2);
	memcpy(b + n, "rc", 3);
	CHECK(version_compare(a, b, &r) == 0 && r == 1);
	memset(a, '7', n);
	memset(b, '7', n);
	a[n] = b[n] = '\0';
	CHECK(version_compare(a, b, &r) == 0 && r == 0);
	free(a);
	free(b);
}

int
main(void)
{
	test_rows();
	test_order();
	test_length();
	return done();
}
