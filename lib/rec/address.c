#include "rec/address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HOST_BYTES 253
#define LABEL_BYTES 63
#define LOCAL_BYTES 64
#define MAIL_BYTES 254

/* Labels of letters, digits and inner hyphens; the last is no number. */
static int
is_host(const char *s, size_t n)
{
	size_t label = 0;
	int digits = 1;

	if (n == 0 || n > HOST_BYTES)
		return 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '.') {
			if (label == 0 || s[i - 1] == '-')
				return 0;
			label = 0;
			digits = 1;
			continue;
		}
		if (c >= 0x80 || (!isalnum(c) && (c != '-' || label == 0)) ||
		    ++label > LABEL_BYTES)
			return 0;
		if (!isdigit(c))
			digits = 0;
	}
	return label > 0 && s[n - 1] != '-' && !digits;
}

int
address_host(const char *text, char out[ADDRESS_MAX])
{
	unsigned char raw[16];
	size_t n = strlen(text);

	if (inet_pton(AF_INET, text, raw) == 1)
		return inet_ntop(AF_INET, raw, out, ADDRESS_MAX) ? 0 : -1;
	if (inet_pton(AF_INET6, text, raw) == 1)
		return inet_ntop(AF_INET6, raw, out, ADDRESS_MAX) ? 0 : -1;
	if (n > 0 && text[n - 1] == '.')
		n--;
	if (!is_host(text, n))
		return -1;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)tolower((unsigned char)text[i]);
	out[n] = '\0';
	return 0;
}

static int
is_atext(char c)
{
	return isalnum((unsigned char)c) ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/*
 * Atoms joined by single dots.  In quotes dots may stand anywhere, which
 * some old addresses of Japanese carriers need; nothing else may.
 */
static int
is_local(const char *s, size_t n)
{
	int quoted = n > 2 && s[0] == '"' && s[n - 1] == '"';

	if (n == 0 || n > LOCAL_BYTES)
		return 0;
	if (quoted)
		s++, n -= 2;
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '.' && !is_atext(s[i]))
			return 0;
		if (!quoted && s[i] == '.' &&
		    (i == 0 || i + 1 == n || s[i + 1] == '.'))
			return 0;
	}
	return 1;
}

int
address_mail_ok(const char *mail)
{
	const char *at = strrchr(mail, '@');

	return at != NULL && strlen(mail) <= MAIL_BYTES &&
	       is_local(mail, (size_t)(at - mail)) &&
	       is_host(at + 1, strlen(at + 1));
}

static int
is_in(const char *const *list, const char *s)
{
	while (*list != NULL && strcasecmp(*list, s) != 0)
		list++;
	return *list != NULL;
}

/* "ml2" is as good as "ml"; "info+vvs" is read by whoever reads "info". */
static void
cut_number(char *s)
{
	size_t n = strlen(s);

	while (n > 1 && isdigit((unsigned char)s[n - 1]))
		n--;
	s[n] = '\0';
}

int
address_mail_is_list(const char *mail)
{
	static const char *const whole[] = { "abuse", "admin", "administrator",
		"admins", "all", "contact", "csirt", "dev", "eigyo", "everyone",
		"group", "help", "helpdesk", "hostmaster", "info", "infra",
		"it", "jimu", "jimukyoku", "jinji", "johosys", "kanri", "keiri",
		"list", "mail", "mailer-daemon", "members", "ml", "no-reply",
		"noc", "noreply", "office", "ops", "postmaster", "root",
		"sales", "security", "soc", "soumu", "staff", "support",
		"system", "team", "toiawase", "users", "webmaster", NULL };
	static const char *const word[] = { "admin", "all", "csirt", "group",
		"info", "list", "members", "ml", "support", "team", NULL };
	char local[LOCAL_BYTES + 1];
	const char *at = strrchr(mail, '@');
	char *rest = local, *w;

	if (at == NULL || at - mail > LOCAL_BYTES)
		return 0;
	snprintf(local, sizeof local, "%.*s", (int)(at - mail), mail);
	local[strcspn(local, "+")] = '\0';
	cut_number(local);
	if (is_in(whole, local))
		return 1;
	if (strpbrk(local, "-_.") == NULL)
		return 0;
	while ((w = strsep(&rest, "-_.")) != NULL) {
		cut_number(w);
		if (is_in(word, w))
			return 1;
	}
	return 0;
}
