#include "rec/terms.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static int64_t
limit(const struct json *record, const char *key)
{
	int64_t n;

	return json_int(json_get(record, key), &n) ? n : TERMS_UNLIMITED;
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
		.ended = json_str(record, "ended"),
		.users = limit(record, "users"),
		.addresses = limit(record, "addresses"),
		.network_scan = json_is_true(json_get(record, "network_scan")),
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

static void
write_limit(struct jsonw *w, const char *key, int64_t n)
{
	if (n == TERMS_UNLIMITED)
		return;
	jsonw_key(w, key);
	jsonw_int(w, n);
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
	write_limit(w, "users", t->users);
	write_limit(w, "addresses", t->addresses);
	jsonw_key(w, "network_scan");
	jsonw_bool(w, t->network_scan);
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
	jsonw_member(w, "ended", t->ended);
}

int
terms_is_network(const char *text)
{
	char host[64], *slash, *end;
	unsigned char address[16];
	int six = strchr(text, ':') != NULL;
	long bits;

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
	return inet_pton(six ? AF_INET6 : AF_INET, host, address) == 1;
}
