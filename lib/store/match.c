#include "store/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/msg.h"
#include "io/pack.h"
#include "store/db.h"

#define ROW_JOIN " FROM product p JOIN match_row m ON m.product=p.id"
#define ROW_COLUMNS                               \
	"SELECT m.advisory, m.number, m.version," \
	" m.detail, p.part, p.vendor, p.product" ROW_JOIN

/* Of which schema.c has an index. */
#define IS_WILD "vendor GLOB '*[*?]*' OR product GLOB '*[*?]*'"

static void
read_row(sqlite3_stmt *s, struct match_row *row)
{
	row->advisory = sqlite3_column_int64(s, 0);
	row->number = sqlite3_column_int64(s, 1);
	row->version = db_col(s, 2);
	row->detail = db_col(s, 3);
}

static void
each_row(struct store *st, sqlite3_stmt *s, match_row_fn *fn, void *arg)
{
	struct match_row row;

	while (db_step(st, s)) {
		read_row(s, &row);
		row.part = db_col(s, 4);
		row.vendor = db_col(s, 5);
		row.product = db_col(s, 6);
		fn(&row, arg);
	}
	sqlite3_reset(s);
}

/* Of one product: nearly all questions are such, and it need not be read. */
static void
rows_of(struct store *st, struct match_row row, match_row_fn *fn, void *arg)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT m.advisory, m.number, m.version, m.detail" ROW_JOIN
	    " WHERE p.product=?1 AND p.vendor=?2 AND p.part=?3"
	    " AND m.version IN (?4, '')");

	db_text(s, 1, row.product);
	db_text(s, 2, row.vendor);
	db_text(s, 3, row.part);
	db_text(s, 4, row.version);
	while (db_step(st, s)) {
		read_row(s, &row);
		fn(&row, arg);
	}
	sqlite3_reset(s);
}

void
match_rows(struct store *st, const char *part, const char *vendor,
    const char *product, const char *version, match_row_fn *fn, void *arg)
{
	sqlite3_stmt *s;

	if (part != NULL && vendor != NULL && version != NULL) {
		rows_of(st,
		    (struct match_row){ .part = part,
			.vendor = vendor,
			.product = product,
			.version = version },
		    fn, arg);
		return;
	}
	s = db_prepare(st,
	    ROW_COLUMNS " WHERE p.product=?1"
			" AND (?2 IS NULL OR p.vendor=?2)"
			" AND (?3 IS NULL OR p.part=?3)"
			" AND (?4 IS NULL OR m.version IN (?4, ''))");
	db_text(s, 1, product);
	db_text(s, 2, vendor);
	db_text(s, 3, part);
	db_text(s, 4, version);
	each_row(st, s, fn, arg);
}

void
match_wild_rows(struct store *st, match_row_fn *fn, void *arg)
{
	each_row(st,
	    db_prepare(st,
		ROW_COLUMNS " WHERE p.id IN"
			    " (SELECT id FROM product WHERE " IS_WILD ")"),
	    fn, arg);
}

/* Copies a column; empty if it is NULL or does not fit. */
static void
copy_col(sqlite3_stmt *s, int i, char *to, size_t size)
{
	const char *text = db_col(s, i);
	size_t n = text == NULL ? 0 : strlen(text);

	if (n >= size)
		n = 0;
	if (n > 0)
		memcpy(to, text, n);
	to[n] = '\0';
}

#define CVE_COLUMNS                                                     \
	" v.cvss_version, v.cvss_vector, v.severity,"                   \
	" ifnull(v.cvss_score, -1), k.cve IS NOT NULL, k.added, k.due," \
	" ifnull(e.score, -1)"
#define CVE_JOINS                                                    \
	" LEFT JOIN vulnerability v ON v.cve=c.cve"                  \
	" LEFT JOIN kev k ON k.cve=c.cve AND k.withdrawn_at IS NULL" \
	" LEFT JOIN epss e ON e.cve=c.cve"

static void
read_cve(sqlite3_stmt *s, int i, struct match_advisory *a)
{
	copy_col(s, i, a->cvss_version, sizeof a->cvss_version);
	copy_col(s, i + 1, a->cvss_vector, sizeof a->cvss_vector);
	copy_col(s, i + 2, a->severity, sizeof a->severity);
	a->cvss_score = sqlite3_column_int(s, i + 3);
	a->kev = sqlite3_column_int(s, i + 4);
	copy_col(s, i + 5, a->kev_added, sizeof a->kev_added);
	copy_col(s, i + 6, a->kev_due, sizeof a->kev_due);
	a->epss = sqlite3_column_int(s, i + 7);
}

int
match_advisory(struct store *st, int64_t key, struct match_advisory *a)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT c.source, c.id, c.cve, c.simple,"
			   " ifnull(c.status, '')='rejected'," CVE_COLUMNS
			   " FROM advisory c" CVE_JOINS " WHERE c.key=?1");

	db_int(s, 1, key);
	if (!db_step(st, s))
		return 0;
	a->key = key;
	copy_col(s, 0, a->source, sizeof a->source);
	copy_col(s, 1, a->id, sizeof a->id);
	a->cve = sqlite3_column_int64(s, 2);
	a->simple = sqlite3_column_int(s, 3);
	a->rejected = sqlite3_column_int(s, 4);
	read_cve(s, 5, a);
	sqlite3_reset(s);
	return 1;
}

