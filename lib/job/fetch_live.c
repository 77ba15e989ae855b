#include "job/fetch_live.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/conf.h"
#include "job/live_feed.h"
#include "job/live_nvd.h"

/* A source that is one file. */
static const struct {
	const char *url_key, *url, *ca_key;
} sources[] = {
	[FETCH_NVD] = { NULL, NULL, "nvd.ca-file" },
	[FETCH_KEV] = { "kev.url",
	    "https://www.cisa.gov/sites/default/files/feeds/"
	    "known_exploited_vulnerabilities.json",
	    "kev.ca-file" },
	[FETCH_EPSS] = { "epss.url",
	    "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
	    "epss.ca-file" },
};

/* The pace the NVD asks for: with a key it allows ten times as much. */
#define PACE 6.0
#define PACE_WITH_KEY 0.6

struct file {
	struct live *live;
	const char *url;
	const char *validator;
};

static int
file_stored(struct store *st, const struct fetch_result *r, void *arg)
{
	const struct file *f = arg;

	source_set_file(st, f->live->source, f->url, r->sha256, f->validator);
	if (!f->live->is_mirror)
		source_set_checked(st, f->live->source, clock_now());
	return 0;
}

/* Ask for the file if it has changed, and store it. */
static void
sync_file(struct live *l, const char *url)
{
	struct http_request q = { .max = LIVE_PAGE };
	struct http_answer a;
	struct file f = { l, url, a.validator };
	struct fetch_document doc = { .name = url };
	struct fetch_result r;
	char sha256[SOURCE_TEXT];

	live_url(&q, url);
	live_known(l, &q, sha256);
	for (int try = 0;; try++) {
		doc.fd = live_ask(l, &q, &a);
		if (doc.fd < 0 && a.status == 304)
			live_nothing_new(l);
		else if (a.status == 404 && l->is_mirror)
			live_absent(l, url);
		else if (doc.fd < 0)
			live_failed(l, url, &a);
		if (doc.fd < 0 || live_store(l, &doc, file_stored, &f, &r) == 0)
			return;
		if (try == 1)
			break;
	}
	live_refused(l, url, r.refused);
}

struct download *
fetch_live_start(enum fetch_source source, const char *mirror)
{
	const char *key = conf_get("nvd.key", NULL);
	double pace =
	    conf_fraction("nvd.pace", key != NULL ? PACE_WITH_KEY : PACE);
	struct http_options o = {
		.ca_file = conf_get(sources[source].ca_key, NULL),
		.proxy = conf_get("proxy", NULL),
		.key = source == FETCH_NVD && mirror == NULL ? key : NULL,
		.timeout = (int)conf_number("http.timeout", LIVE_TIMEOUT),
		.pace = (int)(pace * 1000),
	};

	if (o.ca_file != NULL && access(o.ca_file, R_OK) < 0)
		die(CMD_CONF, "cannot open '%s': %s", o.ca_file,
		    strerror(errno));
	return download_new(&o);
}

int
fetch_live(struct fetch *f, struct store *st, enum fetch_source source,
    const char *mirror, struct download *d)
{
	struct live l = { .fetch = f,
		.store = st,
		.source = source_name[source],
		.download = d,
		.is_mirror = mirror != NULL };
	size_t n = mirror != NULL ? strlen(mirror) : 0;

	if (source != FETCH_NVD)
		sync_file(&l, mirror != NULL ? mirror
					     : conf_get(sources[source].url_key,
						   sources[source].url));
	else if (mirror == NULL)
		nvd_sync(&l);
	else if (n > 0 && mirror[n - 1] == '/')
		feed_mirror(&l, mirror);
	else
		feed_file(&l, mirror);
	live_progress(&l, "done");
	return l.code;
}
