#include "store/request.h"

#include <string.h>

#include "store/db.h"

const char *const request_status_name[REQUEST_STATUSES] = { "waiting",
	"approved", "denied", "withdrawn", "revoked", "expired" };

#define COLUMNS                                                        \
	"SELECT id, kind, status, requester, asked_at, reason, until," \
	" body, decided_by, decided_at, decision, approved_until, seq" \
	" FROM request"

void
request_add(struct store *st, const struct request *r)
{
	sqlite3_stmt *s = db_prepare(st,
	    "INSERT INTO request (id, kind, status, requester, asked_at,"
	    " reason, until, body, seq)"
	    " VALUES (?1, ?2, 'waiting', ?3, ?4, ?5, ?6, ?7, ?8)");

	db_int(s, 1, r->id);
	db_text(s, 2, r->kind);
	db_text(s, 3, r->requester);
	db_int(s, 4, r->asked_at);
	db_text(s, 5, r->reason);
	db_some(s, 6, r->until);
	db_text(s, 7, r->body);
	db_int(s, 8, store_next_seq(st));
	db_run(st, s);
}

void
request_decide(struct store *st, const struct request *r)
{
	sqlite3_stmt *s = db_prepare(st,
	    "UPDATE request SET status=?2, decided_by=?3, decided_at=?4,"
	    " decision=?5, approved_until=?6, seq=?7 WHERE id=?1");

	db_int(s, 1, r->id);
	db_text(s, 2, request_status_name[r->status]);
	db_text(s, 3, r->decided_by);
	db_int(s, 4, r->decided_at);
	db_text(s, 5, r->decision);
	db_some(s, 6, r->approved_until);
	db_int(s, 7, store_next_seq(st));
	db_run(st, s);
}

static enum request_status
status_of(const char *name)
{
	for (int i = 0; i < REQUEST_STATUSES; i++)
		if (strcmp(request_status_name[i], name) == 0)
			return (enum request_status)i;
	return REQUEST_WITHDRAWN;
}

static int
each(struct store *st, sqlite3_stmt *s,
    int (*fn)(const struct request *, void *), void *arg)
{
	int rc = 0;

	while (rc == 0 && db_step(st, s)) {
		struct request r = { .id = sqlite3_column_int64(s, 0),
			.kind = db_col(s, 1),
			.status = status_of(db_col(s, 2)),
			.requester = db_col(s, 3),
			.asked_at = sqlite3_column_int64(s, 4),
			.reason = db_col(s, 5),
			.until = sqlite3_column_int64(s, 6),
			.body = db_col(s, 7),
			.decided_by = db_col(s, 8),
			.decided_at = sqlite3_column_int64(s, 9),
			.decision = db_col(s, 10),
			.approved_until = sqlite3_column_int64(s, 11),
			.seq = sqlite3_column_int64(s, 12) };

		rc = fn(&r, arg);
	}
	sqlite3_reset(s);
	return rc;
}

int
request_each(struct store *st, int status,
    int (*fn)(const struct request *r, void *arg), void *arg)
{
	sqlite3_stmt *s;

	if (status < 0)
		return each(
		    st, db_prepare(st, COLUMNS " ORDER BY id"), fn, arg);
	s = db_prepare(st, COLUMNS " WHERE status=?1 ORDER BY id");
	db_text(s, 1, request_status_name[status]);
	return each(st, s, fn, arg);
}

int
request_over(struct store *st, int64_t today,
    int (*fn)(const struct request *r, void *arg), void *arg)
{
	sqlite3_stmt *s = db_prepare(st,
	    COLUMNS " WHERE status='approved' AND approved_until<?1"
		    " ORDER BY id");

	db_int(s, 1, today);
	return each(st, s, fn, arg);
}

int
request_find(struct store *st, int64_t id,
    int (*fn)(const struct request *r, void *arg), void *arg)
{
	sqlite3_stmt *s = db_prepare(st, COLUMNS " WHERE id=?1");

	db_int(s, 1, id);
	return each(st, s, fn, arg);
}
