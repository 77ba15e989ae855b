#include "rec/terms.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static int64_t
limit(const struct json *record, const char *key, int64_t otherwise)
{
	const struct json *v = json_get(record, key);
	const char *text = v != NULL ? json_text(v) : NULL;
	int64_t n;

	if (text != NULL && strcmp(text, "unlimited") == 0)
		return TERMS_UNLIMITED;
	return json_int(v, &n) ? n : otherwise;
}

static struct terms_cover
read_cover(const struct json *v, int64_t otherwise)
{
	const struct json *scan = json_get(v, "network_scan");
	struct terms_cover c = { limit(v, "users", otherwise),
		limit(v, "addresses", otherwise), 0 };

	c.network_scan = scan == NULL && otherwise == TERMS_SAME
			     ? TERMS_SAME
			     : json_is_true(scan);
	return c;
}

static int
texts(const struct json *list, const char **out, int most)
{
	int n = 0;

	for (const struct json *e = json_first(list); e != NULL && n < most;
	     e = e->next)
		if (json_text(e) != NULL)
			out[n++] = json_text(e);
	return n;
}

void
terms_read(struct terms *t, const struct json *record)
{
	const struct json *e = json_first(json_get(record, "contacts"));

	*t = (struct terms){
		.id = json_str(record, "id"),
		.company = json_str(record, "company"),
		.kind = json_str(record, "kind"),
		.start = json_str(record, "start"),
		.end = json_str(record, "end"),
		.api_account = json_str(record, "api_account"),
		.suspended = json_str(record, "suspended"),
		.suspended_from = json_str(record, "suspended_from"),
		.suspended_until = json_str(record, "suspended_until"),
		.ended = json_str(record, "ended"),
		.now = read_cover(record, TERMS_UNLIMITED),
		.next = read_cover(json_get(record, "next"), TERMS_SAME),
		.next_from = json_str(json_get(record, "next"), "from"),
		.has_passphrase = json_is_true(json_get(record, "passphrase")),
	};
	for (; e != NULL && t->contacts < TERMS_CONTACTS; e = e->next) {
		t->contact[t->contacts].name = json_str(e, "name");
		t->contact[t->contacts].email = json_str(e, "email");
		if (t->contact[t->contacts].name != NULL &&
		    t->contact[t->contacts].email != NULL)
			t->contacts++;
	}
	t->lists = texts(json_get(record, "lists"), t->list, TERMS_LISTS);
	t->sources =
	    texts(json_get(record, "sources"), t->source, TERMS_SOURCES);
}

/* What is `absent` is left out. */
static void
write_cover(struct jsonw *w, const struct terms_cover *c, int64_t absent)
{
	const int64_t n[] = { c->users, c->addresses };
	static const char *const key[] = { "users", "addresses" };

	for (int i = 0; i < 2; i++) {
		if (n[i] == absent)
			continue;
		jsonw_key(w, key[i]);
		if (n[i] == TERMS_UNLIMITED)
			jsonw_str(w, "unlimited");
		else
			jsonw_int(w, n[i]);
	}
	if (c->network_scan != TERMS_SAME) {
		jsonw_key(w, "network_scan");
		jsonw_bool(w, c->network_scan == 1);
	}
}

static void
write_texts(struct jsonw *w, const char *key, const char *const *text, int n)
{
	jsonw_key(w, key);
	jsonw_open(w, '[');
	for (int i = 0; i < n; i++)
		jsonw_str(w, text[i]);
	jsonw_close(w, ']');
}

