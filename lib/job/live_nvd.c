#include "job/live_nvd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/mem.h"
#include "base/msg.h"
#include "io/json.h"
#include "job/fetch_meta.h"

/* Where the NVD is; NULL: it is not there. */
struct place {
	const char *feeds, *api;
};

/* A run, as it stands in `progress`. */
struct run {
	int64_t from, to;    /* asked of the API; from 0: everything */
	int64_t start;	     /* the next record of this window */
	int64_t total;	     /* of this window, -1: not known yet */
	int64_t newest;	     /* greatest lastModified so far */
	int64_t feeds;	     /* it is reading the feeds, not the API */
	int64_t size;	     /* records a page; not kept */
	int64_t short_start; /* where a page was too short, -1; not kept */
	const char *api;     /* its URL; not kept */
	const char *gate;    /* URL of modified.meta, and what it says now */
	char gate_sha256[SOURCE_TEXT], gate_validator[HTTP_TEXT];
	struct live *live;
};

static const struct {
	const char *key;
	size_t at;
} fields[] = {
	{ "from", offsetof(struct run, from) },
	{ "to", offsetof(struct run, to) },
	{ "start", offsetof(struct run, start) },
	{ "total", offsetof(struct run, total) },
	{ "newest", offsetof(struct run, newest) },
	{ "feeds", offsetof(struct run, feeds) },
};
#define FIELDS (sizeof fields / sizeof *fields)

static int64_t *
field(struct run *n, size_t i)
{
	return (int64_t *)(void *)((char *)n + fields[i].at);
}

static void
set_progress(struct store *st, struct run *n)
{
	struct buf b;
	struct jsonw w;

	buf_init(&b, 1024);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	for (size_t i = 0; i < FIELDS; i++) {
		jsonw_key(&w, fields[i].key);
		jsonw_int(&w, *field(n, i));
	}
	jsonw_close(&w, '}');
	source_set_progress(st, "nvd", b.data);
	buf_free(&b);
}

/* 1 if a run had begun and `n` is where it stood. */
static int
get_progress(const char *text, struct run *n)
{
	struct arena a = ARENA_INIT;
	const char *why;
	const struct json *j;
	int good = 0;

	if (text != NULL) {
		j = json_parse(&a, text, strlen(text), &why);
		good = j != NULL;
		for (size_t i = 0; i < FIELDS; i++)
			good &=
			    json_int(json_get(j, fields[i].key), field(n, i));
	}
	arena_free(&a);
	return good;
}

/* The run has ended. */
static void
set_watermark(struct store *st, const struct run *n)
{
	char text[CLOCK_TEXT];

	/* what was modified during the run may have been missed; and a
	 * record from the future must not hide what comes before it */
	if (n->newest > 0)
		source_set_watermark(st, "nvd",
		    clock_format(n->newest < n->to ? n->newest : n->to, text));
	source_set_progress(st, "nvd", NULL);
}

/* Where a run stands that begins at the watermark. */
static void
begin(struct store *st, struct run *n)
{
	struct source s;
	int64_t mark = 0;

	*n = (struct run){ .to = clock_now(), .total = -1 };
	source_get(st, "nvd", &s);
	if (s.watermark != NULL && clock_parse(s.watermark, &mark) == 0)
		n->from = (mark < n->to ? mark : n->to) - NVD_OVERLAP;
	n->newest = mark;
	source_release(&s);
}

/* Joins a folder and a name, whether or not the folder ends in '/'. */
static char *
in_folder(const char *folder, const char *name)
{
	size_t n = strlen(folder);

	return xasprintf(
	    "%s%s%s", folder, n > 0 && folder[n - 1] == '/' ? "" : "/", name);
}

static void
set_url(struct http_request *q, const char *url)
{
	/* one that is too long is refused as being none */
	snprintf(q->url, sizeof q->url, "%s",
	    strlen(url) < sizeof q->url ? url : "");
}

