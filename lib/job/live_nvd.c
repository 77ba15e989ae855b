#include "job/live_nvd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/msg.h"
#include "io/json.h"
#include "job/live_feed.h"

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

/* In the transaction of a feed. */
static int
feed_stored(struct store *st, const struct fetch_result *r, void *arg)
{
	struct run *n = arg;

	if (n->newest < r->newest)
		n->newest = r->newest;
	if (n->feeds)
		set_progress(st, n);
	return 0;
}

/* One feed; 0 if there is no sense in asking for more. */
static int
sync_feed(struct live *l, const struct place *at, const char *name,
    int may_lack, struct run *n)
{
	enum feed_got got = feed_get(l, at->feeds, name, feed_stored, n);

	if (got == FEED_ABSENT && !may_lack) {
		warn("no feed '%s' at '%s'", name, at->feeds);
		l->code = cmd_worse(l->code, CMD_UNAVAILABLE);
	}
	return got != FEED_FAILED || l->code == CMD_DATA;
}

/* Those of the years; that of a new year comes some days late. */
static int
sync_years(struct live *l, const struct place *at, struct run *n)
{
	char *year = feed_year(0), *after;
	int go_on = 1;

	for (int i = 1; year != NULL && go_on; i++) {
		after = feed_year(i);
		go_on = sync_feed(l, at, year, after == NULL, n);
		free(year);
		year = after;
	}
	free(year);
	return go_on && l->code == CMD_OK;
}

/* All feeds, for the first load or after a long time; or `modified` alone. */
static void
sync_feeds(
    struct live *l, const struct place *at, struct run *n, int modified_only)
{
	*n = (struct run){
		.feeds = !modified_only, .to = clock_now(), .newest = n->newest
	};
	if (n->feeds && !sync_years(l, at, n))
		return;
	if (!sync_feed(l, at, FEED_MODIFIED, 0, n) || l->code != CMD_OK)
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
	live_url(q, url);
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
	int64_t got = r->elements, left = n->total - r->total, end;

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
	struct fetch_document doc = { .name =
					  lang_text("page of the NVD API") };
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
	live_refused(l, doc.name, r.refused);
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
	enum feed_got got = feed_look(l, &f);
	int64_t age = clock_now() - source_file_loaded(l->store, "nvd", meta);

	l->code = code; /* the API will tell what is wrong, if anything */
	if (got == FEED_UNCHANGED && (age < NVD_TRUST || at->api == NULL))
		return 1;
	if (got == FEED_NEW || got == FEED_UNCHANGED) {
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
	char *meta = feed_meta(at.feeds != NULL ? at.feeds : "", FEED_MODIFIED);
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