void
terms_write(const struct terms *t, struct jsonw *w)
{
	jsonw_member(w, "type", "contract");
	jsonw_member(w, "id", t->id);
	jsonw_member(w, "company", t->company);
	jsonw_member(w, "kind", t->kind);
	jsonw_member(w, "start", t->start);
	jsonw_member(w, "end", t->end);
	write_cover(w, &t->now, TERMS_UNLIMITED);
	if (t->next_from != NULL) {
		jsonw_key(w, "next");
		jsonw_open(w, '{');
		jsonw_member(w, "from", t->next_from);
		write_cover(w, &t->next, TERMS_SAME);
		jsonw_close(w, '}');
	}
	jsonw_member(w, "api_account", t->api_account);
	jsonw_key(w, "passphrase");
	jsonw_bool(w, t->has_passphrase);
	jsonw_key(w, "contacts");
	jsonw_open(w, '[');
	for (int i = 0; i < t->contacts; i++) {
		jsonw_open(w, '{');
		jsonw_member(w, "name", t->contact[i].name);
		jsonw_member(w, "email", t->contact[i].email);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	write_texts(w, "lists", t->list, t->lists);
	write_texts(w, "sources", t->source, t->sources);
	jsonw_member(w, "suspended", t->suspended);
	jsonw_member(w, "suspended_from", t->suspended_from);
	jsonw_member(w, "suspended_until", t->suspended_until);
	jsonw_member(w, "ended", t->ended);
}

static void
change(int64_t *n, int64_t to)
{
	if (to != TERMS_SAME)
		*n = to;
}

void
terms_change(struct terms_cover *c, const struct terms_cover *to)
{
	change(&c->users, to->users);
	change(&c->addresses, to->addresses);
	change(&c->network_scan, to->network_scan);
}

void
terms_hold(struct terms *t, const char *today)
{
	if (t->next_from == NULL || strcmp(today, t->next_from) < 0)
		return;
	terms_change(&t->now, &t->next);
	t->next_from = NULL;
}

static int
is_less(int64_t less, int64_t more)
{
	if (less == TERMS_SAME || less == TERMS_UNLIMITED)
		return 0;
	return more == TERMS_UNLIMITED || less < more;
}

int
terms_is_less(const struct terms_cover *less, const struct terms_cover *more)
{
	return is_less(less->users, more->users) ||
	       is_less(less->addresses, more->addresses) ||
	       is_less(less->network_scan, more->network_scan);
}

int
terms_id_ok(const char *id)
{
	static const char known[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._-";
	size_t n = strlen(id);

	return n > 0 && n <= TERMS_ID_MAX && strspn(id, known) == n;
}

/* Networks that no packet comes from on the internet. */
static const struct {
	int family, bits;
	unsigned char first[4];
} local[] = {
	{ AF_INET, 8, { 0 } },
	{ AF_INET, 8, { 10 } },
	{ AF_INET, 10, { 100, 64 } },
	{ AF_INET, 8, { 127 } },
	{ AF_INET, 16, { 169, 254 } },
	{ AF_INET, 12, { 172, 16 } },
	{ AF_INET, 16, { 192, 168 } },
	{ AF_INET, 3, { 224 } },
	{ AF_INET6, 8, { 0 } },
	{ AF_INET6, 7, { 0xfc } },
	{ AF_INET6, 10, { 0xfe, 0x80 } },
	{ AF_INET6, 8, { 0xff } },
};

/* Is all of the network, of `bits`, within a local one or around it? */
static int
is_local(int family, const unsigned char *address, long bits)
{
	for (size_t i = 0; i < sizeof local / sizeof *local; i++) {
		int same = local[i].bits < bits ? local[i].bits : (int)bits;
		int n = 0;

		while (n < same && !((address[n / 8] ^ local[i].first[n / 8]) &
				       0x80 >> n % 8))
			n++;
		if (local[i].family == family && n == same)
			return 1;
	}
	return 0;
}

int
terms_is_network(const char *text)
{
	char host[64], *slash, *end;
	unsigned char address[16];
	int six = strchr(text, ':') != NULL;
	long bits = six ? 128 : 32;

	if (strlen(text) >= sizeof host)
		return 0;
	memcpy(host, text, strlen(text) + 1);
	slash = strchr(host, '/');
	if (slash != NULL) {
		*slash++ = '\0';
		if (*slash < '0' || *slash > '9')
			return 0;
		bits = strtol(slash, &end, 10);
		if (*end != '\0' || bits > (six ? 128 : 32))
			return 0;
	}
	return inet_pton(six ? AF_INET6 : AF_INET, host, address) == 1 &&
	       !is_local(six ? AF_INET6 : AF_INET, address, bits);
}
