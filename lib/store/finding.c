#include "store/finding.h"

#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "io/digest.h"
#include "store/insert.h"

static int
hex_value(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

/* Ids are made by finding_id(); 16 bytes in the file. */
static void
id_bytes(const char *id, unsigned char out[16])
{
	if (strlen(id) != FINDING_ID - 1 ||
	    strspn(id, "0123456789abcdef") != FINDING_ID - 1) {
		memset(out, 0, 16); /* nobody's */
		return;
	}
	for (int i = 0; i < 16; i++)
		out[i] = (unsigned char)(hex_value(id[2 * i]) << 4 |
					 hex_value(id[2 * i + 1]));
}

/* Keep what the finding was until now; before it is changed. */
static void
keep_history(struct store *st, const unsigned char id[16], int64_t now)
{
	sqlite3_stmt *s = db_prepare(st,
	    "INSERT INTO finding_history SELECT key, changed_at, ?2, state,"
	    " level, evidence FROM finding WHERE id=?1");

	db_blob(s, 1, id, 16);
	db_int(s, 2, now);
	db_run(st, s);
}

/* Many findings share a text: it stands in the file once. */
static int64_t
software_key(struct store *st, const char *text)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT key FROM finding_software WHERE body=?1");
	int64_t key;

	db_text(s, 1, text);
	key = db_number(st, s, 0);
	if (key != 0)
		return key;
	s = db_prepare(st, "INSERT INTO finding_software (body) VALUES (?1)");
	db_text(s, 1, text);
	db_run(st, s);
	return sqlite3_last_insert_rowid(st->db);
}

/* What is to be inserted. */
struct birth {
	const struct finding *f;
	const int64_t *software;
	unsigned char id[FINDING_BATCH][16];
};

static int
bind_new(sqlite3_stmt *s, int column, size_t i, void *arg)
{
	struct birth *b = arg;
	const struct finding *f = &b->f[i];

	id_bytes(f->id, b->id[i]);
	db_blob(s, ++column, b->id[i], sizeof b->id[i]);
	db_text(s, ++column, f->system);
	db_int(s, ++column, b->software[i]);
	db_int(s, ++column, f->cve);
	db_text(s, ++column, f->source);
	db_text(s, ++column, f->state);
	db_text(s, ++column, f->level);
	db_text(s, ++column, f->due);
	db_int(s, ++column, f->confidence);
	db_text(s, ++column, f->evidence);
	db_int(s, ++column, f->first_at);
	db_int(s, ++column, f->changed_at);
	db_int(s, ++column, f->seq);
	return column;
}

static void
insert(
    struct store *st, const struct finding *f, const int64_t *software, int n)
{
	static const char *const sql[] = DB_INSERT(
	    "INSERT OR ROLLBACK INTO finding (id, system, software_key, cve,"
	    " source, state, level, due, confidence, evidence, first_at,"
	    " changed_at, seq) VALUES ",
	    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	struct birth b = { .f = f, .software = software };

	db_insert(st, sql, (size_t)n, bind_new, &b);
}

static void
be_born(struct store *st, struct finding *f)
{
	f->stored = 1;
	f->state = "open";
	f->first_at = f->changed_at = clock_now();
	f->seq = store_next_seq(st);
}

static const char *
keep(struct finding_batch *b, const char *s)
{
	return s == NULL ? NULL : arena_strndup(&b->texts, s, strlen(s));
}

void
finding_add(struct store *st, struct finding_batch *b, struct finding *f)
{
	struct finding *to = &b->finding[b->count];

	be_born(st, f);
	*to = *f;
	to->id = keep(b, f->id);
	to->system = keep(b, f->system);
	/* nearly always that of the one before */
	if (b->count > 0 && strcmp(f->software, to[-1].software) == 0) {
		to->software = to[-1].software;
		b->software[b->count] = b->software[b->count - 1];
	} else {
		to->software = keep(b, f->software);
		b->software[b->count] = software_key(st, f->software);
	}
	to->source = keep(b, f->source);
	to->level = keep(b, f->level);
	to->due = keep(b, f->due);
	to->evidence = keep(b, f->evidence);
	if (++b->count == FINDING_BATCH)
		finding_add_end(st, b);
}

void
finding_add_end(struct store *st, struct finding_batch *b)
{
	insert(st, b->finding, b->software, b->count);
	b->count = 0;
	arena_reset(&b->texts);
}

int
finding_any(struct store *st, const char *system)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT 1 FROM finding WHERE system=?1 LIMIT 1");

