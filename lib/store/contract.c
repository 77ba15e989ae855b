#include "store/contract.h"

#include <string.h>

#include "base/cmd.h"
#include "base/msg.h"
#include "store/db.h"

static const char *
value(struct store *st, const char *key, struct arena *a)
{
	sqlite3_stmt *s = db_prepare(st, "SELECT value FROM meta WHERE key=?1");
	const char *text = NULL;

	db_text(s, 1, key);
	if (db_step(st, s)) {
		text = arena_strndup(
		    a, db_col(s, 0), (size_t)sqlite3_column_bytes(s, 0));
		sqlite3_reset(s);
	}
	return text;
}

static void
set_value(struct store *st, const char *key, const char *text)
{
	sqlite3_stmt *s =
	    db_prepare(st, "INSERT OR REPLACE INTO meta VALUES (?1, ?2)");

	db_text(s, 1, key);
	db_text(s, 2, text);
	db_run(st, s);
}

const struct json *
contract_find(struct store *st, struct arena *a)
{
	const char *body = value(st, "contract", a), *why;
	const struct json *rec;

	if (body == NULL)
		return NULL;
	rec = json_parse(a, body, strlen(body), &why);
	if (rec == NULL)
		die(CMD_IO, "the state file is damaged: the contract is %s",
		    why);
	return rec;
}

void
contract_put(struct store *st, const char *body)
{
	set_value(st, "contract", body);
}

const char *
contract_passphrase(struct store *st, struct arena *a)
{
	return value(st, "passphrase", a);
}

void
contract_set_passphrase(struct store *st, const char *hash)
{
	set_value(st, "passphrase", hash);
}

void
contract_erase(struct store *st)
{
	db_exec(st,
	    "UPDATE meta SET value=json_object('ended',"
	    " json_extract(value, '$.ended')) WHERE key='contract';"
	    "DELETE FROM meta WHERE key='passphrase'",
	    "write the state file");
}
