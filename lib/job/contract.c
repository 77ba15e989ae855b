#include "job/contract.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/delegate.h"
#include "base/msg.h"
#include "io/passphrase.h"
#include "job/actor.h"
#include "job/contact.h"
#include "job/holidays.h"
#include "rec/terms.h"
#include "store/contract.h"
#include "store/ledger.h"
#include "store/registry.h"
#include "text/date.h"
#include "workflow/contract.h"

#define BODY_MAX 65536

struct deal {
	struct store *st;
	const struct given *given;
	int argc;
	char **argv;
	struct arena arena;
	struct terms terms;
	int64_t day; /* today */
	char today[CLOCK_TEXT];
};

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

static enum contract_kind
kind_of(const struct terms *t)
{
	return strcmp(t->kind, "monthly") == 0 ? CONTRACT_MONTHLY
					       : CONTRACT_ANNUAL;
}

static int
months_of(const struct terms *t)
{
	return kind_of(t) == CONTRACT_MONTHLY ? 1 : 12;
}

/*
 * The last day of the period that is now: a contract is renewed by itself,
 * so one that is over was followed by another of its length.  `first`, if
 * not NULL, gets the first day of that, or 0 if none followed.
 */
static int64_t
present_end(const struct terms *t, int64_t today, int64_t *first)
{
	int64_t last, begin;

	clock_parse_date(t->end, &last);
	begin = last + 1;
	if (first != NULL)
		*first = 0;
	for (int n = 1; last < today && t->ended == NULL; n++) {
		if (first != NULL)
			*first =
			    calendar_add_months(begin, (n - 1) * months_of(t));
		last = calendar_period_end(begin, n * months_of(t));
	}
	return last;
}

/* A contract is found by its id, which stands in the chain of the ledger. */
static int
set_names(struct deal *d)
{
	const char *id = given_get(d->given, "id"), *text;
	struct terms *t = &d->terms;
	int is_new = t->id == NULL;

	if (id != NULL && !terms_id_ok(id))
		cmd_usage("'%s' is no id: 1 to 64 letters, digits, '.', '_' "
			  "and '-'",
		    id);
	if (!is_new && id != NULL && strcmp(id, t->id) != 0) {
		if (t->ended == NULL || strcmp(t->ended, d->today) >= 0)
			cmd_usage("contract '%s' has not ended", t->id);
		is_new = 1;
	}
	if (is_new)
		terms_read(t, NULL);
	t->id = is_new ? id : t->id;
	if ((text = given_text(d->given, "company")) != NULL)
		t->company = text;
	return is_new;
}

/* What was agreed is not made shorter; a late start does not move the end. */
static void
check_period(
    const struct terms *t, const char *kind, const char *start, const char *end)
{
	if (kind != NULL && strcmp(kind, t->kind) != 0)
		cmd_usage("another kind is another contract: end this one");
	if (start != NULL && strcmp(start, t->start) < 0)
		cmd_usage("it does not start before %s", t->start);
	if (end != NULL && strcmp(end, t->end) < 0)
		cmd_usage("the period is not shortened: see 'end'");
}

static void
set_period(struct deal *d, int is_new)
{
	const char *kind = given_get(d->given, "kind");
	const char *start = take_day(d, "start"), *end = take_day(d, "end");
	struct terms *t = &d->terms;
	char date[CLOCK_TEXT];
	int64_t first;

	if (kind != NULL && strcmp(kind, "annual") != 0 &&
	    strcmp(kind, "monthly") != 0)
		cmd_usage("--kind is annual or monthly");
	if (!is_new)
		check_period(t, kind, start, end);
	t->kind = kind != NULL ? kind : t->kind;
	t->start = start != NULL ? start : t->start;
	if (t->id == NULL || t->company == NULL || t->kind == NULL ||
	    t->start == NULL)
		cmd_usage(
		    "a contract needs --id, --company, --kind and --start");
	if (end == NULL && is_new) {
		clock_parse_date(t->start, &first);
		clock_format_date(
		    calendar_period_end(first, months_of(t)), date);
		end = keep(d, date);
	}
	t->end = end != NULL ? end : t->end;
	if (strcmp(t->end, t->start) < 0)
		cmd_usage("it ends before it starts");
}

/*
 * Less than now is possible from the first day of a period on, with notice;
 * within a period it would be a cancellation and a new contract.
 */
static void
check_reduction(struct deal *d, const char *from)
{
	const struct terms *t = &d->terms;
	int64_t day = contract_reduce_from(
	    kind_of(t), present_end(t, d->day, NULL), d->day);
	char date[CLOCK_TEXT];

	clock_format_date(day, date);
	for (int n = 1; from != NULL && strcmp(date, from) < 0; n++)
		clock_format_date(
		    calendar_add_months(day, n * months_of(t)), date);
	if (from == NULL || strcmp(from, date) != 0)
		die(CMD_NOPERM,
		    "a contract covers less from a period's first day on, "
		    "here --from %s; before that it is cancelled and made anew",
		    from == NULL ? clock_format_date(day, date) : date);
}

static int64_t
take_scan(struct deal *d)
{
	const char *scan = given_get(d->given, "network-scan");

	if (scan == NULL)
		return TERMS_SAME;
	if (strcmp(scan, "on") != 0 && strcmp(scan, "off") != 0)
		cmd_usage("--network-scan is on or off");
	return strcmp(scan, "on") == 0;
}