	db_text(s, 1, system);
	return db_number(st, s, 0) != 0;
}

static int
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

enum finding_change
finding_put(struct store *st, struct finding *f)
{
	static const char *const states[] = { "open", "investigating",
		"affected", "planned", "done", "not_affected",
		"waiver_requested", "waived" };
	unsigned char id[16];
	const char *state;
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT key, state, level, due, confidence, evidence, software_key,"
	    " first_at, changed_at, seq FROM finding WHERE id=?1");
	int64_t key, software = software_key(st, f->software);
	int is_same;

	f->stored = 1;
	id_bytes(f->id, id);
	db_blob(s, 1, id, sizeof id);
	if (!db_step(st, s)) {
		be_born(st, f);
		insert(st, f, &software, 1);
		return FINDING_NEW;
	}
	state = db_col(s, 1);
	f->state = "open";
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i], state) == 0)
			f->state = states[i];
	is_same = strcmp(f->state, state) == 0 &&
		  same(f->level, db_col(s, 2)) && same(f->due, db_col(s, 3)) &&
		  f->confidence == sqlite3_column_int(s, 4) &&
		  same(f->evidence, db_col(s, 5)) &&
		  software == sqlite3_column_int64(s, 6);
	key = sqlite3_column_int64(s, 0);
	f->first_at = sqlite3_column_int64(s, 7);
	f->changed_at = sqlite3_column_int64(s, 8);
	f->seq = sqlite3_column_int64(s, 9);
	sqlite3_reset(s);
	if (is_same)
		return FINDING_SAME;
	f->changed_at = clock_now();
	f->seq = store_next_seq(st);
	keep_history(st, id, f->changed_at);
	s = db_prepare(st,
	    "UPDATE finding SET software_key=?2, source=?3, state=?4, level=?5,"
	    " due=?6, confidence=?7, evidence=?8, changed_at=?9, seq=?10"
	    " WHERE key=?1");
	db_int(s, 1, key);
	db_int(s, 2, software);
	db_text(s, 3, f->source);
	db_text(s, 4, f->state);
	db_text(s, 5, f->level);
	db_text(s, 6, f->due);
	db_int(s, 7, f->confidence);
	db_text(s, 8, f->evidence);
	db_int(s, 9, f->changed_at);
	db_int(s, 10, f->seq);
	db_run(st, s);
	return FINDING_CHANGED;
}

#define COLUMNS                                                            \
	"SELECT f.id, f.system, w.body, f.cve, f.source,"                  \
	" f.confidence, f.evidence, f.level, f.due, f.state, f.first_at,"  \
	" f.changed_at, f.seq, v.cvss_version, v.cvss_vector, v.severity," \
	" ifnull(v.cvss_score, -1), k.added IS NOT NULL, k.due,"           \
	" ifnull(e.score, -1), f.assignee, f.plan_due, f.request,"         \
	" f.state_before, f.waived_until, f.waived_basis FROM finding f"   \
	" LEFT JOIN finding_software w ON w.key = f.software_key"          \
	" LEFT JOIN vulnerability v ON v.cve = f.cve"                      \
	" LEFT JOIN kev k ON k.cve = f.cve AND k.withdrawn_at IS NULL"     \
	" LEFT JOIN epss e ON e.cve = f.cve"

/*
 * No waiver lives longer than its approval, whoever looks; and a finding
 * that was resolved meanwhile has none.
 */
