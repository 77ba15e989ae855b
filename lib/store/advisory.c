#include "store/advisory.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/mem.h"
#include "io/json.h"
#include "io/pack.h"
#include "store/insert.h"
#include "store/vulnerability.h"

/*
 * Rows of the match index wait here and go in sorted, because its tree is
 * ordered by product and a feed by CVE.
 */
#define WAITING_MAX 40000		 /* rows */
#define WAITING_BYTES (8u * 1024 * 1024) /* of their text */
#define CACHE "PRAGMA cache_size=-24576" /* KiB */
#define ROWS_MAX (64u * 1024 * 1024)	 /* bytes of advisory.rows */

struct waiting {
	int64_t product, advisory;
	int number;
	const char *version, *detail;
};

/* Products that are known to be in the table. */
struct product {
	int64_t id;
	uint32_t hash, next; /* next of its chain, +1 */
	const char *text;    /* part, vendor, product: each with its NUL */
};

struct advisory_writer {
	struct store *st;
	struct waiting *waiting;
	size_t count;
	struct arena text; /* of what waits */
	int64_t first_seq; /* advisories put since the last flush have more */
	struct product *product;
	size_t products, product_size;
	uint32_t *chain;
	size_t chains; /* a power of two */
	struct arena names;
	int has_dictionary; /* the file has the one that bodies need */
	struct buf rows, old_rows;
	int64_t *ids; /* products of the advisory at hand */
	size_t id_size;
};

struct advisory_writer *
advisory_writer_new(struct store *st)
{
	struct advisory_writer *w = xcalloc(1, sizeof *w);

	w->st = st;
	w->waiting = xreallocarray(NULL, WAITING_MAX, sizeof *w->waiting);
	buf_init(&w->rows, ROWS_MAX);
	buf_init(&w->old_rows, ROWS_MAX);
	advisory_forget(w);
	db_exec(st, CACHE, "open the state file");
	return w;
}

void
advisory_writer_free(struct advisory_writer *w)
{
	if (w == NULL)
		return;
	free(w->waiting);
	free(w->product);
	free(w->chain);
	free(w->ids);
	arena_free(&w->text);
	arena_free(&w->names);
	buf_free(&w->rows);
	buf_free(&w->old_rows);
	free(w);
}

void
advisory_forget(struct advisory_writer *w)
{
	w->count = w->products = 0;
	w->first_seq = INT64_MAX;
	w->has_dictionary = 0;
	arena_reset(&w->text);
	arena_reset(&w->names);
	if (w->chain != NULL)
		memset(w->chain, 0, w->chains * sizeof *w->chain);
}

/* --- products --- */

static uint32_t
hash_add(uint32_t h, const char *s)
{
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return (h ^ 0xff) * 16777619u;
}

static int
is_product(const struct product *p, const struct advisory_row *r)
{
	const char *s = p->text;

	if (strcmp(s, r->part) != 0)
		return 0;
	s += strlen(s) + 1;
	if (strcmp(s, r->vendor) != 0)
		return 0;
	s += strlen(s) + 1;
	return strcmp(s, r->product) == 0;
}

static void
grow_products(struct advisory_writer *w)
{
	w->product_size = w->product_size == 0 ? 4096 : w->product_size * 2;
	w->product =
	    xreallocarray(w->product, w->product_size, sizeof *w->product);
	w->chains = w->product_size;
	free(w->chain);
	w->chain = xcalloc(w->chains, sizeof *w->chain);
	for (size_t i = 0; i < w->products; i++) {
		struct product *p = &w->product[i];
		uint32_t *c = &w->chain[p->hash & (w->chains - 1)];

		p->next = *c;
		*c = (uint32_t)i + 1;
	}
}

static int64_t
find_product(struct advisory_writer *w, const struct advisory_row *r)
{
	sqlite3_stmt *q = db_prepare(w->st,
	    "SELECT id FROM product WHERE product=?1 AND vendor=?2"
	    " AND part=?3");
	int64_t id;

	db_text(q, 1, r->product);
	db_text(q, 2, r->vendor);
	db_text(q, 3, r->part);
	id = db_number(w->st, q, 0);
	if (id != 0)
		return id;
	q = db_prepare(w->st,
	    "INSERT INTO product (product, vendor, part) VALUES (?1, ?2, ?3)");
	db_text(q, 1, r->product);
	db_text(q, 2, r->vendor);
	db_text(q, 3, r->part);
	db_run(w->st, q);
	return sqlite3_last_insert_rowid(w->st->db);
}