/* A feed file and its .meta. */
struct feed {
	char *url, *meta; /* NULL: it has none */
	char sha256[SOURCE_TEXT];
	char validator[HTTP_TEXT]; /* of the .meta, else of the file */
	struct run *run;	   /* NULL: a mirror */
};

static void
feed_release(struct feed *f)
{
	free(f->url);
	free(f->meta);
}

static int
read_meta(struct feed *f, int fd)
{
	char text[LIVE_META];
	ssize_t n = read(fd, text, sizeof text);

	close(fd);
	return n > 0 &&
	       fetch_meta_read(text, (size_t)n, f->sha256) == FETCH_META_GOOD;
}

enum answer { NEW, UNCHANGED, ABSENT, FAILED };

/* Ask for f->meta: is there anything new behind it? */
static enum answer
look(struct live *l, struct feed *f)
{
	struct http_request q = { .max = LIVE_META };
	struct http_answer a;
	char had[SOURCE_TEXT];
	int fd;

	set_url(&q, f->meta);
	live_known(l, &q, had);
	fd = live_ask(l, &q, &a);
	snprintf(f->validator, sizeof f->validator, "%s", a.validator);
	if (fd < 0 && a.status == 304) {
		snprintf(f->sha256, sizeof f->sha256, "%s", had);
		return UNCHANGED;
	}
	if (fd < 0 && a.status == 404)
		return ABSENT;
	if (fd < 0) {
		live_failed(l, q.url, &a);
		return FAILED;
	}
	if (!read_meta(f, fd)) {
		live_refused(l, q.url, "no digest in it");
		return FAILED;
	}
	return strcasecmp(f->sha256, had) == 0 ? UNCHANGED : NEW;
}

/* In the transaction of a feed. */
static int
feed_stored(struct store *st, const struct fetch_result *r, void *arg)
{
	struct feed *f = arg;

	source_set_file(st, "nvd", f->meta != NULL ? f->meta : f->url,
	    r->sha256, f->validator);
	if (f->run != NULL) {
		if (f->run->newest < r->newest)
			f->run->newest = r->newest;
		if (f->run->feeds)
			set_progress(st, f->run);
	}
	return 0;
}

/* Get the file and store it; NEW, UNCHANGED: it is as last time. */
static enum answer
load(struct live *l, struct feed *f, const char **why, struct fetch_result *r)
{
	struct http_request q = { .max = LIVE_FEED };
	struct http_answer a;
	struct fetch_document doc = { .name = f->url };
	char had[SOURCE_TEXT];

	set_url(&q, f->url);
	if (f->meta == NULL)
		live_known(l, &q, had);
	else
		doc.sha256 = f->sha256;
	doc.fd = live_ask(l, &q, &a);
	if (doc.fd < 0 && (a.status == 304 || a.status == 404))
		return a.status == 304 ? UNCHANGED : ABSENT;
	if (doc.fd < 0) {
		live_failed(l, q.url, &a);
		return FAILED;
	}
	if (f->meta == NULL)
		snprintf(f->validator, sizeof f->validator, "%s", a.validator);
	if (live_store(l, &doc, feed_stored, f, r) < 0) {
		*why = r->refused;
		return FAILED;
	}
	return NEW;
}

/*
 * One feed with its .meta.  Twice, because the NVD may build it anew while
 * we are between the two.
 */
static enum answer
feed(struct live *l, struct feed *f)
{
	struct fetch_result r;
	const char *why = NULL;
	enum answer got = FAILED;

	for (int i = 0; i < 2; i++) {
		if (f->meta != NULL) {
			got = look(l, f);
			if (got == ABSENT && l->is_mirror) {
				free(f->meta);
				f->meta = NULL;
			} else if (got != NEW)
				return got;
		}
		why = NULL;
		got = load(l, f, &why, &r);
		if (got != FAILED || why == NULL)
			break;
	}
	if (got == FAILED && why != NULL)
		live_refused(l, f->url, why);
	if (got == NEW && f->meta == NULL)
		warn("digest not checked: no .meta beside '%s'", f->url);
	return got;
}

