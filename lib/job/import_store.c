#include "job/import_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "job/change.h"
#include "job/request.h"
#include "store/ledger.h"
#include "store/registry.h"
#include "store/waiting.h"

#define SYSTEMS_SAID 1000 /* ids of systems in an event or request */
#define WARES_SAID 100	  /* old ones, and new ones, in a request */
#define WARE_BYTES 500

/* Which systems it is about; all are counted, the first are named. */
struct systems {
	struct jsonw *w;
	long count;
	char one[REG_ID_MAX + 1];
};

static void
add_system(const char *system, void *arg)
{
	struct systems *s = arg;

	if (s->count++ < SYSTEMS_SAID)
		jsonw_str(s->w, system);
	snprintf(s->one, sizeof s->one, "%s", system);
}

static void
write_count(struct jsonw *w, const char *key, long n)
{
	jsonw_key(w, key);
	jsonw_int(w, n);
}

/* What an event and a request both say; the systems are in `s` then. */
static void
write_facts(struct jsonw *w, const struct import_spooled *in,
    const struct software_counts *n, struct systems *s)
{
	*s = (struct systems){ .w = w };
	jsonw_member(w, "source", in->source);
	jsonw_key(w, "files");
	jsonw_raw(w, in->files, strlen(in->files));
	jsonw_key(w, "systems");
	jsonw_open(w, '[');
	waiting_systems(in->st, in->system, add_system, s);
	jsonw_close(w, ']');
	write_count(w, "system_count", s->count);
	jsonw_key(w, "complete");
	jsonw_bool(w, in->complete);
	write_count(w, "added", n->added);
	write_count(w, "changed", n->changed);
	write_count(w, "gone", n->gone);
	write_count(w, "same", n->same);
}

/* "system:web1", or "systems:12": a name of a source may be personal. */
static int64_t
tell(struct store *st, const char *what, const char *by,
    const struct systems *s, const char *content)
{
	char object[REG_ID_MAX + 20];

	if (s->count == 1)
		snprintf(object, sizeof object, "system:%s", s->one);
	else
		snprintf(object, sizeof object, "systems:%ld", s->count);
	return ledger_add(st, what, by, object, content);
}

static void
store(const struct import_spooled *in, const char *by, int64_t request,
    struct software_counts *n)
{
	struct systems s;
	struct jsonw w;
	struct buf b;

	software_replace(in->st, in->source, in->system, in->complete, n);
	buf_init(&b, LEDGER_CONTENT_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	write_facts(&w, in, n, &s);
	if (request != 0)
		write_count(&w, "request", (long)request);
	jsonw_close(&w, '}');
	if (s.count > 0) /* else nothing was done */
		tell(in->st, "imported", by, &s, b.data);
	buf_free(&b);
}

/* The software that would be gone and that would be there, for people. */
struct wares {
	struct jsonw old, new;
	long olds, news;
	struct arena arena;
};

/* "web1: openssl 3.0.2" */
static void
say_ware(const char *body, int new, void *arg)
{
	struct wares *w = arg;
	char text[WARE_BYTES];
	const char *why, *name, *version;
	struct software s;

	if ((new ? w->news++ : w->olds++) >= WARES_SAID)
		return;
	arena_reset(&w->arena);
	if (software_read(
		&s, json_parse(&w->arena, body, strlen(body), &why)) != NULL)
		return;
	name = s.name != NULL	   ? s.name
	       : s.product != NULL ? s.product
	       : s.purl != NULL	   ? s.purl
				   : s.cpe;
	version = s.name != NULL || s.product != NULL ? s.version : NULL;
	snprintf(text, sizeof text, "%s: %.300s%s%.100s", s.system, name,
	    version != NULL ? " " : "", version != NULL ? version : "");
	jsonw_str(new ? &w->new : &w->old, text);
}

/* The member "change" of the request, and the counts. */
static void
write_wares(
    struct buf *out, const struct import_spooled *in, struct software_counts *n)
{
	struct wares w = { .arena = ARENA_INIT };
	struct buf old, new;
	struct jsonw all;