static const char *
keep_name(struct advisory_writer *w, const struct advisory_row *r)
{
	size_t a = strlen(r->part) + 1, b = strlen(r->vendor) + 1,
	       c = strlen(r->product) + 1;
	char *text = arena_alloc(&w->names, a + b + c);

	memcpy(text, r->part, a);
	memcpy(text + a, r->vendor, b);
	memcpy(text + a + b, r->product, c);
	return text;
}

static int64_t
product_id(struct advisory_writer *w, const struct advisory_row *r)
{
	uint32_t h = hash_add(
	    hash_add(hash_add(2166136261u, r->part), r->vendor), r->product);
	struct product *p;
	uint32_t *c;

	if (w->products == w->product_size)
		grow_products(w);
	c = &w->chain[h & (w->chains - 1)];
	for (uint32_t i = *c; i != 0; i = w->product[i - 1].next)
		if (w->product[i - 1].hash == h &&
		    is_product(&w->product[i - 1], r))
			return w->product[i - 1].id;
	p = &w->product[w->products++];
	*p = (struct product){ find_product(w, r), h, *c, keep_name(w, r) };
	*c = (uint32_t)w->products;
	return p->id;
}

/* --- match rows --- */

/* advisory.rows: the product as a number of 7-bit digits, the version. */
static void
add_number(struct buf *b, int64_t n)
{
	for (; n > 127; n >>= 7)
		buf_addc(b, (char)(n | 128));
	buf_addc(b, (char)n);
}

static const char *
take_number(const char *p, const char *end, int64_t *n)
{
	int shift = 0;

	for (*n = 0; p < end && shift < 63; shift += 7) {
		*n |= (int64_t)(*p & 127) << shift;
		if ((*p++ & 128) == 0)
			return p;
	}
	return NULL;
}

static void
delete_rows(struct advisory_writer *w, int64_t key)
{
	const char *p = w->old_rows.data, *end = p + w->old_rows.len;
	sqlite3_stmt *q;
	int64_t product;

	for (int i = 0; p != end; i++) {
		p = take_number(p, end, &product);
		if (p == NULL || memchr(p, '\0', (size_t)(end - p)) == NULL)
			die(CMD_IO, "the state file is damaged: advisory.rows");
		q = db_prepare(w->st,
		    "DELETE FROM match_row WHERE product=?1 AND version=?2"
		    " AND advisory=?3 AND number=?4");
		db_int(q, 1, product);
		db_text(q, 2, p);
		db_int(q, 3, key);
		db_int(q, 4, i);
		db_run(w->st, q);
		p += strlen(p) + 1;
	}
}

static int
compare_waiting(const void *va, const void *vb)
{
	const struct waiting *a = va, *b = vb;
	int c;

	if (a->product != b->product)
		return a->product < b->product ? -1 : 1;
	c = strcmp(a->version, b->version);
	if (c != 0)
		return c;
	if (a->advisory != b->advisory)
		return a->advisory < b->advisory ? -1 : 1;
	return a->number - b->number;
}

static int
bind_waiting(sqlite3_stmt *s, int column, size_t i, void *arg)
{
	const struct waiting *r = &((struct advisory_writer *)arg)->waiting[i];

	db_int(s, ++column, r->product);
	db_text(s, ++column, r->version);
	db_int(s, ++column, r->advisory);
	db_int(s, ++column, r->number);
	db_text(s, ++column, r->detail);
	return column;
}

void
advisory_flush(struct advisory_writer *w)
{
	static const char *const sql[] = DB_INSERT(
	    "INSERT OR ROLLBACK INTO match_row (product, version, advisory,"
	    " number, detail) VALUES ",
	    "(?, ?, ?, ?, ?)");

	if (w->count > 1)
		qsort(
		    w->waiting, w->count, sizeof *w->waiting, compare_waiting);
	db_insert(w->st, sql, w->count, bind_waiting, w);
	w->count = 0;
	w->first_seq = INT64_MAX;
	arena_reset(&w->text);
}

static const char *
keep(struct advisory_writer *w, const char *s)
{
	return s == NULL ? NULL : arena_strndup(&w->text, s, strlen(s));
}