void
match_vulnerability(struct store *st, int64_t cve, struct match_advisory *a)
{
	sqlite3_stmt *s = db_prepare(
	    st, "SELECT" CVE_COLUMNS " FROM (SELECT ?1 AS cve) c" CVE_JOINS);

	db_int(s, 1, cve);
	*a =
	    (struct match_advisory){ .cve = cve, .cvss_score = -1, .epss = -1 };
	if (db_step(st, s))
		read_cve(s, 0, a);
	sqlite3_reset(s);
}

struct match_reader {
	struct store *st;
	struct pack *pack; /* one for all: setting it up costs as much */
	struct buf text;
};

struct match_reader *
match_reader_new(struct store *st)
{
	struct match_reader *r = xcalloc(1, sizeof(*r));

	r->st = st;
	r->pack = pack_new();
	buf_init(&r->text, PACK_MAX);
	return r;
}

void
match_reader_free(struct match_reader *r)
{
	pack_free(r->pack);
	buf_free(&r->text);
	free(r);
}

const char *
match_body(struct match_reader *r, int64_t key, size_t *n)
{
	sqlite3_stmt *s = db_prepare(
	    r->st, "SELECT dictionary, body, id FROM advisory WHERE key=?1");

	db_int(s, 1, key);
	if (!db_step(r->st, s))
		return NULL;
	if (pack_open(r->pack, sqlite3_column_int(s, 0),
		sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1),
		&r->text) < 0)
		die(CMD_IO, "the state file is damaged: advisory '%s'",
		    db_col(s, 2));
	sqlite3_reset(s);
	*n = r->text.len;
	return r->text.data;
}

static void
each_number(struct store *st, sqlite3_stmt *s, match_number_fn *fn, void *arg)
{
	while (db_step(st, s))
		fn(sqlite3_column_int64(s, 0), arg);
	sqlite3_reset(s);
}

void
match_changed(struct store *st, int64_t after, int64_t upto,
    match_number_fn *fn, void *arg)
{
	sqlite3_stmt *s = db_prepare(st, "SELECT DISTINCT cve FROM advisory"
					 " WHERE seq>?1 AND seq<=?2"
					 " AND cve IS NOT NULL");

	db_int(s, 1, after);
	db_int(s, 2, upto);
	each_number(st, s, fn, arg);
}

void
match_keys(struct store *st, int64_t cve, match_number_fn *fn, void *arg)
{
	sqlite3_stmt *s =
	    db_prepare(st, "SELECT key FROM advisory WHERE cve=?1");

	db_int(s, 1, cve);
	each_number(st, s, fn, arg);
}

static void
each_text(struct store *st, sqlite3_stmt *s, match_text_fn *fn, void *arg)
{
	while (db_step(st, s))
		fn(db_col(s, 0), arg);
	sqlite3_reset(s);
}

void
match_systems(struct store *st, int64_t after_seq, match_text_fn *fn, void *arg)
{
	sqlite3_stmt *s;

	if (after_seq <= 0)
		s = db_prepare(st, "SELECT DISTINCT system FROM software"
				   " ORDER BY system");
	else
		s = db_prepare(st,
		    "SELECT system FROM software WHERE seq>?1 UNION"
		    " SELECT id FROM registry WHERE kind='system' AND seq>?1"
		    " ORDER BY 1");
	if (after_seq > 0)
		db_int(s, 1, after_seq);
	each_text(st, s, fn, arg);
}

int
match_is_registered(struct store *st, const char *system)
{
	sqlite3_stmt *s = db_prepare(st, "SELECT 1 FROM registry"
					 " WHERE kind='system' AND id=?1"
					 " AND removed_at IS NULL");

	db_text(s, 1, system);
	return db_number(st, s, 0) != 0;
}

static void
each_line(struct store *st, sqlite3_stmt *s, match_line_fn *fn, void *arg)
{
	while (db_step(st, s))
		fn(db_col(s, 0), db_col(s, 1), arg);
	sqlite3_reset(s);
}

void
match_software(
    struct store *st, const char *system, match_line_fn *fn, void *arg)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT system, body FROM software"
	    " WHERE system=?1 AND gone_at IS NULL ORDER BY identity, source");

	db_text(s, 1, system);
	each_line(st, s, fn, arg);
}

void
match_software_with(struct store *st, const char *vendor, const char *product,
    match_line_fn *fn, void *arg)
{
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT system, body FROM software WHERE cpe_product=?1"
	    " AND (?2 IS NULL OR cpe_vendor IN (?2, '*'))"
	    " AND gone_at IS NULL ORDER BY system, identity, source");

	db_text(s, 1, product);
	db_text(s, 2, vendor);
	each_line(st, s, fn, arg);
}

int
match_has_part(struct store *st, const char *system, char part)
{
	char fs[] = "%\"cpe:2.3:o:%", uri[] = "%\"cpe:/o:%";
	sqlite3_stmt *s = db_prepare(st,
	    "SELECT 1 FROM software WHERE system=?1 AND gone_at IS NULL"
	    " AND (body LIKE ?2 OR body LIKE ?3) LIMIT 1");

	fs[10] = uri[7] = part;
	db_text(s, 1, system);
	db_text(s, 2, fs);
	db_text(s, 3, uri);
	return db_number(st, s, 0) != 0;
}
