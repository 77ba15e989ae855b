#include "job/entitled.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "rec/terms.h"
#include "store/contract.h"
#include "store/registry.h"

static void
load(struct entitled *e, struct store *st)
{
	struct arena a = ARENA_INIT;
	char today[CLOCK_TEXT];
	struct terms t;

	terms_read(&t, contract_find(st, &a));
	terms_hold(&t, clock_format_jst_date(clock_now(), today));
	e->users = t.now.users;
	e->addresses = t.now.addresses;
	snprintf(e->api, sizeof e->api, "%s",
	    t.api_account != NULL ? t.api_account : "");
	e->network_scan = t.id == NULL || t.now.network_scan;
	if (e->users != TERMS_UNLIMITED)
		e->users_now = registry_count(st, REG_ACCOUNT);
	if (e->addresses != TERMS_UNLIMITED)
		e->addresses_now = registry_addresses(st);
	e->loaded = 1;
	arena_free(&a);
}

static int64_t
addresses_of(const struct json *system)
{
	const struct json *list = json_get(system, "addresses");

	return list != NULL ? list->len : 0;
}

/* 1 if that is too much, else it counts. */
static int
add(int64_t *now, int64_t most, int64_t more)
{
	if (most != TERMS_UNLIMITED && more > 0 && *now + more > most)
		return 1;
	*now += more;
	return 0;
}

int
entitled_count(struct entitled *e, struct store *st, enum reg_kind kind,
    const struct json *old, const struct json *rec, char why[REG_WHY])
{
	if (kind != REG_ACCOUNT && kind != REG_SYSTEM)
		return 0;
	if (!e->loaded)
		load(e, st);
	if (kind == REG_ACCOUNT && rec == NULL &&
	    strcmp(json_str(old, "id"), e->api) == 0) {
		snprintf(why, REG_WHY, "%s",
		    lang_text("is the account of the API: see "
			      "vvs-contract(1), --api-account"));
		return -1;
	}
	if (kind == REG_ACCOUNT &&
	    add(&e->users_now, e->users, (rec != NULL) - (old != NULL))) {
		snprintf(why, REG_WHY,
		    lang_text("the contract covers %ld users"), (long)e->users);
		return -1;
	}
	if (kind == REG_SYSTEM && add(&e->addresses_now, e->addresses,
				      addresses_of(rec) - addresses_of(old))) {
		snprintf(why, REG_WHY,
		    lang_text("the contract covers %ld managed addresses"),
		    (long)e->addresses);
		return -1;
	}
	return 0;
}

int
entitled_scan(struct entitled *e, struct store *st, char why[REG_WHY])
{
	if (!e->loaded)
		load(e, st);
	if (e->network_scan)
		return 0;
	snprintf(why, REG_WHY, "%s",
	    lang_text("the contract does not cover network scans"));
	return -1;
}