static void
wait_rows(struct advisory_writer *w, const struct advisory *a, int64_t key)
{
	for (size_t i = 0; i < a->rows; i++) {
		const struct advisory_row *r = &a->row[i];

		if (w->count == WAITING_MAX || w->text.used > WAITING_BYTES)
			advisory_flush(w);
		w->waiting[w->count++] = (struct waiting){
			.product = w->ids[i],
			.advisory = key,
			.number = (int)i,
			.version = keep(w, r->version),
			.detail = keep(w, r->detail),
		};
	}
}

static void
list_rows(struct advisory_writer *w, const struct advisory *a)
{
	buf_clear(&w->rows);
	if (a->rows > w->id_size) {
		w->id_size = a->rows;
		w->ids = xreallocarray(w->ids, w->id_size, sizeof *w->ids);
	}
	for (size_t i = 0; i < a->rows; i++) {
		w->ids[i] = product_id(w, &a->row[i]);
		add_number(&w->rows, w->ids[i]);
		buf_add(
		    &w->rows, a->row[i].version, strlen(a->row[i].version) + 1);
	}
	if (w->rows.overflow)
		die(CMD_DATA, "'%s' has too many products", a->id);
}

/* --- advisories --- */

struct stored {
	int64_t key, modified, fetched, seq;
	int same;
};

static int
find_stored(struct advisory_writer *w, const struct advisory *a,
    const unsigned char hash[ADVISORY_HASH], struct stored *s)
{
	sqlite3_stmt *q = db_prepare(w->st,
	    "SELECT key, modified_at, fetched_at, seq, hash FROM advisory"
	    " WHERE source=?1 AND id=?2");

	db_text(q, 1, a->source);
	db_text(q, 2, a->id);
	if (!db_step(w->st, q))
		return 0;
	s->key = sqlite3_column_int64(q, 0);
	s->modified = sqlite3_column_int64(q, 1);
	s->fetched = sqlite3_column_int64(q, 2);
	s->seq = sqlite3_column_int64(q, 3);
	s->same = sqlite3_column_bytes(q, 4) == ADVISORY_HASH &&
		  memcmp(sqlite3_column_blob(q, 4), hash, ADVISORY_HASH) == 0;
	sqlite3_reset(q);
	return 1;
}

static void
read_rows(struct advisory_writer *w, int64_t key)
{
	sqlite3_stmt *q =
	    db_prepare(w->st, "SELECT rows FROM advisory WHERE key=?1");

	buf_clear(&w->old_rows);
	db_int(q, 1, key);
	if (db_step(w->st, q))
		buf_add(&w->old_rows, sqlite3_column_blob(q, 0),
		    (size_t)sqlite3_column_bytes(q, 0));
	sqlite3_reset(q);
}

/* So that the file can be read without this program. */
static void
keep_dictionary(struct advisory_writer *w)
{
	sqlite3_stmt *q;
	const char *data;
	size_t n;

	if (w->has_dictionary)
		return;
	data = pack_dictionary(PACK_DICTIONARY, &n);
	q = db_prepare(w->st,
	    "INSERT OR IGNORE INTO dictionary (number, data) VALUES (?1, ?2)");
	db_int(q, 1, PACK_DICTIONARY);
	db_blob(q, 2, data, n);
	db_run(w->st, q);
	w->has_dictionary = 1;
}

/* Insert with key 0, else update. */
static int64_t
write_advisory(struct advisory_writer *w, const struct advisory *a,
    const unsigned char hash[ADVISORY_HASH], int64_t made_at, int64_t key)
{
	sqlite3_stmt *q =
	    key == 0
		? db_prepare(w->st,
		      "INSERT INTO advisory (source, id, cve, status, simple,"
		      " published_at, modified_at, fetched_at, changed_at, seq,"
		      " hash, dictionary, rows, body, stored_at) VALUES (?1, ?2,"
		      " ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?9)")
		: db_prepare(w->st,
		      "UPDATE advisory SET source=?1, id=?2, cve=?3, status=?4,"
		      " simple=?5, published_at=?6, modified_at=?7, fetched_at=?8,"
		      " changed_at=?9, seq=?10, hash=?11, dictionary=?12, rows=?13,"
		      " body=?14 WHERE key=?15");
	int64_t seq = store_next_seq(w->st);

	db_text(q, 1, a->source);
	db_text(q, 2, a->id);
	db_int(q, 3, a->cve);
	db_text(q, 4, a->status);
	db_int(q, 5, a->simple);
	db_int(q, 6, a->published);
	db_int(q, 7, a->modified);
	db_int(q, 8, made_at);
	db_int(q, 9, clock_now());
	db_int(q, 10, seq);
	db_blob(q, 11, hash, ADVISORY_HASH);
	db_int(q, 12, PACK_DICTIONARY);
	db_blob(q, 13, w->rows.data, w->rows.len);
	db_blob(q, 14, a->body, a->body_len);
	if (key != 0)
		db_int(q, 15, key);
	db_run(w->st, q);
	if (w->first_seq > seq)
		w->first_seq = seq;
	return key != 0 ? key : sqlite3_last_insert_rowid(w->st->db);
}