static void
finish_waiver(struct finding *f)
{
	int waived = strcmp(f->state, "waived") == 0;

	f->waiver_over = waived && f->state_before != NULL &&
			 f->waived_until < clock_jst_days(clock_now());
	if (f->waiver_over)
		f->state = f->state_before;
	else if (waived || strcmp(f->state, "waiver_requested") == 0)
		return;
	f->state_before = f->waived_basis = NULL;
	f->request = f->waived_until = 0;
}

static void
read_row(sqlite3_stmt *s, struct finding *f, char id[FINDING_ID])
{
	if (sqlite3_column_bytes(s, 0) != 16)
		die(CMD_IO, "the state file is damaged: a finding's id");
	if (sqlite3_column_type(s, 2) == SQLITE_NULL)
		die(CMD_IO, "the state file is damaged: a finding's software");
	digest_hex(sqlite3_column_blob(s, 0), 16, id);
	*f = (struct finding){ .id = id,
		.system = db_col(s, 1),
		.software = db_col(s, 2),
		.cve = sqlite3_column_int64(s, 3),
		.source = db_col(s, 4),
		.confidence = sqlite3_column_int(s, 5),
		.evidence = db_col(s, 6),
		.level = db_col(s, 7),
		.due = db_col(s, 8),
		.state = db_col(s, 9),
		.first_at = sqlite3_column_int64(s, 10),
		.changed_at = sqlite3_column_int64(s, 11),
		.seq = sqlite3_column_int64(s, 12),
		.cvss_version = db_col(s, 13),
		.cvss_vector = db_col(s, 14),
		.severity = db_col(s, 15),
		.cvss_score = sqlite3_column_int(s, 16),
		.kev = sqlite3_column_int(s, 17),
		.kev_due = db_col(s, 18),
		.epss = sqlite3_column_int(s, 19),
		.assignee = db_col(s, 20),
		.plan_due = sqlite3_column_int64(s, 21),
		.request = sqlite3_column_int64(s, 22),
		.state_before = db_col(s, 23),
		.waived_until = sqlite3_column_int64(s, 24),
		.waived_basis = db_col(s, 25),
		.stored = 1 };
	finish_waiver(f);
}

/* Each way to ask has its index; the constant texts are cached. */
static sqlite3_stmt *
query(struct store *st, const struct finding_query *q)
{
	sqlite3_stmt *s;

	if (q->id != NULL)
		return db_prepare(st, COLUMNS " WHERE f.id=?1");
	if (q->after_seq > 0) {
		s = db_prepare(st, COLUMNS " WHERE f.seq>?1 ORDER BY f.seq");
		db_int(s, 1, q->after_seq);
	} else if (q->system != NULL) {
		s = db_prepare(
		    st, COLUMNS " WHERE f.system=?1 ORDER BY f.system, f.cve");
		db_text(s, 1, q->system);
	} else if (q->request != 0) {
		s = db_prepare(st, COLUMNS " WHERE f.request=?1");
		db_int(s, 1, q->request);
	} else if (q->assignee != NULL) {
		s = db_prepare(st, COLUMNS " WHERE f.assignee=?1");
		db_text(s, 1, q->assignee);
	} else if (q->plan_until != 0) {
		s = db_prepare(st, COLUMNS " WHERE f.plan_due<=?1");
		db_int(s, 1, q->plan_until);
	} else if (q->cve != 0) {
		s = db_prepare(
		    st, COLUMNS " WHERE f.cve=?1 ORDER BY f.cve, f.system");
		db_int(s, 1, q->cve);
	} else {
		s = db_prepare(st, COLUMNS " ORDER BY f.system, f.cve");
	}
	return s;
}

static int
wanted(const struct finding_query *q, const struct finding *f)
{
	return (q->system == NULL || strcmp(q->system, f->system) == 0) &&
	       (q->cve == 0 || q->cve == f->cve) && f->seq > q->after_seq &&
	       (!q->open_only || finding_is_open(f->state));
}

