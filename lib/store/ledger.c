#include "store/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/cmd.h"
#include "base/mem.h"
#include "io/digest.h"
#include "store/db.h"

#define CLOCK_SKEW 60 /* seconds that a clock may be set back unnoticed */
#define LINK_MAX 4096 /* bytes that make a link: three short texts and sums */

static void
add_number(struct buf *b, int64_t n)
{
	char byte[8];

	for (int i = 0; i < 8; i++)
		byte[i] = (char)((uint64_t)n >> (56 - 8 * i));
	buf_add(b, byte, sizeof byte);
}

static void
add_part(struct buf *b, const void *data, size_t n)
{
	add_number(b, (int64_t)n);
	buf_add(b, data, n);
}

/* The link of `e`; it lacks only that.  -1 if a text is impossibly long. */
static int
make_link(struct buf *b, const unsigned char *before,
    const struct ledger_event *e, const unsigned char *commitment,
    unsigned char link[DIGEST_LEN])
{
	buf_clear(b);
	add_part(b, before, DIGEST_LEN);
	add_number(b, e->n);
	add_number(b, e->at);
	add_part(b, e->kind, strlen(e->kind));
	add_part(b, e->actor, strlen(e->actor));
	add_part(b, e->object, strlen(e->object));
	add_part(b, commitment, DIGEST_LEN);
	if (b->overflow)
		return -1;
	digest(b->data, b->len, link);
	return 0;
}

static void
commit_to(const void *salt, const char *content, size_t n,
    unsigned char commitment[DIGEST_LEN])
{
	struct digest *d = digest_new();

	digest_add(d, salt, DIGEST_LEN);
	digest_add(d, content, n);
	digest_end(d, commitment);
}

/* The last event: number, time and link; 0 if there is none. */
static int64_t
last_event(struct store *st, int64_t *at, unsigned char link[DIGEST_LEN])
{
	sqlite3_stmt *s = db_prepare(
	    st, "SELECT n, at, link FROM ledger ORDER BY n DESC LIMIT 1");
	int64_t n = 0;

	memset(link, 0, DIGEST_LEN);
	*at = 0;
	if (db_step(st, s)) {
		n = sqlite3_column_int64(s, 0);
		*at = sqlite3_column_int64(s, 1);
		if (sqlite3_column_bytes(s, 2) != DIGEST_LEN)
			die(CMD_IO, "the ledger is damaged: see vvs-audit");
		memcpy(link, sqlite3_column_blob(s, 2), DIGEST_LEN);
		sqlite3_reset(s);
	}
	return n;
}

int64_t
ledger_head(struct store *st, unsigned char link[DIGEST_LEN])
{
	int64_t at;

	return last_event(st, &at, link);
}

/*
 * The time of an event is what the clock says, right or wrong: one bad
 * second in the future must not falsify all times after it.  The order of
 * events is that of their numbers.
 */
static void
check_clock(struct store *st, int64_t now, int64_t last)
{
	char text[CLOCK_TEXT];

	if (now >= last - CLOCK_SKEW || st->is_late)
		return;
	st->is_late = 1;
	warn(
	    "the clock is behind the last event of the ledger, %s: is it right?",
	    clock_format(last, text));
}

