#include "job/fetch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/proc.h"
#include "io/unpack.h"
#include "job/fetch_parser.h"
#include "job/fetch_sink.h"
#include "job/frame.h"
#include "store/source.h"

#define OUTDATED N_("older than what is stored")

/* A document whose parser is at work. */
struct page {
	struct proc proc;
	char *name;
	char sha256[DIGEST_HEX]; /* wanted; "" if unknown */
	int optional;
};

struct fetch {
	struct store *st;
	enum fetch_source source;
	const struct fetch_sink *to;
	void *sink;
	FILE *out;
	struct frame_in in;
	struct page page[FETCH_AHEAD];
	int pages;
	int writing;	/* a transaction is open */
	int written;	/* there was one */
	int64_t before; /* the change number it began with */
	int rejected;
};

static const struct fetch_sink *const sinks[] = {
	[FETCH_NVD] = &fetch_sink_nvd,
	[FETCH_KEV] = &fetch_sink_kev,
	[FETCH_EPSS] = &fetch_sink_epss,
};

/* One record; stops when that fails. */
static int
print(const char *record, size_t n, void *out)
{
	fwrite(record, 1, n, out);
	return putc('\n', (FILE *)out) == EOF;
}

struct fetch *
fetch_new(struct store *st, enum fetch_source source, FILE *out)
{
	struct fetch *f = xcalloc(1, sizeof *f);

	f->st = st;
	f->source = source;
	f->out = out;
	f->to = sinks[source];
	f->sink = xcalloc(1, f->to->size);
	f->to->open(f->sink, st);
	frame_in_init(&f->in);
	store_durable(st, 0);
	return f;
}

int
fetch_end(struct fetch *f)
{
	int rc = f->rejected ? CMD_DATA : CMD_OK;

	for (int i = 0; i < f->pages; i++) {
		proc_end(&f->page[i].proc);
		free(f->page[i].name);
	}
	f->to->close(f->sink);
	free(f->sink);
	frame_in_free(&f->in);
	if (f->written)
		store_checkpoint(f->st);
	store_durable(f->st, 1);
	free(f);
	return rc;
}

void
fetch_parse(struct fetch *f, const struct fetch_document *doc)
{
	struct page *p = &f->page[f->pages++];

	if (f->pages > FETCH_AHEAD)
		die(CMD_BUG, "too many documents at once");
	*p = (struct page){ .name = xstrdup(doc->name),
		.optional = doc->optional };
	if (doc->sha256 != NULL)
		snprintf(p->sha256, sizeof p->sha256, "%s", doc->sha256);
	unpack_load(); /* no parser could */
	proc_start(&p->proc, fetch_parser, doc->fd, &f->source);
	close(doc->fd);
}

static void
begin(struct fetch *f, int64_t made_at)
{
	store_begin(f->st);
	f->writing = f->written = 1;
	f->before = store_seq(f->st);
	f->to->begin(f->sink, made_at);
}

/* Is the document older than what is stored of this source? */
static int
is_outdated(struct fetch *f, int64_t made_at)
{
	struct source s;
	int outdated;

	if (!f->to->only_newer)
		return 0;
	source_get(f->st, f->to->name, &s);
	outdated = made_at < s.data_at;
	source_release(&s);
	return outdated;
}

static void
refuse(struct fetch_result *r, const char *why)
{
	snprintf(r->refused, sizeof r->refused, "%s", why);
}

static void
on_begin(struct fetch *f, struct fetch_result *r)
{
	int64_t made_at = frame_int(&f->in);

	/* what says it only at its end is looked at there */
	if (made_at != 0 && is_outdated(f, made_at))
		refuse(r, OUTDATED);
	else
		begin(f, made_at != 0 ? made_at : clock_now());
}

static void
on_reject(struct fetch *f, const struct page *p, struct fetch_result *r)
{
	const char *name = frame_text(&f->in), *why = frame_text(&f->in);
	int part = frame_int(&f->in) != 0;

	if (name == NULL || why == NULL)
		return;
	why = lang_text(why);
	if (part)
		warn("%s: a part of '%s' skipped: %s", p->name, name, why);
	else
		warn("%s: '%s' skipped: %s", p->name, name, why);
	r->rejected++;
}