/* More holds from today or later; one change can wait for its day. */
static void
set_cover(struct deal *d, int is_new)
{
	struct terms_cover to = { TERMS_SAME, TERMS_SAME, take_scan(d) };
	const char *from = take_day(d, "from");
	struct terms *t = &d->terms;

	take_limit(d, "users", &to.users);
	take_limit(d, "managed", &to.addresses);
	if (from != NULL && is_new)
		cmd_usage("a new contract has --start, not --from");
	if (from != NULL && strcmp(from, d->today) < 0)
		cmd_usage("a change does not hold before its application");
	if (!is_new && terms_is_less(&to, &t->now))
		check_reduction(d, from);
	if (from != NULL && t->next_from != NULL &&
	    strcmp(from, t->next_from) != 0)
		cmd_usage("a change waits for %s already", t->next_from);
	if (t->next_from == NULL)
		t->next =
		    (struct terms_cover){ TERMS_SAME, TERMS_SAME, TERMS_SAME };
	terms_change(from != NULL ? &t->next : &t->now, &to);
	t->next_from = from != NULL ? from : t->next_from;
	terms_hold(t, d->today);
}

static void
set_api_account(struct deal *d)
{
	const char *id = given_get(d->given, "api-account");

	if (id == NULL)
		return;
	if (*id != '\0' &&
	    registry_find(d->st, REG_ACCOUNT, id, NULL, NULL) != REGISTRY_LIVE)
		cmd_usage("no account '%s'", id);
	d->terms.api_account = *id != '\0' ? id : NULL;
}

/* More than it covers may be there already: that stays, and is said. */
static void
warn_beyond(struct deal *d)
{
	const struct terms_cover *c = &d->terms.now;
	int64_t users = registry_count(d->st, REG_ACCOUNT);
	int64_t addresses = registry_addresses(d->st);

	if (c->users != TERMS_UNLIMITED && users > c->users)
		warn("the contract covers %ld users, and there are %ld",
		    (long)c->users, (long)users);
	if (c->addresses != TERMS_UNLIMITED && addresses > c->addresses)
		warn("the contract covers %ld managed addresses, and there "
		     "are %ld",
		    (long)c->addresses, (long)addresses);
}

static void
set(struct deal *d)
{
	int is_new = set_names(d);

	if (is_new)
		contract_erase(d->st); /* its passphrase, too */
	set_period(d, is_new);
	set_cover(d, is_new);
	set_api_account(d);
	if (given_get(d->given, "passphrase") != NULL)
		d->terms.has_passphrase = 1;
	warn_beyond(d);
}

static void
suspend(struct deal *d)
{
	struct terms *t = &d->terms;

	t->suspended = given_text(d->given, "reason");
	if (t->suspended == NULL)
		cmd_usage("suspend needs --reason");
	t->suspended_from = take_day(d, "start");
	t->suspended_until = take_day(d, "end");
}

static void
resume(struct deal *d)
{
	d->terms.suspended = d->terms.ended = NULL;
	d->terms.suspended_from = d->terms.suspended_until = NULL;
}

/* Whoever gives notice too late owes the fee of the rest. */
static void
end(struct deal *d)
{
	struct terms *t = &d->terms;
	char date[CLOCK_TEXT];
	int64_t day, last;

	t->ended = take_day(d, "end");
	if (t->ended == NULL)
		cmd_usage("end needs --end, the last day");
	if (strcmp(t->ended, t->start) < 0)
		cmd_usage("it ends before it starts");
	clock_parse_date(t->ended, &day);
	last = contract_notice(NULL, kind_of(t), day, NULL);
	clock_format_date(last, date);
	if (d->day > last)
		warn("notice was possible until %s: the fee of the rest is due "
		     "('vvs-contract quote penalty')",
		    date);
	else if (d->day == last)
		warn("today is the last day to give notice; who counts whole "
		     "days between says it was yesterday");
}

static void
contact(struct deal *d)
{
	contact_change(&d->terms, d->given);
}

static void
addresses(struct deal *d)
{
	contact_addresses(&d->terms, d->given, d->argc, d->argv);
}

static void
write_period(const struct deal *d, struct jsonw *w)
{
	struct calendar *c = holidays_calendar();
	const struct terms *t = &d->terms;
	int64_t first, last = present_end(t, d->day, &first), desk;
	char date[CLOCK_TEXT];

	if (first != 0)
		jsonw_member(w, "renewed_on", clock_format_date(first, date));
	jsonw_member(w, "period_end", clock_format_date(last, date));
	if (t->ended == NULL) {
		jsonw_member(
		    w, "next_renewal", clock_format_date(last + 1, date));
		last = contract_notice(c, kind_of(t), last, &desk);
		jsonw_member(w, "notice_until", clock_format_date(last, date));
		jsonw_member(
		    w, "notice_business_day", clock_format_date(desk, date));
	}
	calendar_free(c);
}

static void
print(const struct deal *d, FILE *out)
{
	struct buf b;
	struct jsonw w;

	buf_init(&b, BODY_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	terms_write(&d->terms, &w);
	write_period(d, &w);
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
	d->day = clock_jst_days(clock_now());
	clock_format_date(d->day, d->today);
	terms_hold(&d->terms, d->today);
}

static void
save(struct deal *d, const char *actor, const char *command)
{
	char object[sizeof "contract:" + TERMS_ID_MAX];
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
	/* the command stands beside what is now; never the passphrase */
	b.data[--b.len] = '\0';
	w.comma = 1;
	jsonw_member(&w, "command", command);
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
	if (command_list[i].change != NULL && delegated())
		die(CMD_NOPERM,
		    "only the owner of the state file changes the contract");
	if (d.terms.id == NULL && command_list[i].change != set)
		die(CMD_NOINPUT, "no contract: make one with vvs-contract set");
	if (command_list[i].change != NULL) {
		command_list[i].change(&d);
		if (phrase != NULL)
			contract_set_passphrase(st, hash);
		save(&d, who.id, command);
		store_commit(st);
	}
	print(&d, out);
	actor_free(&who);
	arena_free(&d.arena);
	return CMD_OK;
}