static void
insert(struct store *st, const struct ledger_event *e,
    const unsigned char *commitment, const unsigned char *salt)
{
	sqlite3_stmt *s = db_prepare(
	    st, "INSERT INTO ledger VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

	db_int(s, 1, e->n);
	db_int(s, 2, e->at);
	db_text(s, 3, e->kind);
	db_text(s, 4, e->actor);
	db_text(s, 5, e->object);
	db_blob(s, 6, commitment, DIGEST_LEN);
	db_blob(s, 7, e->link, DIGEST_LEN);
	db_run(st, s);
	s = db_prepare(st, "INSERT INTO ledger_content VALUES (?1, ?2, ?3)");
	db_int(s, 1, e->n);
	db_blob(s, 2, salt, DIGEST_LEN);
	db_text(s, 3, e->content);
	db_run(st, s);
}

void
ledger_by(struct store *st, const char *json)
{
	free(st->by);
	st->by = xstrdup(json);
}

/* `content`, a JSON object, with who was at the keyboard; free it. */
static char *
signed_content(const struct store *st, const char *content)
{
	size_t n = strlen(content);

	if (st->by == NULL || n < 2 || content[n - 1] != '}')
		return xstrdup(content);
	return xasprintf("%.*s%s\"by\":%s}", (int)(n - 1), content,
	    n > 2 ? "," : "", st->by);
}

int64_t
ledger_add(struct store *st, const char *kind, const char *actor,
    const char *object, const char *content)
{
	unsigned char before[DIGEST_LEN], salt[DIGEST_LEN], sum[DIGEST_LEN];
	struct ledger_event e = { .at = clock_now(),
		.kind = kind,
		.actor = actor,
		.object = object };
	char *whole = signed_content(st, content);
	int64_t last;
	struct buf b;

	e.content = whole;
	if (strlen(content) > LEDGER_CONTENT_MAX)
		die(CMD_BUG, "event '%s' of '%s' is too large", kind, object);
	e.n = last_event(st, &last, before) + 1;
	check_clock(st, e.at, last);
	digest_random(salt, sizeof salt);
	commit_to(salt, whole, strlen(whole), sum);
	buf_init(&b, LINK_MAX);
	if (make_link(&b, before, &e, sum, e.link) < 0)
		die(CMD_BUG, "event '%s' of '%s' is too large", kind, object);
	buf_free(&b);
	insert(st, &e, sum, salt);
	free(whole);
	return e.n;
}

int64_t
ledger_erase(struct store *st, int64_t from, int64_t to, const char *actor)
{
	sqlite3_stmt *s = db_prepare(
	    st, "DELETE FROM ledger_content WHERE n BETWEEN ?1 AND ?2");
	char object[64];
	int64_t erased;

	db_int(s, 1, from);
	db_int(s, 2, to);
	db_run(st, s);
	erased = sqlite3_changes(st->db);
	if (erased == 0)
		return 0;
	snprintf(object, sizeof object, "event:%" PRId64 "-%" PRId64, from, to);
	ledger_add(st, "erased", actor, object, "{}");
	return erased;
}

/*
 * An object, a number and a kind have their indexes.  `about`: the events
 * about the system ?6 or a finding of it.  A request has the number of its
 * event, so what is said of it later is known by that.
 */
#define EVENTS                                                              \
	"WITH about(n) AS (SELECT e.n FROM ledger e"                        \
	" LEFT JOIN ledger_content b ON b.n = e.n"                          \
	" WHERE e.object='system:' || ?6 OR e.object IN"                    \
	" (SELECT 'finding:' || lower(hex(id)) FROM finding"                \
	" WHERE system=?6) OR (e.object GLOB 'systems:*' AND ?6 IN"         \
	" (SELECT value FROM json_each(b.content, '$.systems'))))"          \
	" SELECT l.n, at, kind, actor, object, content, link FROM ledger l" \
	" LEFT JOIN ledger_content c ON c.n = l.n"                          \
	" WHERE (?1 IS NULL OR kind=?1) AND (?2 IS NULL OR actor=?2)"       \
	" AND at>=?4 AND at<=?5 AND l.n>?7 AND (?6 IS NULL OR"              \
	" l.n IN about OR object IN (SELECT 'request:' || n FROM about))"

int
ledger_each(struct store *st, const struct ledger_query *q,
    int (*fn)(const struct ledger_event *e, void *arg), void *arg)
{
	sqlite3_stmt *s;
	int rc = 0;

	if (q->object != NULL) {
		s = db_prepare(st, EVENTS " AND object=?3 ORDER BY l.n");
		db_text(s, 3, q->object);
	} else if (q->n != 0) {
		s = db_prepare(st, EVENTS " AND l.n=?3");
		db_int(s, 3, q->n);
	} else if (q->kind != NULL) {
		s = db_prepare(st, EVENTS " AND kind=?3 ORDER BY l.n");
		db_text(s, 3, q->kind);
	} else {
		s = db_prepare(st, EVENTS " ORDER BY l.n");
	}
	db_text(s, 1, q->kind);
	db_text(s, 2, q->actor);
	db_int(s, 4, q->since);
	db_int(s, 5, q->until != 0 ? q->until : INT64_MAX);
	db_text(s, 6, q->system);
	db_int(s, 7, q->after);
	while (rc == 0 && db_step(st, s)) {
		struct ledger_event e = { .n = sqlite3_column_int64(s, 0),
			.at = sqlite3_column_int64(s, 1),
			.kind = db_col(s, 2),
			.actor = db_col(s, 3),
			.object = db_col(s, 4),
			.content = db_col(s, 5) };

		if (sqlite3_column_bytes(s, 6) == DIGEST_LEN)
			memcpy(e.link, sqlite3_column_blob(s, 6), DIGEST_LEN);
		rc = fn(&e, arg);
	}
	sqlite3_reset(s);
	return rc;
}

/* Events whose content was erased, as a later one says. */
struct range {
	int64_t from, to;
};

struct verifier {
	struct store *st;
	struct ledger_verdict *v;
	int64_t anchor;
	const unsigned char *anchor_link;
	struct range *erased;
	size_t erased_count, next;
	int64_t erased_to; /* the last that those up to `next` speak of */
	unsigned char before[DIGEST_LEN];
	struct buf b;
};

/* "event:FROM-TO", as ledger_erase() writes it. */
static int
read_range(const char *text, struct range *x)
{
	char *end;

	if (strncmp(text, "event:", 6) != 0)
		return 0;
	x->from = strtoll(text + 6, &end, 10);
	if (*end != '-')
		return 0;
	x->to = strtoll(end + 1, &end, 10);
	return *end == '\0';
}

static int
compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Sorted by their beginning; none speaks of events after itself. */
static void
read_erasures(struct verifier *r)
{
	sqlite3_stmt *s = db_prepare(
	    r->st, "SELECT n, object FROM ledger WHERE kind='erased'");
	struct range x;
	size_t size = 0;

	while (db_step(r->st, s)) {
		if (!read_range(db_col(s, 1), &x) ||
		    x.to >= sqlite3_column_int64(s, 0))
			continue;
		r->erased = xgrow(
		    r->erased, &size, r->erased_count + 1, sizeof *r->erased);
		r->erased[r->erased_count++] = x;
	}
	if (r->erased_count > 0)
		qsort(r->erased, r->erased_count, sizeof *r->erased,
		    compare_ranges);
}

/* Asked with growing numbers: each range is looked at once. */
static int
is_erased(struct verifier *r, int64_t n)
{
	for (; r->next < r->erased_count && r->erased[r->next].from <= n;
	     r->next++)
		if (r->erased[r->next].to > r->erased_to)
			r->erased_to = r->erased[r->next].to;
	return n <= r->erased_to;
}

static const char *
check_content(struct verifier *r, sqlite3_stmt *s, int64_t n)
{
	unsigned char sum[DIGEST_LEN];

	if (sqlite3_column_type(s, 7) == SQLITE_NULL) {
		r->v->erased++;
		return is_erased(r, n) ? NULL : "its content is missing";
	}
	if (sqlite3_column_bytes(s, 7) != DIGEST_LEN)
		return "its salt was changed";
	commit_to(sqlite3_column_blob(s, 7), db_col(s, 8),
	    (size_t)sqlite3_column_bytes(s, 8), sum);
	if (memcmp(sum, sqlite3_column_blob(s, 5), DIGEST_LEN) != 0)
		return "its content was changed";
	return NULL;
}

/* A zero byte would hide what follows it from everybody who reads it. */
static int
is_whole(sqlite3_stmt *s, int column)
{
	return strlen(db_col(s, column)) ==
	       (size_t)sqlite3_column_bytes(s, column);
}

/* NULL if this event is as it was. */
static const char *
check_event(struct verifier *r, sqlite3_stmt *s)
{
	struct ledger_event e = { .n = sqlite3_column_int64(s, 0),
		.at = sqlite3_column_int64(s, 1),
		.kind = db_col(s, 2),
		.actor = db_col(s, 3),
		.object = db_col(s, 4) };

	if (e.n != r->v->events)
		return "an event before it is missing";
	if (sqlite3_column_bytes(s, 5) != DIGEST_LEN ||
	    sqlite3_column_bytes(s, 6) != DIGEST_LEN)
		return "a sum has the wrong length";
	if (!is_whole(s, 2) || !is_whole(s, 3) || !is_whole(s, 4))
		return "a text has a zero byte";
	if (make_link(&r->b, r->before, &e, sqlite3_column_blob(s, 5), e.link) <
		0 ||
	    memcmp(e.link, sqlite3_column_blob(s, 6), DIGEST_LEN) != 0)
		return "its link does not fit";
	memcpy(r->before, e.link, DIGEST_LEN);
	if (e.n == r->anchor && memcmp(e.link, r->anchor_link, DIGEST_LEN) != 0)
		return "it is not the event of the anchor";
	return check_content(r, s, e.n);
}

static void
check_chain(struct verifier *r)
{
	sqlite3_stmt *s = db_prepare(r->st,
	    "SELECT l.n, at, kind, actor, object, commitment, link, salt,"
	    " content FROM ledger l LEFT JOIN ledger_content c ON c.n = l.n"
	    " ORDER BY l.n");

	while (r->v->why == NULL && db_step(r->st, s)) {
		r->v->events++;
		r->v->why = check_event(r, s);
	}
	sqlite3_reset(s);
}

void
ledger_verify(struct store *st, int64_t anchor,
    const unsigned char link[DIGEST_LEN], struct ledger_verdict *v)
{
	struct verifier r = {
		.st = st, .v = v, .anchor = anchor, .anchor_link = link
	};
	int64_t stray;

	*v = (struct ledger_verdict){ 0 };
	buf_init(&r.b, LINK_MAX);
	store_begin_read(st);
	read_erasures(&r);
	check_chain(&r);
	if (v->why != NULL) {
		v->broken = v->events;
	} else if (v->events < anchor) {
		v->broken = v->events + 1;
		v->why = "the ledger ends before the anchor";
	}
	stray = db_number(st,
	    db_prepare(st, "SELECT min(n) FROM ledger_content"
			   " WHERE n NOT IN (SELECT n FROM ledger)"),
	    0);
	if (v->why == NULL && stray != 0) {
		v->broken = stray;
		v->why = "there is content but no event";
	}
	store_commit(st);
	buf_free(&r.b);
	free(r.erased);
}
