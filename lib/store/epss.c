#include "store/epss.h"

#include <stdlib.h>

#include "base/mem.h"
#include "store/db.h"

struct stored {
	int64_t cve;
	int32_t score, percentile;
	int seen;
};

struct epss_day {
	struct store *st;
	struct stored *stored; /* by CVE */
	size_t count, size, at;
	long seen;
	int64_t seq; /* one for all that changes */
};

struct epss_day *
epss_day_begin(struct store *st)
{
	struct epss_day *d = xcalloc(1, sizeof *d);
	sqlite3_stmt *q = db_prepare(
	    st, "SELECT cve, score, percentile FROM epss ORDER BY cve");

	d->st = st;
	while (db_step(st, q)) {
		d->stored =
		    xgrow(d->stored, &d->size, d->count + 1, sizeof *d->stored);
		d->stored[d->count++] = (struct stored){
			.cve = sqlite3_column_int64(q, 0),
			.score = sqlite3_column_int(q, 1),
			.percentile = sqlite3_column_int(q, 2),
		};
	}
	return d;
}

static int
compare(const void *va, const void *vb)
{
	const struct stored *a = va, *b = vb;

	return (a->cve > b->cve) - (a->cve < b->cve);
}

/* The files are nearly in our order: look at the next one first. */
static struct stored *
find(struct epss_day *d, int64_t cve)
{
	struct stored want = { .cve = cve }, *s;

	if (d->at < d->count && d->stored[d->at].cve == cve)
		return &d->stored[d->at++];
	if (d->count == 0)
		return NULL;
	s = bsearch(&want, d->stored, d->count, sizeof *d->stored, compare);
	if (s != NULL)
		d->at = (size_t)(s - d->stored) + 1;
	return s;
}

static void
write_score(struct epss_day *d, int64_t cve, int32_t score, int32_t percentile)
{
	sqlite3_stmt *q = db_prepare(d->st,
	    "INSERT INTO epss (cve, score, percentile, seq)"
	    " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (cve) DO UPDATE SET"
	    " score=excluded.score, percentile=excluded.percentile,"
	    " seq=excluded.seq");

	if (d->seq == 0)
		d->seq = store_next_seq(d->st);
	db_int(q, 1, cve);
	db_int(q, 2, score);
	db_int(q, 3, percentile);
	db_int(q, 4, d->seq);
	db_run(d->st, q);
}

int32_t
epss_day_put(struct epss_day *d, int64_t cve, int32_t score, int32_t percentile,
    int *changed)
{
	struct stored *s = find(d, cve);
	int32_t before = -1;

	*changed =
	    s == NULL || s->score != score || s->percentile != percentile;
	if (s != NULL) {
		before = s->score;
		d->seen += !s->seen;
		s->seen = 1;
		s->score = score;
		s->percentile = percentile;
	}
	if (*changed)
		write_score(d, cve, score, percentile);
	return before;
}

long
epss_day_end(struct epss_day *d, int whole, epss_gone_fn *gone, void *arg)
{
	sqlite3_stmt *q;
	long n = 0;

	whole = whole && d->seen >= (long)(d->count - d->count / 10);
	for (size_t i = 0; whole && i < d->count; i++) {
		if (d->stored[i].seen)
			continue;
		q = db_prepare(d->st, "DELETE FROM epss WHERE cve=?1");
		db_int(q, 1, d->stored[i].cve);
		db_run(d->st, q);
		gone(d->stored[i].cve, d->stored[i].score, arg);
		n++;
	}
	epss_day_free(d);
	return n;
}

void
epss_day_free(struct epss_day *d)
{
	if (d == NULL)
		return;
	free(d->stored);
	free(d);
}
