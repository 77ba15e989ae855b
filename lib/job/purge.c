#include "job/purge.h"

#include "base/clock.h"
#include "base/cmd.h"
#include "base/msg.h"
#include "base/state.h"
#include "job/actor.h"
#include "store/ledger.h"
#include "store/purge.h"
#include "workflow/contract.h"

#define DAY 86400
#define JST (9 * 3600)
#define RECORD_MAX 2000

/* The first day of which nothing is to be erased yet. */
static int64_t
keep_from(int64_t today)
{
	int64_t day = calendar_add_months(today, -12 * 7) + 2;

	while (contract_erase_from(day - 1) > today)
		day--;
	return day;
}

int
purge_run(struct store *st, int dry, FILE *out)
{
	int64_t day = keep_from(clock_jst_days(clock_now())), erased;
	char date[CLOCK_TEXT];
	struct actor who;
	struct jsonw w;
	struct buf b;
	int rc = CMD_OK;

	buf_init(&b, RECORD_MAX);
	jsonw_init(&w, &b);
	store_begin(st);
	actor_load(&who, st, state_path(), NULL);
	actor_require(&who, ACTION_ORGANIZATIONS);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "purge");
	jsonw_member(&w, "before", clock_format_date(day, date));
	erased = purge_before(st, day * DAY - JST, who.id, &w);
	jsonw_key(&w, "dry_run");
	jsonw_bool(&w, dry);
	jsonw_close(&w, '}');
	if (erased > 0 && !dry)
		ledger_add(st, "purged", who.id, "retention", b.data);
	if (dry)
		store_rollback(st);
	else
		store_commit(st);
	if (!dry && purge_pending(st) && purge_compact(st) < 0) {
		warn("not yet erased: somebody reads the state file");
		rc = CMD_RETRY;
	}
	fprintf(out, "%s\n", b.data);
	buf_free(&b);
	actor_free(&who);
	return rc;
}
