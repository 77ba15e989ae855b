#include "text/mime.h"

#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "rec/address.h"

#define LINE 76	      /* bytes in a header line that holds encoded-words */
#define WORD_FRAME 12 /* "=?UTF-8?B?" and "?=" */
#define WORD_MAX 75   /* an encoded-word with its frame */
#define ID_MAX 250    /* a message id */

static int
is_atext(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Length of the dot-atom at `s`, 0 if there is none. */
static size_t
dot_atom(const char *s)
{
	size_t n = 0;

	for (;;) {
		size_t start = n;

		while (is_atext((unsigned char)s[n]))
			n++;
		if (n == start)
			return 0;
		if (s[n] != '.')
			return n;
		n++;
	}
}

static int
id_ok(const char *s, size_t n)
{
	char id[ID_MAX + 1];
	size_t local;

	if (n == 0 || n > ID_MAX)
		return 0;
	memcpy(id, s, n);
	id[n] = '\0';
	local = dot_atom(id);
	return local > 0 && id[local] == '@' &&
	       dot_atom(id + local + 1) == n - local - 1;
}

static int
text_ok(const char *s)
{
	size_t left = strlen(s), n;
	unsigned cp;

	for (; left > 0; s += n, left -= n) {
		n = utf8_next(s, left, &cp);
		if (n == 0 || utf8_is_harmful(cp))
			return 0;
	}
	return 1;
}

void
mime_clean(char *s)
{
	char *to = s;
	size_t left = strlen(s), n;
	unsigned cp;

	for (; left > 0; s += n, left -= n) {
		n = utf8_next(s, left, &cp);
		if (n == 0 || utf8_is_harmful(cp)) {
			*to++ = ' ';
			n = n == 0 ? 1 : n;
			continue;
		}
		memmove(to, s, n);
		to += n;
	}
	*to = '\0';
}

/* Marks that belong to the character before them. */
static int
is_mark(unsigned cp)
{
	return (cp >= 0x300 && cp <= 0x36f) || (cp >= 0x3099 && cp <= 0x309a) ||
	       (cp >= 0xfe00 && cp <= 0xfe0f) || cp == 0x200d ||
	       (cp >= 0xe0100 && cp <= 0xe01ef) ||
	       (cp >= 0x1f3fb && cp <= 0x1f3ff);
}

static const char base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
add_base64(struct buf *out, const char *data, size_t n)
{
	const unsigned char *s = (const unsigned char *)data;

	for (; n > 0; s += 3) {
		unsigned long v = (unsigned long)s[0] << 16 |
				  (n > 1 ? (unsigned long)s[1] << 8 : 0) |
				  (n > 2 ? s[2] : 0);
		char four[4] = { base64[v >> 18], base64[v >> 12 & 63],
			n > 1 ? base64[v >> 6 & 63] : '=',
			n > 2 ? base64[v & 63] : '=' };

		buf_add(out, four, 4);
		n -= n > 2 ? 3 : n;
	}
}

/*
 * How many bytes of `s` go into one encoded-word: whole characters, not
 * parted from their marks unless that would leave nothing.
 */
static size_t
word_len(const char *s, size_t left, size_t max)
{
	size_t used = 0, n, mark = 0;
	unsigned cp;

	if (left <= max)
		return left;
	while (used < left) {
		n = utf8_next(s + used, left - used, &cp);
		if (!is_mark(cp))
			mark = used;
		if (used + n > max)
			return mark > 0 ? mark : used;
		used += n;
	}
	return used;
}

/* `column`: where the line is already; returns where it is then. */
static size_t
add_words(struct buf *out, const char *s, size_t column)
{
	size_t left = strlen(s), n;

	while (left > 0) {
		size_t room = LINE - column;

		if (room > WORD_MAX)
			room = WORD_MAX;
		n = word_len(s, left, (room - WORD_FRAME) / 4 * 3);
		buf_adds(out, "=?UTF-8?B?");
		add_base64(out, s, n);
		buf_adds(out, "?=");
		column += WORD_FRAME + (n + 2) / 3 * 4;
		s += n;
		left -= n;
		if (left > 0) {
			buf_adds(out, "\r\n ");
			column = 1;
		}
	}
	return column;
}

/* Can this ASCII text stand as it is, folded at its spaces? */
static int
plain_ok(const char *s)
{
	size_t run = 0;

	if (!utf8_is_ascii(s) || strstr(s, "=?") != NULL || *s == ' ' ||
	    *s == '\0' || s[strlen(s) - 1] == ' ')
		return 0;
	for (; *s != '\0'; s++) {
		run = *s == ' ' ? 0 : run + 1;
		if (run > 60)
			return 0;
	}
	return 1;
}

static void
add_text(struct buf *out, const char *name, const char *s)
{
	size_t column = strlen(name) + 2;

	buf_addf(out, "%s: ", name);
	if (!plain_ok(s)) {
		add_words(out, s, column);
		buf_adds(out, "\r\n");
		return;
	}
	while (*s != '\0') {
		size_t space = strspn(s, " ");
		size_t n = space + strcspn(s + space, " ");

		if (column + n > 78) {
			buf_adds(out, "\r\n");
			column = 0;
		}
		buf_add(out, s, n);
		column += n;
		s += n;
	}
	buf_adds(out, "\r\n");
}

/* "name <address>", in angle brackets also for List-Id. */
static void
add_address(
    struct buf *out, const char *field, const char *name, const char *address)
{
	size_t column = strlen(field) + 2;

	buf_addf(out, "%s: ", field);
	if (name == NULL || *name == '\0') {
		buf_addf(out, "<%s>\r\n", address);
		return;
	}
	if (utf8_is_ascii(name) && strstr(name, "=?") == NULL &&
	    strlen(name) <= 60) {
		size_t start = out->len;

		buf_addc(out, '"');
		for (const char *p = name; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\')
				buf_addc(out, '\\');
			buf_addc(out, *p);
		}
		buf_addc(out, '"');
		column += out->len - start;
	} else {
		column = add_words(out, name, column);
	}
	buf_adds(out, column + strlen(address) + 3 > LINE ? "\r\n" : "");
	buf_addf(out, " <%s>\r\n", address);
}

static void
add_date(struct buf *out, int64_t date, int zone)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)(date + zone * 60);
	int off = zone < 0 ? -zone : zone;
	struct tm tm;

	gmtime_r(&t, &tm);
	buf_addf(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d %c%02d%02d\r\n",
	    days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    zone < 0 ? '-' : '+', off / 60, off % 60);
}

