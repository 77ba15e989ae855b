/*
 * With arguments (subject, recipient's name, body, references) prints one
 * message, which tests/cmd/mime.bats gives to another decoder.
 */

#include <string.h>

#include "base/mem.h"
#include "rec/address.h"
#include "text/mime.h"

#include "check.h"

static struct mime
sample(void)
{
	return (struct mime){
		.from = "vvs@example.jp",
		.from_name = "脆弱性見える化",
		.to = "sato@example.jp",
		.subject = "hello",
		.message_id = "vvs.1.2.3@example.jp",
		.lang = "ja",
		.date = 1785315605,
		.zone = 540,
		.body = "text\n",
	};
}

static void
addresses(void)
{
	static const struct {
		const char *address;
		int ok;
	} row[] = {
		{ "sato@example.jp", 1 },
		{ "a.b+c@x-y.example.jp", 1 },
		{ "root@localhost", 1 },
		{ "\"a..b.\"@carrier.example.jp", 1 },
		{ "O'Neil@example.com", 1 },
		{ "a@xn--wgv71a.jp", 1 },
		{ "", 0 },
		{ "@example.jp", 0 },
		{ "sato", 0 },
		{ "sato@", 0 },
		{ "a..b@example.jp", 0 },
		{ ".a@example.jp", 0 },
		{ "a.@example.jp", 0 },
		{ "a b@example.jp", 0 },
		{ "\"a b\"@example.jp", 0 },
		{ "a@b@c", 0 },
		{ "a@example.jp,b@example.jp", 0 },
		{ "a@example.jp b@example.jp", 0 },
		{ "<a@example.jp>", 0 },
		{ "a@x>\r\nRCPT TO:<evil@x", 0 },
		{ "a@example.jp\n", 0 },
		{ "a@example..jp", 0 },
		{ "a@-example.jp", 0 },
		{ "a@example-.jp", 0 },
		{ "a@example.jp.", 0 },
		{ "a@[192.0.2.1]", 0 },
		{ "佐藤@example.jp", 0 },
		{ "a@例え.jp", 0 },
		{ "\"\"@example.jp", 0 },
		{ "\"a\\\"@example.jp", 0 },
		{ "a123456789012345678901234567890123456789012345678901234567"
		  "890123@example.jp",
		    1 },
		{ "a123456789012345678901234567890123456789012345678901234567"
		  "8901234@example.jp",
		    0 },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		CHECK_ROW(address_mail_ok(row[i].address) == row[i].ok,
		    row[i].address);
}

/* Every way in for a line break or a disguise is closed. */
static void
refused(void)
{
	static const char *const bad[] = { "a\r\nBcc: evil@x", "a\nb", "a\rb",
		"a\tb", "a\x7f", "a\x1b[1m",
		"a\xc2\x85"
		"b",
		"a\xe2\x80\xa8"
		"b",
		"a\xe2\x80\xa9"
		"b",
		"a\xe2\x80\xae"
		"b",
		"a\xe2\x81\xa6"
		"b",
		"\xff", "\xed\xa0\x80", "\xc0\x8a" };
	struct mime_field field[] = { { "X-VVS-CVE", "x" }, { 0 } };
	struct buf out;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct mime m[7];
		char text[40];

		for (int k = 0; k < 7; k++)
			m[k] = sample();
		m[0].subject = bad[i];
		m[1].from_name = bad[i];
		m[2].to_name = bad[i];
		m[3].to = bad[i];
		m[4].message_id = bad[i];
		m[5].references = bad[i];
		field[0].value = bad[i];
		m[6].field = field;
		for (int k = 0; k < 7; k++)
			CHECK_ROW(mime_build(&out, &m[k]) != NULL, bad[i]);
		strcpy(text, bad[i]);
		mime_clean(text);
		m[0].subject = text;
		CHECK_ROW(mime_build(&out, &m[0]) == NULL, bad[i]);
		buf_clear(&out);
	}
	field[0] = (struct mime_field){ "Bcc", "evil@x" };
	struct mime m = sample();
	m.field = field;
	CHECK(mime_build(&out, &m) != NULL);
	m = sample();
	m.body = "\xff";
	CHECK(mime_build(&out, &m) != NULL);
	CHECK(out.len == 0);
	buf_free(&out);
}

static const char *
header(const char *subject, struct buf *out)
{
	struct mime m = sample();

	m.subject = subject;
	buf_clear(out);
	CHECK(mime_build(out, &m) == NULL);
	return strstr(out->data, "\r\nSubject: ") + 2;
}

