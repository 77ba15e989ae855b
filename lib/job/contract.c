#include "job/contract.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/utf8.h"
#include "io/passphrase.h"
#include "job/actor.h"
#include "job/holidays.h"
#include "rec/address.h"
#include "rec/terms.h"
#include "store/contract.h"
#include "store/ledger.h"
#include "text/date.h"
#include "workflow/contract.h"

#define BODY_MAX 65536
#define TEXT_MAX 600 /* bytes of a name or a reason */

struct deal {
	struct store *st;
	const struct given *given;
	int argc;
	char **argv;
	struct arena arena;
	struct terms terms;
};

/* An option that is text for people; NULL if it was not given. */
static const char *
take_text(struct deal *d, const char *option)
{
	const char *text = given_get(d->given, option);

	if (text == NULL)
		return NULL;
	if (*text == '\0' || strlen(text) > TEXT_MAX ||
	    !utf8_valid(text, strlen(text)))
		cmd_usage("--%s is no text of 1 to %d bytes", option, TEXT_MAX);
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			cmd_usage("--%s has a control character", option);
	return text;
}

static const char *
keep(struct deal *d, const char *text)
{
	return arena_strndup(&d->arena, text, strlen(text));
}

static const char *
take_day(struct deal *d, const char *option)
{
	const char *text = given_get(d->given, option);
	char date[CLOCK_TEXT];
	int64_t day;

	if (text == NULL)
		return NULL;
	if (date_parse(text, &day) < 0)
		cmd_usage("'%s' is no date", text);
	return keep(d, clock_format_date(day, date));
}

/* A number, or "unlimited". */
static void
take_limit(struct deal *d, const char *option, int64_t *n)
{
	const char *text = given_get(d->given, option);
	char *end;

	if (text == NULL)
		return;
	errno = 0;
	*n = strtoll(text, &end, 10);
	if (strcmp(text, "unlimited") == 0)
		*n = TERMS_UNLIMITED;
	else if (errno != 0 || *end != '\0' || end == text || *n < 0)
		cmd_usage("'%s' is no number", text);
}

static int
months_of(const struct terms *t)
{
	return strcmp(t->kind, "monthly") == 0 ? 1 : 12;
}

static void
set_period(struct deal *d)
{
	const char *kind = given_get(d->given, "kind");
	const char *start = take_day(d, "start"), *end = take_day(d, "end");
	struct terms *t = &d->terms;
	char date[CLOCK_TEXT];
	int64_t first;

	if (kind != NULL && strcmp(kind, "annual") != 0 &&
	    strcmp(kind, "monthly") != 0)
		cmd_usage("--kind is annual or monthly");
	t->kind = kind != NULL ? kind : t->kind;
	t->start = start != NULL ? start : t->start;
	if (t->id == NULL || t->company == NULL || t->kind == NULL ||
	    t->start == NULL)
		cmd_usage(
		    "a contract needs --id, --company, --kind and --start");
	if (end == NULL && (start != NULL || kind != NULL)) {
		clock_parse_date(t->start, &first);
		clock_format_date(
		    calendar_period_end(first, months_of(t)), date);
		end = keep(d, date);
	}
	t->end = end != NULL ? end : t->end;
	if (strcmp(t->end, t->start) < 0)
		cmd_usage("it ends before it starts");
}

static void
set(struct deal *d)
{
	const char *scan = given_get(d->given, "network-scan"), *text;
	struct terms *t = &d->terms;

	if ((text = take_text(d, "id")) != NULL)
		t->id = text;
	if ((text = take_text(d, "company")) != NULL)
		t->company = text;
	if ((text = take_text(d, "api-account")) != NULL)
		t->api_account = text;
	set_period(d);
	take_limit(d, "users", &t->users);
	take_limit(d, "managed", &t->addresses);
	if (scan != NULL && strcmp(scan, "on") != 0 && strcmp(scan, "off") != 0)
		cmd_usage("--network-scan is on or off");
	if (scan != NULL)
		t->network_scan = strcmp(scan, "on") == 0;
	if (given_get(d->given, "passphrase") != NULL)
		t->has_passphrase = 1;
}

