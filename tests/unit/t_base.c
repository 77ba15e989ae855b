#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/cmd.h"
#include "base/decimal.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "check.h"

static const struct {
	const char *text;
	int64_t t; /* -1: refused */
} time_row[] = {
	{ "1970-01-01", 0 },
	{ "1970-01-01T00:00:01Z", 1 },
	{ "2020-09-30T13:40:18.163", 1601473218 },
	{ "2025-05-01T00:00:00+0000", 1746057600 },
	{ "2026-01-19T16:00:01-05:00", 1768856401 },
	{ "2026-01-20T06:00:01+09:00", 1768856401 },
	{ "2024-02-29", 1709164800 },
	{ "2023-02-29", -1 },
	{ "2026-13-01", -1 },
	{ "2026-00-10", -1 },
	{ "2026-1-1", -1 },
	{ "2026-01-01T24:00:00Z", -1 },
	{ "2026-01-01T00:00:00Zx", -1 },
	{ "2026-01-01T00:00:00+9", -1 },
	{ "2026-01-01T", -1 },
	{ "", -1 },
};

static void
times(void)
{
	char text[CLOCK_TEXT];
	int64_t t, days;

	for (size_t i = 0; i < sizeof time_row / sizeof *time_row; i++) {
		int rc = clock_parse(time_row[i].text, &t);

		CHECK_ROW((rc == 0) == (time_row[i].t >= 0), time_row[i].text);
		if (rc == 0)
			CHECK_ROW(t == time_row[i].t, time_row[i].text);
	}
	CHECK(strcmp(clock_format(1601473218, text), "2020-09-30T13:40:18Z") ==
	      0);
	CHECK(strcmp(clock_format(-1, text), "1969-12-31T23:59:59Z") == 0);
	/* a year that has not four digits */
	CHECK(strcmp(clock_format(INT64_MAX / 2, text),
		  "1970-01-01T00:00:00Z") == 0);
	CHECK(strcmp(clock_format(253402300800, text),
		  "1970-01-01T00:00:00Z") == 0);
	/* 15:00 UTC is the next day in Japan */
	CHECK(
	    strcmp(clock_format_jst_date(1601478000, text), "2020-10-01") == 0);
	CHECK(clock_parse_date("2026-01-31", &days) == 0 &&
	      strcmp(clock_format_date(days, text), "2026-01-31") == 0);
	CHECK(clock_parse_date("2026-01-31T00:00:00Z", &days) < 0);
	clock_set(42);
	CHECK(clock_now() == 42);
}

static const struct {
	const char *text;
	size_t n;
	int valid;
} utf8_row[] = {
	{ "abc", 3, 1 },
	{ "\xe6\x97\xa5", 3, 1 },
	{ "\xf0\x9f\x98\x80", 4, 1 },
	{ "\xc0\xaf", 2, 0 }, /* not the shortest form */
	{ "\xe0\x80\xaf", 3, 0 },
	{ "\xed\xa0\x80", 3, 0 },     /* surrogate */
	{ "\xf4\x90\x80\x80", 4, 0 }, /* above U+10FFFF */
	{ "\xe6\x97", 2, 0 },	      /* cut off */
	{ "\x80", 1, 0 },
	{ "", 0, 1 },
};

static void
utf8(void)
{
	char dirty[] = "a\033[31m\xc2\x9b"
		       "b\xff\xe2\x80\xae"
		       "c\xe6\x97\xa5";

	for (size_t i = 0; i < sizeof utf8_row / sizeof *utf8_row; i++)
		CHECK_ROW(utf8_valid(utf8_row[i].text, utf8_row[i].n) ==
			      utf8_row[i].valid,
		    utf8_row[i].text);
	utf8_clean(dirty);
	CHECK(strcmp(dirty, "a?[31m??b????c\xe6\x97\xa5") == 0);
	CHECK(utf8_is_harmful(0x61c) && utf8_is_harmful(0x202e));
	CHECK(utf8_is_harmful(0xfeff) && !utf8_is_harmful(0x3042));
	CHECK(utf8_is_ascii("a~") && !utf8_is_ascii("\xc3\xa4"));
}

static void
buffers(void)
{
	struct arena a = ARENA_INIT;
	struct buf b;
	char *p;

	buf_init(&b, 10);
	CHECK(b.len == 0 && *b.data == '\0');
	buf_adds(&b, "12345");
	buf_addf(&b, "%d", 6789);
	CHECK(b.len == 9 && !b.overflow);
	buf_adds(&b, "xy");
	CHECK(b.overflow && strcmp(b.data, "123456789") == 0);
	buf_addc(&b, 'z');
	CHECK(b.len == 9);
	buf_clear(&b);
	buf_adds(&b, "0123456789");
	CHECK(b.len == 10 && !b.overflow);
	buf_free(&b);
	for (size_t n = 1; n < 300000; n *= 3) {
		p = arena_alloc(&a, n);
		memset(p, 'x', n);
		CHECK(((uintptr_t)p & 15) == 0);
	}
	arena_reset(&a);
	CHECK(strcmp(arena_strndup(&a, "abc", 2), "ab") == 0);
	arena_free(&a);
}

static void
codes(void)
{
	CHECK(cmd_worse(CMD_OK, CMD_NO) == CMD_NO);
	CHECK(cmd_worse(CMD_DATA, CMD_NO) == CMD_DATA);
	CHECK(cmd_worse(CMD_DATA, CMD_RETRY) == CMD_RETRY);
	CHECK(cmd_worse(CMD_UNAVAILABLE, CMD_RETRY) == CMD_UNAVAILABLE);
	CHECK(cmd_worse(CMD_IO, CMD_CONF) == CMD_IO);
	CHECK(cmd_worse(CMD_IO, CMD_BUG) == CMD_BUG);
	CHECK(cmd_worse(CMD_OK, CMD_OK) == CMD_OK);
}

static const struct {
	uint64_t n;
	int width;
	const char *text;
} decimal_row[] = {
	{ 0, 0, "0" },
	{ 0, 4, "0000" },
	{ 7, 2, "07" },
	{ 10, 1, "10" },
	{ 12345, 4, "12345" },
	{ UINT64_MAX, 1, "18446744073709551615" },
};

static void
decimals(void)
{
	char text[DECIMAL_MAX];

	for (size_t i = 0; i < sizeof decimal_row / sizeof *decimal_row; i++) {
		char *end =
		    decimal(text, decimal_row[i].n, decimal_row[i].width);

		CHECK_ROW(strcmp(text, decimal_row[i].text) == 0 &&
			      end == text + strlen(text),
		    decimal_row[i].text);
	}
}

int
main(void)
{
	decimals();
	utf8();
	buffers();
	codes();
	times();
	return done();
}