static enum answer
feed_of_year(struct live *l, const char *folder, int year, struct run *run)
{
	char name[64] = "modified", file[96];
	struct feed f = { .run = run };
	enum answer got;

	if (year != 0)
		snprintf(name, sizeof name, "%d", year);
	live_progress(l, "feed %s", name);
	snprintf(file, sizeof file, "nvdcve-2.0-%s.json.gz", name);
	f.url = in_folder(folder, file);
	snprintf(file, sizeof file, "nvdcve-2.0-%s.meta", name);
	f.meta = in_folder(folder, file);
	got = feed(l, &f);
	feed_release(&f);
	return got;
}

static int
this_year(void)
{
	char date[CLOCK_TEXT];

	return (int)strtol(clock_format(clock_now(), date), NULL, 10);
}

void
nvd_mirror(struct live *l, const char *folder)
{
	int found = 0, last = this_year();

	for (int year = NVD_FIRST_YEAR; year <= last; year++)
		found += feed_of_year(l, folder, year, NULL) != ABSENT;
	found += feed_of_year(l, folder, 0, NULL) != ABSENT;
	if (found == 0) {
		warn("no feeds at '%s'", folder);
		l->code = cmd_worse(l->code, CMD_NOINPUT);
	}
}

void
nvd_file(struct live *l, const char *url)
{
	struct feed f = { .url = xstrdup(url) };
	const char *dot = strstr(url, ".json");
	enum answer got;

	if (dot != NULL)
		f.meta = xasprintf("%.*s.meta", (int)(dot - url), url);
	got = feed(l, &f);
	if (got == ABSENT) {
		warn("not found: '%s'", url);
		l->code = cmd_worse(l->code, CMD_NOINPUT);
	}
	feed_release(&f);
}

/* 1 if there is no sense in asking for more. */
static int
missed(struct live *l, enum answer got, const char *what, const char *folder)
{
	if (got == ABSENT) {
		warn("no feed '%s' at '%s'", what, folder);
		l->code = cmd_worse(l->code, CMD_UNAVAILABLE);
	}
	return got == FAILED && l->code != CMD_DATA;
}

/* All feeds, for the first load or after a long time; or `modified` alone. */
static void
sync_feeds(
    struct live *l, const struct place *at, struct run *n, int modified_only)
{
	int last = this_year();

	*n = (struct run){
		.feeds = !modified_only, .to = clock_now(), .newest = n->newest
	};
	for (int year = NVD_FIRST_YEAR; n->feeds && year <= last; year++) {
		enum answer got = feed_of_year(l, at->feeds, year, n);
		char name[16];

		snprintf(name, sizeof name, "%d", year);
		/* that of a new year comes some days late */
		if ((got != ABSENT || year != last) &&
		    missed(l, got, name, at->feeds))
			return;
	}
	if (l->code != CMD_OK ||
	    missed(
		l, feed_of_year(l, at->feeds, 0, n), "modified", at->feeds) ||
	    l->code != CMD_OK)
		return;
	store_begin(l->store);
	set_watermark(l->store, n);
	if (at->api != NULL) {
		begin(l->store, n);
		set_progress(l->store, n); /* goes on with the API */
	} else
		source_set_checked(l->store, l->source, clock_now());
	store_commit(l->store);
}

static int64_t
window_end(const struct run *n)
{
	if (n->from == 0 || n->to - n->from <= NVD_WINDOW)
		return n->to;
	return n->from + NVD_WINDOW;
}