static void
suspend(struct deal *d)
{
	d->terms.suspended = take_text(d, "reason");
	if (d->terms.suspended == NULL)
		cmd_usage("suspend needs --reason");
}

static void
resume(struct deal *d)
{
	d->terms.suspended = d->terms.ended = NULL;
}

static void
end(struct deal *d)
{
	d->terms.ended = take_day(d, "end");
	if (d->terms.ended == NULL)
		cmd_usage("end needs --end, the last day");
}

static void
add_list(struct terms *t, const char *mail, int removing)
{
	int i = 0;

	while (i < t->lists && strcasecmp(t->list[i], mail) != 0)
		i++;
	if (removing && i == t->lists)
		cmd_usage("no notice list '%s'", mail);
	if (removing)
		t->list[i] = t->list[--t->lists];
	else if (i == TERMS_LISTS)
		cmd_usage("at most %d notice lists", TERMS_LISTS);
	else if (i == t->lists)
		t->list[t->lists++] = mail;
}

/* A contact person, known by the mail address, or a notice list. */
static void
contact(struct deal *d)
{
	const char *mail = given_get(d->given, "email");
	const char *name = take_text(d, "name");
	int removing = given_get(d->given, "remove") != NULL, i = 0;
	struct terms *t = &d->terms;

	if (mail == NULL || !address_mail_ok(mail))
		cmd_usage("contact needs --email, a mail address");
	if (given_get(d->given, "list") != NULL) {
		add_list(t, mail, removing);
		return;
	}
	while (i < t->contacts && strcasecmp(t->contact[i].email, mail) != 0)
		i++;
	if (removing) {
		if (i == t->contacts)
			cmd_usage("no contact person '%s'", mail);
		t->contact[i] = t->contact[--t->contacts];
		return;
	}
	if (name == NULL)
		cmd_usage("contact needs --name");
	if (i == TERMS_CONTACTS)
		cmd_usage("at most %d contact persons", TERMS_CONTACTS);
	t->contact[i].name = name;
	t->contact[i].email = mail;
	t->contacts += i == t->contacts;
}

/* The networks that people come from. */
static void
addresses(struct deal *d)
{
	int removing = given_get(d->given, "remove") != NULL;
	struct terms *t = &d->terms;

	for (int n = 0; n < d->argc; n++) {
		const char *net = d->argv[n];
		int i = 0;

		if (!terms_is_network(net))
			cmd_usage("'%s' is no address or network", net);
		while (i < t->sources && strcmp(t->source[i], net) != 0)
			i++;
		if (removing && i == t->sources)
			cmd_usage("'%s' is not in the list", net);
		if (removing)
			t->source[i] = t->source[--t->sources];
		else if (i == TERMS_SOURCES)
			cmd_usage("at most %d addresses", TERMS_SOURCES);
		else if (i == t->sources)
			t->source[t->sources++] = net;
	}
}

/*
 * The period that is now: it is renewed by itself, so one that is over
 * was followed by another of its length.
 */
static void
write_period(const struct terms *t, struct jsonw *w)
{
	struct calendar *c = holidays_calendar();
	enum contract_kind kind =
	    months_of(t) == 1 ? CONTRACT_MONTHLY : CONTRACT_ANNUAL;
	int64_t first, last, begin, desk, today = clock_jst_days(clock_now());
	char date[CLOCK_TEXT];

	clock_parse_date(t->end, &last);
	begin = last + 1;
	for (int n = 1; last < today && t->ended == NULL; n++) {
		first = calendar_add_months(begin, (n - 1) * months_of(t));
		last = calendar_period_end(begin, n * months_of(t));
		if (last >= today)
			jsonw_member(
			    w, "renewed_on", clock_format_date(first, date));
	}
	jsonw_member(w, "period_end", clock_format_date(last, date));
	if (t->ended == NULL) {
		jsonw_member(
		    w, "next_renewal", clock_format_date(last + 1, date));
		last = contract_notice(c, kind, last, &desk);
		jsonw_member(w, "notice_until", clock_format_date(last, date));
		jsonw_member(
		    w, "notice_business_day", clock_format_date(desk, date));
	}
	calendar_free(c);
}