enum advisory_put
advisory_put(struct advisory_writer *w, const struct advisory *a,
    const unsigned char hash[ADVISORY_HASH], int64_t made_at)
{
	struct stored old = { 0 };
	int64_t key;

	if (find_stored(w, a, hash, &old)) {
		if (a->modified < old.modified)
			return ADVISORY_OLDER;
		if (old.same)
			return ADVISORY_SAME;
		if (a->modified == old.modified && made_at < old.fetched)
			return ADVISORY_OLDER;
		if (old.seq >= w->first_seq)
			advisory_flush(w); /* twice in this document */
		read_rows(w, old.key);
		delete_rows(w, old.key);
	}
	keep_dictionary(w);
	list_rows(w, a);
	key = write_advisory(w, a, hash, made_at, old.key);
	wait_rows(w, a, key);
	vulnerability_merge(w->st, a);
	return old.key == 0 ? ADVISORY_NEW : ADVISORY_CHANGED;
}

/* --- reading --- */

#define SELECT                                                        \
	"SELECT seq, stored_at, changed_at, fetched_at, dictionary, " \
	"body, id FROM advisory "

struct reader {
	struct pack *pack;
	struct buf text;
};

/* The record with its bookkeeping. */
static int
show(struct reader *r, sqlite3_stmt *q, store_fn *fn, void *arg)
{
	struct jsonw w;

	if (pack_open(r->pack, sqlite3_column_int(q, 4),
		sqlite3_column_blob(q, 5), (size_t)sqlite3_column_bytes(q, 5),
		&r->text) < 0 ||
	    r->text.len < 3)
		die(CMD_IO, "the state file is damaged: advisory '%s'",
		    db_col(q, 6));
	r->text.len--; /* its closing brace */
	jsonw_init(&w, &r->text);
	w.comma = 1;
	jsonw_key(&w, "seq");
	jsonw_int(&w, sqlite3_column_int64(q, 0));
	jsonw_time(&w, "stored_at", sqlite3_column_int64(q, 1));
	jsonw_time(&w, "changed_at", sqlite3_column_int64(q, 2));
	jsonw_time(&w, "fetched_at", sqlite3_column_int64(q, 3));
	jsonw_close(&w, '}');
	return fn(r->text.data, r->text.len, arg);
}

static int
show_all(struct store *st, sqlite3_stmt *q, store_fn *fn, void *arg)
{
	struct reader r = { .pack = pack_new() };
	int rc = 0;

	buf_init(&r.text, PACK_MAX + 1024);
	while (rc == 0 && db_step(st, q))
		rc = show(&r, q, fn, arg);
	sqlite3_reset(q);
	buf_free(&r.text);
	pack_free(r.pack);
	return rc;
}

int
advisory_each(
    struct store *st, int64_t after, int64_t upto, store_fn *fn, void *arg)
{
	sqlite3_stmt *q =
	    db_prepare(st, SELECT "WHERE seq>?1 AND seq<=?2 ORDER BY seq");

	db_int(q, 1, after);
	db_int(q, 2, upto);
	return show_all(st, q, fn, arg);
}

int
advisory_of(struct store *st, int64_t cve, store_fn *fn, void *arg)
{
	sqlite3_stmt *q =
	    db_prepare(st, SELECT "WHERE cve=?1 ORDER BY source, id");

	db_int(q, 1, cve);
	return show_all(st, q, fn, arg);
}