static void
page_url(const struct run *n, struct http_request *q)
{
	const char *base = n->api, *path = "/cves/2.0";
	char from[CLOCK_TEXT], to[CLOCK_TEXT], dates[128] = "";
	size_t len = strlen(base), tail = strlen(path);
	char *url;

	while (len > 0 && base[len - 1] == '/')
		len--;
	if (len > tail && strncmp(base + len - tail, path, tail) == 0)
		path = "";
	if (n->from != 0)
		snprintf(dates, sizeof dates,
		    "&lastModStartDate=%s&lastModEndDate=%s",
		    clock_format(n->from, from),
		    clock_format(window_end(n), to));
	url =
	    xasprintf("%.*s%s?resultsPerPage=%lld&startIndex=%lld%s", (int)len,
		base, path, (long long)n->size, (long long)n->start, dates);
	set_url(q, url);
	free(url);
}

/*
 * Where the run goes on after a page.  A window ends in the past, so
 * records only leave it, when they are modified again: those behind them
 * move forward, and we go back by as many as left.
 */
static void
advance(struct run *n, const struct fetch_result *r)
{
	int64_t got = r->records, left = n->total - r->total, end;

	if (n->total >= 0 && left > 0) {
		n->start = n->start > left ? n->start - left : 0;
	} else if (n->start + got < r->total && got < n->size &&
		   n->short_start != n->start) {
		n->short_start = n->start; /* too short: the same again */
	} else {
		n->start += got;
		n->short_start = -1;
	}
	n->total = r->total;
	if (n->newest < r->newest)
		n->newest = r->newest;
	end = window_end(n);
	if (n->start >= n->total && end < n->to) {
		n->from = end;
		n->start = 0;
		n->total = -1;
	}
}

static int
at_end(const struct run *n)
{
	return n->total >= 0 && n->start >= n->total;
}

/* In the transaction of a page. */
static int
page_stored(struct store *st, const struct fetch_result *r, void *arg)
{
	struct run *n = arg;

	if (r->start != n->start || r->total < 0) {
		warn("not the page that was asked for");
		return -1;
	}
	advance(n, r);
	if (!at_end(n)) {
		set_progress(st, n);
		return 0;
	}
	set_watermark(st, n);
	source_set_checked(st, "nvd", clock_now());
	if (n->gate != NULL)
		source_set_file(
		    st, "nvd", n->gate, n->gate_sha256, n->gate_validator);
	return 0;
}

/* The N of "resultsPerPage parameter cannot exceed N", or 0. */
static int64_t
page_limit(const char *error)
{
	static const char says[] = "cannot exceed ";
	const char *p = strstr(error, says);
	long n = p == NULL ? 0 : strtol(p + sizeof says - 1, NULL, 10);

	return n > 0 ? n : 0;
}

/* Ask for the next page, for less and less if the API cannot do it. */
static int
ask_page(struct live *l, struct run *n, struct http_answer *a)
{
	struct http_request q = { .max = LIVE_PAGE, .with_key = 1, .paced = 1 };
	int64_t limit;
	int fd;

	for (int i = 1; i <= LIVE_TRIES; i++) {
		page_url(n, &q);
		fd = live_try(l, &q, a, i);
		if (fd >= 0)
			return fd;
		limit = page_limit(a->error);
		if (limit > 0 && limit < n->size)
			n->size = limit;
		else if (!a->again)
			break;
		else if (a->status >= 500 && i % 2 == 0)
			n->size = n->size / 2 > NVD_PAGE_MIN ? n->size / 2
							     : NVD_PAGE_MIN;
	}
	live_failed(l, q.url, a);
	return -1;
}

static int
one_page(struct live *l, struct run *n)
{
	struct fetch_document doc = { .name = "page of the NVD API" };
	struct fetch_result r;
	struct http_answer a;
	struct run before = *n;

	for (int try = 0; try < 3; try++) {
		doc.fd = ask_page(l, n, &a);
		if (doc.fd < 0)
			return -1;
		if (live_store(l, &doc, page_stored, n, &r) == 0)
			return 0;
		before.size = n->size;
		*n = before;
	}
	live_refused(l, "page of the NVD API", r.refused);
	return -1;
}

