#include "store/told.h"

#include <string.h>

#include "store/db.h"

static int
rank(const char *level)
{
	static const char *const name[] = { "unrated", "low", "medium", "high",
		"urgent" };

	for (int i = 0; i < 5; i++)
		if (strcmp(level, name[i]) == 0)
			return i;
	return 0;
}

static void
insert(struct store *st, const char *account, const char *subject, int64_t cve,
    const struct told_facts *now, int tell)
{
	sqlite3_stmt *s = db_prepare(st,
	    "INSERT INTO told (account, subject, cve, waiting, known, level,"
	    " kev, open, epss, criteria)"
	    " VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, 1, ?7, ?8)");

	db_text(s, 1, account);
	db_text(s, 2, subject);
	db_int(s, 3, cve);
	db_int(s, 4, tell);
	db_text(s, 5, now->level);
	db_int(s, 6, now->kev);
	db_int(s, 7, now->epss);
	db_text(s, 8, now->criteria);
	db_run(st, s);
}

int
told_is_news(
    const struct told_facts *then, const struct told_facts *now, int known)
{
	if (known)
		return strcmp(then->level, now->level) != 0 ||
		       then->kev != now->kev || then->open != now->open ||
		       now->epss > then->epss ||
		       (now->open && then->criteria != NULL &&
			   now->criteria != NULL &&
			   strcmp(then->criteria, now->criteria) != 0);
	return now->open && (rank(now->level) > rank(then->level) ||
				now->kev > then->kev || now->epss > then->epss);
}

/* Columns 0 to 4 from `first` on. */
static struct told_facts
read_facts(sqlite3_stmt *s, int first)
{
	return (struct told_facts){ db_col(s, first),
		sqlite3_column_int(s, first + 1),
		sqlite3_column_int(s, first + 2),
		sqlite3_column_int(s, first + 3), db_col(s, first + 4) };
}

void
told_note(struct store *st, const char *account, const char *subject,
    int64_t cve, const struct told_facts *now, int tell)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT waiting, known, level, kev, open, epss,"
	    " criteria FROM told WHERE account=?1 AND subject=?2");
	struct told_facts then;
	int known, waits, start;

	db_text(s, 1, account);
	db_text(s, 2, subject);
	if (!db_step(st, s)) {
		if (now->open)
			insert(st, account, subject, cve, now, tell);
		return;
	}
	waits = sqlite3_column_int(s, 0);
	known = sqlite3_column_int(s, 1);
	then = read_facts(s, 2);
	start = !waits && (told_is_news(&then, now, known) ||
			      (!known && tell && now->open));
	sqlite3_reset(s);
	if (!start)
		return;
	s = db_prepare(st, "UPDATE told SET waiting=1"
			   " WHERE account=?1 AND subject=?2");
	db_text(s, 1, account);
	db_text(s, 2, subject);
	db_run(st, s);
}

void
told_waiting(struct store *st, const char *account,
    void (*fn)(const struct told *t, void *arg), void *arg)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT subject, cve, known, level, kev, open, epss, criteria"
	    " FROM told WHERE account=?1 AND waiting=1 ORDER BY cve, subject");

	db_text(s, 1, account);
	while (db_step(st, s)) {
		struct told t = { .subject = db_col(s, 0),
			.cve = sqlite3_column_int64(s, 1),
			.known = sqlite3_column_int(s, 2),
			.then = read_facts(s, 3) };

		fn(&t, arg);
	}
	sqlite3_reset(s);
}

void
told_done(struct store *st, const char *account, const char *subject,
    const struct told_facts *now)
{
	sqlite3_stmt *s = db_prepare(st,
	    "UPDATE told SET waiting=0, known=1, level=?3, kev=?4, open=?5,"
	    " epss=?6, criteria=?7 WHERE account=?1 AND subject=?2");

	db_text(s, 1, account);
	db_text(s, 2, subject);
	db_text(s, 3, now->level);
	db_int(s, 4, now->kev);
	db_int(s, 5, now->open);
	db_int(s, 6, now->epss);
	db_text(s, 7, now->criteria);
	db_run(st, s);
}

void
told_skip(struct store *st, const char *account, const char *subject, int known)
{
	sqlite3_stmt *s =
	    known ? db_prepare(st, "UPDATE told SET waiting=0"
				   " WHERE account=?1 AND subject=?2")
		  : db_prepare(st, "DELETE FROM told"
				   " WHERE account=?1 AND subject=?2");

	db_text(s, 1, account);
	db_text(s, 2, subject);
	db_run(st, s);
}

int
told_knows(struct store *st, const char *account, const char *key)
{
	sqlite3_stmt *s = db_prepare(
	    st, "SELECT known FROM told WHERE account=?1 AND subject=?2");

	db_text(s, 1, account);
	db_text(s, 2, key);
	return db_number(st, s, 0) != 0;
}

void
told_remember(struct store *st, const char *account, const char *key)
{
	sqlite3_stmt *s = db_prepare(st,
	    "INSERT INTO told (account, subject, cve, waiting, known, level,"
	    " kev, open, epss) VALUES (?1, ?2, 0, 0, 1, '', 0, 1, 0)"
	    " ON CONFLICT DO NOTHING");

	db_text(s, 1, account);
	db_text(s, 2, key);
	db_run(st, s);
}