	buf_init(&old, 2 * WARES_SAID * WARE_BYTES);
	buf_init(&new, 2 * WARES_SAID * WARE_BYTES);
	jsonw_init(&w.old, &old);
	jsonw_init(&w.new, &new);
	jsonw_open(&w.old, '[');
	jsonw_open(&w.new, '[');
	waiting_compare(
	    in->st, in->source, in->system, in->complete, n, say_ware, &w);
	jsonw_close(&w.old, ']');
	jsonw_close(&w.new, ']');
	jsonw_init(&all, out);
	jsonw_open(&all, '{');
	jsonw_key(&all, "software");
	jsonw_open(&all, '{');
	jsonw_key(&all, "old");
	jsonw_raw(&all, old.data, old.len);
	jsonw_key(&all, "new");
	jsonw_raw(&all, new.data, new.len);
	jsonw_close(&all, '}');
	jsonw_close(&all, '}');
	buf_free(&old);
	buf_free(&new);
	arena_free(&w.arena);
}

/* An older one of the same source that waits. */
struct older {
	const char *requester, *source, *system, *body;
	int64_t id;
	int same; /* it is the very same */
};

static int
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int
find_older(const struct request *r, void *arg)
{
	struct older *o = arg;
	struct arena a = ARENA_INIT;
	const struct json *body;
	const char *why;

	if (!change_is(r) || strcmp(r->requester, o->requester) != 0)
		return 0;
	body = json_parse(&a, r->body, strlen(r->body), &why);
	if (import_waits(body) &&
	    same_text(json_str(body, "source"), o->source) &&
	    same_text(json_str(body, "system"), o->system)) {
		o->id = r->id;
		o->same = strcmp(r->body, o->body) == 0;
	}
	arena_free(&a);
	return o->id != 0;
}

static int
supersede(const struct request *found, void *arg)
{
	const struct import_spooled *in = arg;

	change_withdraw(
	    in->st, found, in->who->id, "a newer one took its place");
	return 1;
}

static void
open_request(const struct import_spooled *in, const struct systems *s,
    const char *body, struct buf *out)
{
	struct older o = { in->who->id, in->source, in->system, body, 0, 0 };
	struct request r = { .kind = "change",
		.requester = in->who->id,
		.asked_at = clock_now(),
		.reason = "",
		.body = body };
	struct jsonw w;

	request_each(in->st, REQUEST_WAITING, find_older, &o);
	if (o.same)
		return;
	if (o.id != 0)
		request_find(in->st, o.id, supersede, (void *)(uintptr_t)in);
	r.id = tell(in->st, "requested", in->who->id, s, body);
	request_add(in->st, &r);
	waiting_keep(in->st, r.id);
	jsonw_init(&w, out);
	request_write(&w, in->st, &r);
	buf_addc(out, '\n');
}

/* 1 if it waits now; 0 if it would change nothing. */
static int
ask(const struct import_spooled *in, struct software_counts *n, struct buf *out)
{
	unsigned char basis[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct buf change, body;
	struct systems s;
	struct jsonw w;
	int waits;

	buf_init(&change, LEDGER_CONTENT_MAX);
	buf_init(&body, LEDGER_CONTENT_MAX);
	write_wares(&change, in, n);
	waits = n->added + n->changed + n->gone > 0;
	if (waits) {
		waiting_basis(in->st, in->source, in->system, basis);
		jsonw_init(&w, &body);
		jsonw_open(&w, '{');
		jsonw_member(&w, "system", in->system);
		write_facts(&w, in, n, &s);
		jsonw_member(&w, "basis", digest_hex(basis, DIGEST_LEN, hex));
		jsonw_key(&w, "change");
		jsonw_raw(&w, change.data, change.len);
		jsonw_close(&w, '}');
		open_request(in, &s, body.data, out);
	}
	buf_free(&change);
	buf_free(&body);
	return waits;
}

int
import_store(
    const struct import_spooled *s, struct software_counts *n, struct buf *out)
{
	if (change_waits(s->who) && ask(s, n, out))
		return 1;
	*n = (struct software_counts){ 0 };
	store(s, s->who->id, 0, n);
	return 0;
}

int
import_waits(const struct json *body)
{
	return json_get(body, "basis") != NULL;
}

/* What was spooled, out of the request. */
static void
take(struct import_spooled *in, struct store *st, const struct request *r,
    const struct json *body, struct buf *files)
{
	struct jsonw w;

	jsonw_init(&w, files);
	jsonw_json(&w, json_get(body, "files"));
	*in = (struct import_spooled){ .st = st,
		.source = json_str(body, "source"),
		.system = json_str(body, "system"),
		.complete = json_is_true(json_get(body, "complete")),
		.files = files->data };
	waiting_take(st, r->id);
}

struct removed {
	struct store *st;
	char id[REG_ID_MAX + 1];
};

static void
find_removed(const char *system, void *arg)
{
	struct removed *r = arg;

	if (registry_find(r->st, REG_SYSTEM, system, NULL, NULL) !=
	    REGISTRY_LIVE)
		snprintf(r->id, sizeof r->id, "%s", system);
}

int
import_check(struct store *st, const struct request *r, const struct json *body,
    char why[], size_t size)
{
	struct removed gone = { .st = st };
	unsigned char basis[DIGEST_LEN];
	struct import_spooled in;
	char hex[DIGEST_HEX];
	struct buf files;
	int rc = -1;

	buf_init(&files, LEDGER_CONTENT_MAX);
	take(&in, st, r, body, &files);
	waiting_systems(st, in.system, find_removed, &gone);
	waiting_basis(st, in.source, in.system, basis);
	if (*gone.id != '\0')
		snprintf(
		    why, size, lang_text("system '%s' was removed"), gone.id);
	else if (!same_text(digest_hex(basis, DIGEST_LEN, hex),
		     json_str(body, "basis")))
		snprintf(why, size,
		    lang_text("what '%.100s' says is not what it was when it "
			      "was asked for: deny it, or let it be imported "
			      "again"),
		    in.source);
	else
		rc = 0;
	buf_free(&files);
	return rc;
}

static int
print_ware(int64_t key, const char *body, int gone, void *arg)
{
	size_t n = strlen(body);

	(void)key;
	if (gone && n > 0) /* the record without its closing brace */
		buf_addf(arg, "%.*s,\"gone\":true}\n", (int)(n - 1), body);
	else
		buf_addf(arg, "%s\n", body);
	return 0;
}

void
import_apply(struct store *st, const struct request *r, const struct json *body,
    const char *by, struct buf *out)
{
	struct software_query q = { .with_gone = 1 };
	struct software_counts n = { 0 };
	struct import_spooled in;
	struct buf files;

	buf_init(&files, LEDGER_CONTENT_MAX);
	take(&in, st, r, body, &files);
	q.source = in.source;
	q.after_seq = store_seq(st);
	store(&in, by, r->id, &n);
	q.to_seq = store_seq(st);
	if (q.to_seq > q.after_seq)
		software_each(st, &q, print_ware, out);
	buf_free(&files);
}