/* The API, from where `n` stands to its end. */
static void
sync_api(struct live *l, const struct place *at, struct run *n)
{
	int empty = 0;

	n->api = at->api;
	n->size = NVD_PAGE;
	n->short_start = -1;
	for (int i = 0; i < NVD_PAGES; i++) {
		int64_t start = n->start, from = n->from;

		live_progress(l, "record %lld of the API", (long long)n->start);
		if (one_page(l, n) < 0 || at_end(n))
			return;
		empty = n->start == start && n->from == from ? empty + 1 : 0;
		if (empty == LIVE_TRIES)
			break;
	}
	warn("the NVD API does not come to an end: '%s'", at->api);
	l->code = cmd_worse(l->code, CMD_RETRY);
}

/*
 * 1 if the feed `modified` is what it was when we asked the API last, and
 * that is not so long ago that the feed itself might be stuck.
 */
static int
nothing_new(struct live *l, const struct place *at, struct run *n, char *meta)
{
	struct feed f = { .meta = meta };
	int code = l->code;
	enum answer got = look(l, &f);
	int64_t age = clock_now() - source_file_loaded(l->store, "nvd", meta);

	l->code = code; /* the API will tell what is wrong, if anything */
	if (got == UNCHANGED && (age < NVD_TRUST || at->api == NULL))
		return 1;
	if (got == NEW || got == UNCHANGED) {
		n->gate = meta;
		snprintf(n->gate_sha256, sizeof n->gate_sha256, "%s", f.sha256);
		snprintf(n->gate_validator, sizeof n->gate_validator, "%s",
		    f.validator);
	}
	return 0;
}

enum plan { PLAN_NOTHING, PLAN_FEEDS, PLAN_MODIFIED, PLAN_API };

/* What there is to do, from where `n` stands. */
static enum plan
plan(struct live *l, const struct place *at, char *meta, struct run *n)
{
	int64_t too_old = at->api != NULL ? NVD_TOO_OLD : NVD_MODIFIED;
	int going_on;
	struct source s;

	source_get(l->store, "nvd", &s);
	going_on = get_progress(s.progress, n);
	source_release(&s);
	if (!going_on)
		begin(l->store, n);
	if (at->feeds == NULL || (at->api != NULL && going_on && !n->feeds))
		return PLAN_API;
	if (n->feeds || n->from == 0 || n->to - n->from > too_old)
		return PLAN_FEEDS;
	if (nothing_new(l, at, n, meta))
		return PLAN_NOTHING;
	return at->api != NULL ? PLAN_API : PLAN_MODIFIED;
}

/* Who names one place only wants nothing from the other. */
static struct place
places(void)
{
	struct place at = { conf_get("nvd.feed-url", NULL),
		conf_get("nvd.url", NULL) };

	if (at.feeds == NULL && at.api == NULL)
		return (struct place){ NVD_FEEDS, NVD_API };
	if (at.feeds != NULL && strcmp(at.feeds, "none") == 0)
		at.feeds = NULL;
	if (at.api != NULL && strcmp(at.api, "none") == 0)
		at.api = NULL;
	if (at.feeds == NULL && at.api == NULL)
		die(CMD_CONF,
		    "neither nvd.url nor nvd.feed-url leads anywhere");
	return at;
}

void
nvd_sync(struct live *l)
{
	struct place at = places();
	char *meta = in_folder(
	    at.feeds != NULL ? at.feeds : "", "nvdcve-2.0-modified.meta");
	struct run n = { 0 };

	switch (plan(l, &at, meta, &n)) {
	case PLAN_NOTHING:
		live_nothing_new(l);
		break;
	case PLAN_FEEDS:
		sync_feeds(l, &at, &n, 0);
		if (l->code == CMD_OK && at.api != NULL)
			sync_api(l, &at, &n);
		break;
	case PLAN_MODIFIED:
		sync_feeds(l, &at, &n, 1);
		break;
	case PLAN_API:
		sync_api(l, &at, &n);
	}
	free(meta);
}