static size_t
count_ids(const char *s)
{
	size_t n = 0;

	while (*(s += strspn(s, " ")) != '\0') {
		s += strcspn(s, " ");
		n++;
	}
	return n;
}

/* The first is the root of the thread; of the others the last count. */
static void
add_references(struct buf *out, const char *s)
{
	size_t n = count_ids(s), i = 0, len;
	const char *last = s;

	if (n == 0)
		return;
	buf_adds(out, "References:");
	for (; *(s += strspn(s, " ")) != '\0'; s += len, i++) {
		len = strcspn(s, " ");
		last = s;
		if (i == 0 || i + MIME_REFS_MAX > n)
			buf_addf(out, "%s <%.*s>", i == 0 ? "" : "\r\n",
			    (int)len, s);
	}
	buf_addf(
	    out, "\r\nIn-Reply-To: <%.*s>\r\n", (int)strcspn(last, " "), last);
}

/* Line ends as they go over the wire: CRLF, and one at the end. */
static void
canonical(struct buf *to, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '\r' && s[1] == '\n')
			continue;
		if (*s == '\n' || *s == '\r')
			buf_adds(to, "\r\n");
		else
			buf_addc(to, *s);
	}
	if (to->len > 0 && to->data[to->len - 1] != '\n')
		buf_adds(to, "\r\n");
}

static void
body_base64(struct buf *out, const struct buf *text)
{
	for (size_t i = 0; i < text->len; i += 57) {
		add_base64(out, text->data + i,
		    text->len - i < 57 ? text->len - i : 57);
		buf_adds(out, "\r\n");
	}
}

/* One line without its CRLF; "." and "From " survive every transport. */
static void
quoted_line(struct buf *out, const char *s, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t column = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		int escape = c < ' ' || c > '~' || c == '=';

		if (c == ' ' || c == '\t')
			escape = i + 1 == n;
		else if (i == 0)
			escape |= c == '.' || (c == 'F' && n >= 5 &&
						  memcmp(s, "From ", 5) == 0);
		if (column + (escape ? 3 : 1) > (i + 1 == n ? 76 : 75)) {
			buf_adds(out, "=\r\n");
			column = 0;
		}
		if (escape) {
			buf_addc(out, '=');
			buf_addc(out, hex[c >> 4]);
			buf_addc(out, hex[c & 15]);
		} else {
			buf_addc(out, (char)c);
		}
		column += escape ? 3 : 1;
	}
	buf_adds(out, "\r\n");
}

static void
body_quoted(struct buf *out, const struct buf *text)
{
	const char *s = text->data;

	while (*s != '\0') {
		const char *end = strstr(s, "\r\n");

		quoted_line(out, s, (size_t)(end - s));
		s = end + 2;
	}
}