static void
print(const struct terms *t, FILE *out)
{
	struct buf b;
	struct jsonw w;

	buf_init(&b, BODY_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	terms_write(t, &w);
	write_period(t, &w);
	jsonw_close(&w, '}');
	fprintf(out, "%s\n", b.data);
	buf_free(&b);
}

/* The stored contract; ends the program for who may not see it. */
static void
load(struct deal *d, struct actor *who)
{
	actor_load(who, d->st);
	actor_require(who, ACTION_ORGANIZATIONS);
	terms_read(&d->terms, contract_find(d->st, &d->arena));
}

static void
save(struct deal *d, const char *actor, const char *command)
{
	char object[TEXT_MAX + 20];
	struct buf b;
	struct jsonw w;

	buf_init(&b, BODY_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	terms_write(&d->terms, &w);
	jsonw_close(&w, '}');
	if (b.overflow)
		cmd_usage("too much at once");
	contract_put(d->st, b.data);
	/* what was done stands beside what is now; never the passphrase */
	b.data[--b.len] = '\0';
	w.comma = 1;
	jsonw_member(&w, "change", command);
	jsonw_close(&w, '}');
	snprintf(object, sizeof object, "contract:%s", d->terms.id);
	ledger_add(d->st, "contract", actor, object, b.data);
	buf_free(&b);
}

static const struct {
	const char *name;
	void (*change)(struct deal *d); /* NULL: only shows */
} command_list[] = {
	{ "set", set },
	{ "show", NULL },
	{ "suspend", suspend },
	{ "resume", resume },
	{ "end", end },
	{ "contact", contact },
	{ "addresses", addresses },
};

int
contract_do(struct store *st, const char *command, const struct given *g,
    int argc, char **argv, FILE *out)
{
	struct deal d = { .st = st, .given = g, .argc = argc, .argv = argv };
	const char *phrase = given_get(g, "passphrase");
	char hash[PASSPHRASE_TEXT];
	struct actor who;
	size_t i = 0;

	while (strcmp(command_list[i].name, command) != 0)
		i++;
	if (phrase != NULL)
		passphrase_hash(phrase, hash);
	if (command_list[i].change != NULL)
		store_begin(st);
	load(&d, &who);
	if (d.terms.id == NULL && command_list[i].change != set)
		die(CMD_NOINPUT, "no contract: make one with vvs-contract set");
	if (command_list[i].change != NULL) {
		command_list[i].change(&d);
		if (phrase != NULL)
			contract_set_passphrase(st, hash);
		save(&d, who.id, command);
		store_commit(st);
	}
	print(&d.terms, out);
	actor_free(&who);
	arena_free(&d.arena);
	return CMD_OK;
}

static int
same(const char *given, const char *stored)
{
	return given != NULL && stored != NULL && strcmp(given, stored) == 0;
}

static void
answer(struct jsonw *w, const char *key, int fits, int *all)
{
	jsonw_key(w, key);
	jsonw_bool(w, fits);
	*all &= fits;
}

int
contract_inquiry(struct store *st, const struct given *g, FILE *out)
{
	struct deal d = { .st = st, .given = g };
	const char *mail = given_get(g, "email"), *hash;
	const char *phrase = given_get(g, "passphrase");
	int name = 0, sender = 0, all = 1;
	struct actor who;
	struct jsonw w;
	struct buf b;

	load(&d, &who);
	for (int i = 0; i < d.terms.contacts; i++)
		if (mail != NULL &&
		    strcasecmp(mail, d.terms.contact[i].email) == 0) {
			sender = 1;
			name =
			    same(given_get(g, "name"), d.terms.contact[i].name);
		}
	buf_init(&b, BODY_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "inquiry");
	answer(&w, "id", same(given_get(g, "id"), d.terms.id), &all);
	answer(&w, "company", same(given_get(g, "company"), d.terms.company),
	    &all);
	answer(&w, "name", name, &all);
	answer(&w, "sender", sender, &all);
	hash = contract_passphrase(st, &d.arena);
	if (phrase != NULL)
		answer(&w, "passphrase",
		    hash != NULL && passphrase_fits(phrase, hash), &all);
	jsonw_close(&w, '}');
	fprintf(out, "%s\n", b.data);
	buf_free(&b);
	actor_free(&who);
	arena_free(&d.arena);
	return all ? CMD_OK : CMD_NO;
}