static int
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static void
subjects(void)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	CHECK(begins(header("hello", &out), "Subject: hello\r\nMessage-ID"));
	CHECK(begins(header("a =?UTF-8?Q?x?=", &out), "Subject: =?UTF-8?B?"));
	CHECK(begins(
	    header("緊急", &out), "Subject: =?UTF-8?B?57eK5oCl?=\r\nMess"));
	/* 39 bytes fit on the first line, 45 on the others */
	CHECK(begins(header("あいうえおかきくけこさしすせ", &out),
	    "Subject: =?UTF-8?B?44GC44GE44GG44GI44GK44GL44GN44GP44GR44GT44GV44G"
	    "X44GZ?=\r\n =?UTF-8?B?44Gb?=\r\n"));
	/* a voiced mark stays with its kana */
	CHECK(begins(header("あいうえおかきくけこさしか\xe3\x82\x99", &out),
	    "Subject: =?UTF-8?B?44GC44GE44GG44GI44GK44GL44GN44GP44GR44GT44GV44G"
	    "X?=\r\n"));
	CHECK(
	    begins(header("Apache Log4j2 JNDI features do not protect against "
			  "attacker controlled LDAP endpoints",
		       &out),
		"Subject: Apache Log4j2 JNDI features do not protect against "
		"attacker\r\n controlled LDAP endpoints\r\n"));
	buf_free(&out);
}

/* CRLF only, no line over 78 bytes, a header line is a field or folded. */
static int
form_ok(const char *s)
{
	int in_header = 1;

	while (*s != '\0') {
		size_t n = strcspn(s, "\r\n");

		if (n > 78 || s[n] != '\r' || s[n + 1] != '\n')
			return 0;
		if (in_header && n > 0 && *s != ' ' &&
		    (memchr(s, ':', n) == NULL || *s < 'A' || *s > 'Z'))
			return 0;
		for (size_t i = 0; i < n; i++)
			if (s[i] < ' ' || s[i] > '~')
				return 0;
		if (n == 0)
			in_header = 0;
		s += n + 2;
	}
	return !in_header;
}

static void
forms(void)
{
	static const char *const text[] = { "", "a", "a\n\n\nb", ".\n.a\n",
		"From me\n", "tail \n", "tab\t\n", "日本語の本文です。\n",
		"mostly ascii, then 日本\n", "a\r\nb\rc\n",
		"0123456789012345678901234567890123456789012345678901234567890"
		"12345678901234=\n",
		"012345678901234567890123456789012345678901234567890123456789"
		"0123456789012345\n",
		"012345678901234567890123456789012345678901234567890123456789"
		"012345678901234=67\n" };
	struct buf out;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct mime m = sample();

		m.body = text[i];
		m.to_name = text[7];
		if (i != 7)
			m.to_name = NULL;
		buf_clear(&out);
		if (i == 7) {
			CHECK(mime_build(&out, &m) != NULL); /* line break */
			m.to_name = "佐藤 花子（システム担当者）情報基盤統括部"
				    "第一運用グループ";
		}
		CHECK_ROW(mime_build(&out, &m) == NULL, text[i]);
		CHECK_ROW(form_ok(out.data), text[i]);
		CHECK_ROW(strstr(out.data, "\r\n.") == NULL, text[i]);
		CHECK_ROW(strstr(out.data, "\r\nFrom ") == NULL, text[i]);
	}
	buf_free(&out);
	buf_init(&out, 300);
	struct mime m = sample();
	CHECK(mime_build(&out, &m) != NULL && out.len == 0);
	buf_free(&out);
}

static void
threads(void)
{
	struct mime m = sample();
	struct buf out, refs;
	const char *p;
	int n = 0;

	buf_init(&out, 1 << 20);
	buf_init(&refs, 1 << 20);
	for (int i = 0; i < 30; i++)
		buf_addf(&refs, "id%d@example.jp ", i);
	m.references = refs.data;
	CHECK(mime_build(&out, &m) == NULL);
	p = strstr(out.data, "References: <id0@example.jp>\r\n <id11@");
	CHECK(p != NULL);
	for (; p != NULL && (p = strstr(p, "<id")) != NULL; p++)
		n++;
	CHECK(n == MIME_REFS_MAX + 1); /* and once as In-Reply-To */
	CHECK(strstr(out.data, "\r\nIn-Reply-To: <id29@example.jp>\r\n") != 0);
	CHECK(
	    strstr(out.data, "Date: Wed, 29 Jul 2026 18:00:05 +0900\r\n") != 0);
	buf_free(&refs);
	buf_free(&out);
}

static int
print(char **argv)
{
	struct mime m = sample();
	struct mime_field field[] = { { "X-VVS-CVE", "CVE-2021-44228" },
		{ 0 } };
	struct buf out;
	const char *why;

	m.subject = argv[0];
	m.to_name = argv[1];
	m.body = argv[2];
	m.references = argv[3];
	m.list_id = "vvs.example.jp";
	m.list_name = "脆弱性のお知らせ";
	m.field = field;
	buf_init(&out, 1 << 20);
	why = mime_build(&out, &m);
	fputs(why != NULL ? why : out.data, stdout);
	buf_free(&out);
	return why != NULL;
}

int
main(int argc, char **argv)
{
	if (argc == 5)
		return print(argv + 1);
	addresses();
	refused();
	subjects();
	forms();
	threads();
	return done();
}
