#include "job/purge.h"

#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/msg.h"
#include "job/actor.h"
#include "rec/terms.h"
#include "store/contract.h"
#include "store/ledger.h"
#include "store/purge.h"
#include "workflow/contract.h"

#define DAY 86400
#define JST (9 * 3600)
#define RECORD_MAX 4000

struct job {
	struct store *st;
	FILE *out;
	int ended; /* the contract is over: all of it */
	int dry;
	int64_t day;  /* the first day of which nothing is to be erased yet */
	int contract; /* the contract itself goes too */
	struct arena arena;
	struct buf record; /* the sums */
	struct jsonw w;
};

static int64_t
keep_from(int64_t today)
{
	int64_t day = calendar_add_months(today, -12 * 7) + 2;

	while (contract_erase_from(day - 1) > today)
		day--;
	return day;
}

static void
put_sum(const char *what, int64_t n, void *arg)
{
	struct job *j = arg;

	jsonw_key(&j->w, what);
	jsonw_int(&j->w, n);
}

static void
print_one(const char *what, const char *name, void *arg)
{
	struct job *j = arg;
	struct jsonw w;
	struct buf b;

	buf_init(&b, RECORD_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "erasure");
	jsonw_member(&w, "class", what);
	jsonw_member(&w, "name", name);
	jsonw_close(&w, '}');
	fprintf(j->out, "%s\n", b.data);
	buf_free(&b);
}

/* A contract is renewed while it runs; seven years count from its end. */
static void
look_at_contract(struct job *j)
{
	char today[CLOCK_TEXT], keep[CLOCK_TEXT];
	struct terms t;

	terms_read(&t, contract_find(j->st, &j->arena));
	clock_format_jst_date(clock_now(), today);
	if (j->ended && t.ended == NULL)
		die(CMD_NOPERM, "there is no contract that has ended: see "
				"vvs-contract(1)");
	if (j->ended && strcmp(today, t.ended) <= 0)
		die(CMD_NOPERM, "the contract does not end before %s", t.ended);
	j->contract =
	    t.id != NULL && t.ended != NULL &&
	    (j->ended || strcmp(t.ended, clock_format_date(j->day, keep)) < 0);
}

static int64_t
erase(struct job *j, const char *actor, const struct purge_report *to)
{
	const char *reason = j->ended ? "{\"reason\":\"end of contract\"}"
				      : "{\"reason\":\"retention\"}";
	int64_t n = purge_erase(j->st, actor, reason, to);

	if (j->contract)
		contract_erase(j->st);
	return n + j->contract;
}

/* All in one transaction. */
static void
choose_and_erase(struct job *j, const char *actor)
{
	struct purge_report to = { print_one, put_sum, j };
	int64_t n = 0;

	purge_begin(j->st, j->day * DAY - JST, j->ended, j->dry);
	look_at_contract(j);
	if (j->dry)
		purge_list(j->st, &to);
	else
		n = erase(j, actor, &to);
	put_sum("contract", j->contract, j);
	jsonw_key(&j->w, "dry_run");
	jsonw_bool(&j->w, j->dry);
	jsonw_close(&j->w, '}');
	if (n > 0) {
		purge_note(j->st);
		ledger_add(j->st, "purged", actor,
		    j->ended ? "end-of-contract" : "retention", j->record.data);
	}
	store_commit(j->st);
}

int
purge_run(struct store *st, int ended, int dry, FILE *out)
{
	struct job j = { .st = st, .out = out, .ended = ended, .dry = dry };
	char date[CLOCK_TEXT];
	struct actor who;
	int rc = CMD_OK;

	actor_load(&who, st);
	actor_require(&who, ACTION_ORGANIZATIONS);
	j.day = keep_from(clock_jst_days(clock_now()));
	buf_init(&j.record, RECORD_MAX);
	jsonw_init(&j.w, &j.record);
	jsonw_open(&j.w, '{');
	jsonw_member(&j.w, "type", "purge");
	if (!ended)
		jsonw_member(&j.w, "before", clock_format_date(j.day, date));
	choose_and_erase(&j, who.id);
	if (!dry && purge_pending(st) && purge_compact(st) < 0) {
		warn("not yet erased: somebody reads the state file");
		rc = CMD_RETRY;
	}
	fprintf(out, "%s\n", j.record.data);
	buf_free(&j.record);
	arena_free(&j.arena);
	actor_free(&who);
	return rc;
}