/* RFC 5322: no line of more than 998 bytes. */
static int
lines_fit(const char *s)
{
	for (; *s != '\0'; s += strcspn(s, "\n") + 1)
		if (strcspn(s, "\r\n") > 998)
			return 0;
	return 1;
}

static void
add_body(struct buf *out, const char *lang, const char *body, int eight_bit)
{
	struct buf text;
	size_t ascii = 0;

	buf_init(&text, out->max);
	canonical(&text, body);
	out->overflow |= text.overflow;
	for (size_t i = 0; i < text.len; i++)
		ascii += (unsigned char)text.data[i] < 0x80;
	buf_adds(out, "MIME-Version: 1.0\r\n"
		      "Content-Type: text/plain; charset=UTF-8\r\n");
	if (lang != NULL)
		buf_addf(out, "Content-Language: %s\r\n", lang);
	if (eight_bit && lines_fit(text.data)) {
		buf_adds(out, "Content-Transfer-Encoding: 8bit\r\n\r\n");
		buf_add(out, text.data, text.len);
	} else if (ascii * 100 > text.len * 85 && !out->overflow) {
		buf_adds(
		    out, "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
		body_quoted(out, &text);
	} else {
		buf_adds(out, "Content-Transfer-Encoding: base64\r\n\r\n");
		body_base64(out, &text);
	}
	buf_free(&text);
}

static int
ids_ok(const char *s)
{
	size_t n;

	for (; *(s += strspn(s, " ")) != '\0'; s += n) {
		n = strcspn(s, " ");
		if (!id_ok(s, n))
			return 0;
	}
	return 1;
}

static int
field_ok(const struct mime_field *f)
{
	size_t n = strlen(f->name);

	return strncmp(f->name, "X-VVS-", 6) == 0 && n > 6 && n < 40 &&
	       strspn(f->name + 6,
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-") ==
		   n - 6 &&
	       text_ok(f->value);
}

static const char *
check_addresses(const struct mime *m)
{
	if (!address_mail_ok(m->from))
		return "sender is not one mail address";
	if (!address_mail_ok(m->to))
		return "recipient is not one mail address";
	if (m->reply_to != NULL && !address_mail_ok(m->reply_to))
		return "reply-to is not one mail address";
	if (m->list_id != NULL && dot_atom(m->list_id) != strlen(m->list_id))
		return "list id is not a dotted name";
	return NULL;
}

static const char *
check(const struct mime *m)
{
	const char *why = check_addresses(m);

	if (why != NULL)
		return why;
	if ((m->from_name != NULL && !text_ok(m->from_name)) ||
	    (m->to_name != NULL && !text_ok(m->to_name)) ||
	    (m->list_name != NULL && !text_ok(m->list_name)))
		return "control character in a name";
	if (!text_ok(m->subject))
		return "control character in the subject";
	if (!id_ok(m->message_id, strlen(m->message_id)))
		return "malformed message id";
	if (m->references != NULL && !ids_ok(m->references))
		return "malformed references";
	if (m->lang != NULL && (dot_atom(m->lang) != strlen(m->lang)))
		return "malformed language";
	for (const struct mime_field *f = m->field; f && f->name; f++)
		if (!field_ok(f))
			return "malformed field";
	if (!utf8_valid(m->body, strlen(m->body)))
		return "text is not UTF-8";
	return NULL;
}

static void
add_header(struct buf *out, const struct mime *m)
{
	add_date(out, m->date, m->zone);
	add_address(out, "From", m->from_name, m->from);
	add_address(out, "To", m->to_name, m->to);
	if (m->reply_to != NULL)
		add_address(out, "Reply-To", NULL, m->reply_to);
	add_text(out, "Subject", m->subject);
	buf_addf(out, "Message-ID: <%s>\r\n", m->message_id);
	if (m->references != NULL)
		add_references(out, m->references);
	if (m->list_id != NULL)
		add_address(out, "List-Id", m->list_name, m->list_id);
	buf_adds(out, "Auto-Submitted: auto-generated\r\n"
		      "X-Auto-Response-Suppress: All\r\n");
	for (const struct mime_field *f = m->field; f && f->name; f++)
		add_text(out, f->name, f->value);
}

const char *
mime_build(struct buf *out, const struct mime *m)
{
	size_t before = out->len;
	const char *why = check(m);

	if (why != NULL)
		return why;
	add_header(out, m);
	add_body(out, m->lang, m->body, m->eight_bit);
	if (!out->overflow)
		return NULL;
	out->len = before;
	out->data[before] = '\0';
	out->overflow = 0;
	return "message too large";
}