int
finding_each(struct store *st, const struct finding_query *q,
    int (*fn)(const struct finding *f, void *arg), void *arg)
{
	unsigned char id[16];
	char hex[FINDING_ID];
	struct finding f;
	sqlite3_stmt *s = query(st, q);
	int rc = 0;

	if (q->id != NULL) {
		id_bytes(q->id, id);
		db_blob(s, 1, id, sizeof id);
	}
	while (rc == 0 && db_step(st, s)) {
		read_row(s, &f, hex);
		if (wanted(q, &f))
			rc = fn(&f, arg);
	}
	sqlite3_reset(s);
	return rc;
}

void
finding_update(struct store *st, struct finding *f)
{
	unsigned char id[16];
	sqlite3_stmt *s;

	id_bytes(f->id, id);
	f->changed_at = clock_now();
	f->seq = store_next_seq(st);
	keep_history(st, id, f->changed_at);
	s = db_prepare(st,
	    "UPDATE finding SET state=?2, assignee=?3, plan_due=?4, request=?5,"
	    " state_before=?6, waived_until=?7, changed_at=?8, seq=?9,"
	    " waived_basis=?10 WHERE id=?1");
	db_blob(s, 1, id, sizeof id);
	db_text(s, 2, f->state);
	db_text(s, 3, f->assignee);
	db_some(s, 4, f->plan_due);
	db_some(s, 5, f->request);
	db_text(s, 6, f->state_before);
	db_some(s, 7, f->waived_until);
	db_int(s, 8, f->changed_at);
	db_int(s, 9, f->seq);
	db_text(s, 10, f->waived_basis);
	db_run(st, s);
}

struct closing {
	struct store *st;
	const char *state;
};

static int
close_one(const struct finding *found, void *arg)
{
	struct closing *c = arg;
	struct finding f = *found;
	unsigned char id[16];
	sqlite3_stmt *s;

	if (strcmp(f.state, c->state) == 0)
		return 0;
	f.state = c->state;
	f.changed_at = clock_now();
	f.seq = store_next_seq(c->st);
	id_bytes(f.id, id);
	keep_history(c->st, id, f.changed_at);
	s = db_prepare(c->st,
	    "UPDATE finding SET state=?2, changed_at=?3, seq=?4, request=NULL,"
	    " state_before=NULL, waived_until=NULL, waived_basis=NULL"
	    " WHERE id=?1");
	db_blob(s, 1, id, sizeof id);
	db_text(s, 2, f.state);
	db_int(s, 3, f.changed_at);
	db_int(s, 4, f.seq);
	db_run(c->st, s);
	return 1;
}

int
finding_close(struct store *st, const char *id, const char *state)
{
	struct closing c = { st, state };
	struct finding_query q = { .id = id };

	return finding_each(st, &q, close_one, &c);
}

void
finding_rated_anew(struct store *st, int64_t after,
    void (*fn)(int64_t cve, void *arg), void *arg)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT cve FROM vulnerability v WHERE seq>?1 AND EXISTS"
	    " (SELECT 1 FROM finding f WHERE f.cve=v.cve)");

	db_int(s, 1, after);
	while (db_step(st, s))
		fn(sqlite3_column_int64(s, 0), arg);
	sqlite3_reset(s);
}

int64_t
finding_count_live(struct store *st, const char *system)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT count(*) FROM finding WHERE system=?1"
			   " AND state NOT IN ('resolved', 'retracted')");

	db_text(s, 1, system);
	return db_number(st, s, 0);
}

void
finding_history(struct store *st, const char *id,
    void (*fn)(int64_t since, const char *state, const char *level, void *arg),
    void *arg)
{
	unsigned char bytes[16];
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT valid_from, h.state, h.level"
	    " FROM finding f JOIN finding_history h ON h.finding = f.key"
	    " WHERE f.id=?1 ORDER BY h.rowid");

	id_bytes(id, bytes);
	db_blob(s, 1, bytes, sizeof bytes);
	while (db_step(st, s))
		fn(sqlite3_column_int64(s, 0), db_col(s, 1), db_col(s, 2), arg);
}
