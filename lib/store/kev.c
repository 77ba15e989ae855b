#include "store/kev.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/vulnerability.h"

struct stored {
	int64_t cve;
	int seen;
};

struct kev_catalogue {
	struct store *st;
	struct stored *stored; /* not withdrawn, by CVE */
	size_t count, size;
};

struct kev_catalogue *
kev_begin(struct store *st)
{
	struct kev_catalogue *k = xcalloc(1, sizeof *k);
	sqlite3_stmt *q = db_prepare(
	    st, "SELECT cve FROM kev WHERE withdrawn_at IS NULL ORDER BY cve");

	k->st = st;
	while (db_step(st, q)) {
		k->stored =
		    xgrow(k->stored, &k->size, k->count + 1, sizeof *k->stored);
		k->stored[k->count++] =
		    (struct stored){ sqlite3_column_int64(q, 0), 0 };
	}
	return k;
}

static int
compare(const void *va, const void *vb)
{
	const struct stored *a = va, *b = vb;

	return (a->cve > b->cve) - (a->cve < b->cve);
}

static int
is_same(struct kev_catalogue *k, int64_t cve, const char *body)
{
	sqlite3_stmt *q = db_prepare(k->st,
	    "SELECT body FROM kev WHERE cve=?1 AND withdrawn_at IS NULL");
	int same;

	db_int(q, 1, cve);
	same = db_step(k->st, q) && strcmp(db_col(q, 0), body) == 0;
	sqlite3_reset(q);
	return same;
}

int
kev_put(struct kev_catalogue *k, int64_t cve, const char *added,
    const char *due, const char *ransomware, const char *body)
{
	struct stored want = { cve, 0 }, *s;
	sqlite3_stmt *q;

	s = k->count == 0 ? NULL
			  : bsearch(&want, k->stored, k->count,
				sizeof *k->stored, compare);
	if (s != NULL)
		s->seen = 1;
	if (is_same(k, cve, body))
		return 0;
	q = db_prepare(k->st,
	    "INSERT OR REPLACE INTO kev (cve, added, due, ransomware, body,"
	    " seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
	db_int(q, 1, cve);
	db_text(q, 2, added);
	db_text(q, 3, due);
	db_text(q, 4, ransomware);
	db_text(q, 5, body);
	db_int(q, 6, store_next_seq(k->st));
	db_run(k->st, q);
	vulnerability_touch(k->st, cve);
	return 1;
}

static void
withdraw(struct kev_catalogue *k, int64_t cve)
{
	sqlite3_stmt *q = db_prepare(
	    k->st, "UPDATE kev SET withdrawn_at=?2, seq=?3 WHERE cve=?1");

	db_int(q, 1, cve);
	db_int(q, 2, clock_now());
	db_int(q, 3, store_next_seq(k->st));
	db_run(k->st, q);
	vulnerability_touch(k->st, cve);
}

long
kev_end(struct kev_catalogue *k, int whole)
{
	long n = 0;

	for (size_t i = 0; whole && i < k->count; i++)
		if (!k->stored[i].seen) {
			withdraw(k, k->stored[i].cve);
			n++;
		}
	kev_free(k);
	return n;
}

void
kev_free(struct kev_catalogue *k)
{
	if (k == NULL)
		return;
	free(k->stored);
	free(k);
}
