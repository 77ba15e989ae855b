#include "job/live_feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/msg.h"
#include "job/fetch_meta.h"

/* Joins a folder and a name, whether or not the folder ends in '/'. */
static char *
in_folder(const char *folder, const char *name)
{
	size_t n = strlen(folder);

	return xasprintf(
	    "%s%s%s", folder, n > 0 && folder[n - 1] == '/' ? "" : "/", name);
}

char *
feed_meta(const char *folder, const char *name)
{
	char file[96];

	snprintf(file, sizeof file, "nvdcve-2.0-%s.meta", name);
	return in_folder(folder, file);
}

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

/* Ask for f->meta: is there anything new behind it? */
enum feed_got
feed_look(struct live *l, struct feed *f)
{
	struct http_request q = { .max = LIVE_META };
	struct http_answer a;
	char had[SOURCE_TEXT];
	int fd;

	live_url(&q, f->meta);
	live_known(l, &q, had);
	fd = live_ask(l, &q, &a);
	snprintf(f->validator, sizeof f->validator, "%s", a.validator);
	if (fd < 0 && a.status == 304) {
		snprintf(f->sha256, sizeof f->sha256, "%s", had);
		return FEED_UNCHANGED;
	}
	if (fd < 0 && a.status == 404)
		return FEED_ABSENT;
	if (fd < 0) {
		live_failed(l, q.url, &a);
		return FEED_FAILED;
	}
	if (!read_meta(f, fd)) {
		live_refused(l, q.url, N_("no digest in it"));
		return FEED_FAILED;
	}
	return strcasecmp(f->sha256, had) == 0 ? FEED_UNCHANGED : FEED_NEW;
}

/* In the transaction of a feed. */
static int
stored(struct store *st, const struct fetch_result *r, void *arg)
{
	struct feed *f = arg;

	source_set_file(st, "nvd", f->meta != NULL ? f->meta : f->url,
	    r->sha256, f->validator);
	return f->also != NULL ? f->also(st, r, f->arg) : 0;
}

/* Get the file and store it; FEED_NEW, FEED_UNCHANGED: it is as last time. */
static enum feed_got
load(struct live *l, struct feed *f, const char **why, struct fetch_result *r)
{
	struct http_request q = { .max = LIVE_FEED };
	struct http_answer a;
	struct fetch_document doc = { .name = f->url };
	char had[SOURCE_TEXT];

	live_url(&q, f->url);
	if (f->meta == NULL)
		live_known(l, &q, had);
	else
		doc.sha256 = f->sha256;
	doc.fd = live_ask(l, &q, &a);
	if (doc.fd < 0 && (a.status == 304 || a.status == 404))
		return a.status == 304 ? FEED_UNCHANGED : FEED_ABSENT;
	if (doc.fd < 0) {
		live_failed(l, q.url, &a);
		return FEED_FAILED;
	}
	if (f->meta == NULL)
		snprintf(f->validator, sizeof f->validator, "%s", a.validator);
	if (live_store(l, &doc, stored, f, r) < 0) {
		*why = r->refused;
		return FEED_FAILED;
	}
	return FEED_NEW;
}

/*
 * One feed with its .meta.  Twice, because the NVD may build it anew while
 * we are between the two.
 */
static enum feed_got
with_meta(struct live *l, struct feed *f)
{
	struct fetch_result r;
	const char *why = NULL;
	enum feed_got got = FEED_FAILED;

	for (int i = 0; i < 2; i++) {
		if (f->meta != NULL) {
			got = feed_look(l, f);
			if (got == FEED_ABSENT && l->is_mirror) {
				free(f->meta);
				f->meta = NULL;
			} else if (got != FEED_NEW)
				return got;
		}
		why = NULL;
		got = load(l, f, &why, &r);
		if (got != FEED_FAILED || why == NULL)
			break;
	}
	if (got == FEED_FAILED && why != NULL)
		live_refused(l, f->url, why);
	if (got == FEED_NEW && f->meta == NULL)
		warn("digest not checked: no .meta beside '%s'", f->url);
	return got;
}

enum feed_got
feed_get(struct live *l, const char *folder, const char *name,
    fetch_commit *also, void *arg)
{
	char file[96];
	struct feed f = { .also = also, .arg = arg };
	enum feed_got got;

	live_progress(l, "feed %s", name);
	snprintf(file, sizeof file, "nvdcve-2.0-%s.json.gz", name);
	f.url = in_folder(folder, file);
	f.meta = feed_meta(folder, name);
	got = with_meta(l, &f);
	feed_release(&f);
	return got;
}

char *
feed_year(int i)
{
	char date[CLOCK_TEXT];
	long last = strtol(clock_format(clock_now(), date), NULL, 10);

	if (FEED_FIRST_YEAR + i > last)
		return NULL;
	return xasprintf("%d", FEED_FIRST_YEAR + i);
}

/* 0 if there is no sense in asking this folder for more. */
static int
mirror_feed(struct live *l, const char *folder, const char *name, int *found)
{
	enum feed_got got = feed_get(l, folder, name, NULL, NULL);

	*found |= got != FEED_ABSENT;
	return got != FEED_FAILED || l->code == CMD_DATA;
}

void
feed_mirror(struct live *l, const char *folder)
{
	char *year;
	int found = 0, go_on = 1;

	for (int i = 0; go_on && (year = feed_year(i)) != NULL; i++) {
		go_on = mirror_feed(l, folder, year, &found);
		free(year);
	}
	if (go_on)
		mirror_feed(l, folder, FEED_MODIFIED, &found);
	if (found == 0) {
		warn("no feeds at '%s'", folder);
		l->code = cmd_worse(l->code, CMD_NOINPUT);
	}
}

void
feed_file(struct live *l, const char *url)
{
	struct feed f = { .url = xstrdup(url) };
	const char *dot = strstr(url, ".json");
	enum feed_got got;

	if (dot != NULL)
		f.meta = xasprintf("%.*s.meta", (int)(dot - url), url);
	got = with_meta(l, &f);
	if (got == FEED_ABSENT)
		live_absent(l, url);
	feed_release(&f);
}