static void
on_end(struct fetch *f, const struct page *p, struct fetch_result *r)
{
	size_t n;
	const unsigned char *sha =
	    (const unsigned char *)frame_bytes(&f->in, &n);

	if (n == DIGEST_LEN)
		digest_hex(sha, DIGEST_LEN, r->sha256);
	r->start = frame_int(&f->in);
	r->per_page = frame_int(&f->in);
	r->total = frame_int(&f->in);
	r->timestamp = frame_int(&f->in);
	r->newest = frame_int(&f->in);
	r->records = (long)frame_int(&f->in);
	r->elements = (long)frame_int(&f->in);
	if (!frame_done(&f->in))
		refuse(r, N_("its parser failed"));
	else if (p->sha256[0] != '\0' && strcasecmp(p->sha256, r->sha256) != 0)
		refuse(r, N_("its digest does not fit"));
	else if (is_outdated(f, r->timestamp))
		refuse(r, r->timestamp != 0 ? OUTDATED : N_("it has no date"));
}

/* One frame; 1 when it was the last. */
static int
on_frame(struct fetch *f, const struct page *p, struct fetch_result *r)
{
	const char *why;
	long n;

	switch (f->in.kind) {
	case FRAME_BEGIN:
		on_begin(f, r);
		return r->refused[0] != '\0';
	case FRAME_REJECT:
		on_reject(f, p, r);
		return 0;
	case FRAME_REFUSE:
		why = frame_text(&f->in);
		refuse(r, why != NULL ? why : N_("its parser failed"));
		return 1;
	case FRAME_OTHER:
		r->skipped = p->optional;
		refuse(r, N_("not a document of this source"));
		return 1;
	case FRAME_END:
		on_end(f, p, r);
		return 1;
	default:
		break;
	}
	n = f->writing && f->in.kind == f->to->kind
		? f->to->put(f->sink, &f->in)
		: -1;
	if (n < 0)
		refuse(r, N_("its parser failed"));
	else
		r->changed += n;
	return n < 0;
}

/* All frames of a document; what is wrong stands in r->refused. */
static void
receive(struct fetch *f, struct page *p, struct fetch_result *r)
{
	int rc, last = 0;

	while (!last) {
		rc = frame_read(&f->in, p->proc.out);
		if (rc <= 0)
			refuse(r, N_("its parser failed"));
		last = rc <= 0 || on_frame(f, p, r);
	}
	rc = proc_end(&p->proc);
	if (rc != 0 && r->refused[0] == '\0')
		refuse(r, N_("its parser failed"));
}

/* The last that is done inside the transaction. */
static int
seal(struct fetch *f, fetch_commit *commit, void *arg, struct fetch_result *r)
{
	int64_t now = clock_now();

	r->changed += f->to->end(f->sink, r->rejected == 0);
	if (r->timestamp > 0) /* a clock that is ahead does not keep us fresh */
		source_set_data(f->st, f->to->name,
		    r->timestamp < now ? r->timestamp : now);
	if (commit != NULL && commit(f->st, r, arg) != 0) {
		refuse(r, N_("could not be completed"));
		return -1;
	}
	return 0;
}

/* Commit, and print what has changed by this transaction alone. */
static void
complete(struct fetch *f, struct fetch_result *r)
{
	int64_t upto = r->changed > 0 ? store_next_seq(f->st) : 0;

	store_commit(f->st);
	f->rejected |= r->rejected > 0;
	if (f->to->only_newer && r->changed > 0)
		warn("%s: %ld records, %ld changed", f->to->name, r->records,
		    r->changed);
	if (r->changed > 0)
		f->to->each(f->st, f->before, upto, print, f->out);
}

int
fetch_store(
    struct fetch *f, fetch_commit *commit, void *arg, struct fetch_result *r)
{
	struct page p = f->page[0];

	memmove(f->page, f->page + 1, sizeof *f->page * (size_t)--f->pages);
	*r = (struct fetch_result){ .start = -1, .per_page = -1, .total = -1 };
	r->unchecked = p.sha256[0] == '\0';
	receive(f, &p, r);
	if (f->writing && r->refused[0] == '\0')
		seal(f, commit, arg, r);
	if (f->writing && r->refused[0] != '\0') {
		store_rollback(f->st);
		f->to->undo(f->sink);
		r->changed = 0;
	} else if (f->writing) {
		complete(f, r);
	}
	f->writing = 0;
	free(p.name);
	return r->refused[0] != '\0' ? -1 : 0;
}
