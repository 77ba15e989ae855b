#include "job/live.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"

/* Seconds to wait after the `n`-th answer, -1: there is no point. */
static long
patience(const struct http_answer *a, int n)
{
	if (!a->again || n >= LIVE_TRIES)
		return -1;
	if (a->retry_after >= 0)
		return a->retry_after <= LIVE_WAIT ? a->retry_after : -1;
	if (a->status == 403)
		return n < 4 ? LIVE_LIMIT * n : -1;
	/* nobody there, or cut off: it helps soon or not at all */
	if (a->status == 0 || a->status == 200)
		return n < 3 ? n : -1;
	return 1L << n;
}

static void
wait_until(int64_t ms)
{
	int64_t left = ms - clock_ms();
	struct timespec t = { left / 1000, left % 1000 * 1000000 };

	if (left > 0)
		while (nanosleep(&t, &t) < 0 && errno == EINTR)
			;
}

void
live_url(struct http_request *q, const char *url)
{
	snprintf(q->url, sizeof q->url, "%s",
	    strlen(url) < sizeof q->url ? url : "");
}

int
live_try(
    struct live *l, const struct http_request *q, struct http_answer *a, int n)
{
	long wait;
	int fd;

	wait_until(l->not_before);
	fd = download_get(l->download, q, a);
	wait = patience(a, n);
	a->again = fd < 0 && wait >= 0;
	if (a->again)
		l->not_before = clock_ms() + wait * 1000;
	return fd;
}

int
live_ask(struct live *l, const struct http_request *q, struct http_answer *a)
{
	int fd, n = 1;

	do
		fd = live_try(l, q, a, n++);
	while (a->again);
	return fd;
}

void
live_failed(struct live *l, const char *url, const struct http_answer *a)
{
	int code = CMD_UNAVAILABLE;

	if (a->status == 403 || a->status == 429 || a->status == 503)
		code = CMD_RETRY;
	else if (strstr(a->error, "apiKey") != NULL)
		code = CMD_CONF;
	if (a->retry_after > LIVE_WAIT)
		warn("cannot fetch '%s': %s: it wants to be left alone for "
		     "%ld seconds",
		    url, a->error, a->retry_after);
	else
		warn("cannot fetch '%s': %s", url, lang_text(a->error));
	l->code = cmd_worse(l->code, code);
}

void
live_absent(struct live *l, const char *url)
{
	warn("not found: '%s'", url);
	l->code = cmd_worse(l->code, CMD_NOINPUT);
}

void
live_known(struct live *l, struct http_request *q, char *sha256)
{
	char validator[SOURCE_TEXT];

	source_file(l->store, l->source, q->url, sha256, validator);
	snprintf(q->validator, sizeof q->validator, "%s", validator);
}

int
live_store(struct live *l, const struct fetch_document *doc,
    fetch_commit *commit, void *arg, struct fetch_result *r)
{
	fetch_parse(l->fetch, doc);
	return fetch_store(l->fetch, commit, arg, r);
}

void
live_refused(struct live *l, const char *name, const char *why)
{
	warn("refused '%s': %s", name, lang_text(why));
	l->code = cmd_worse(l->code, CMD_DATA);
}

void
live_progress(const struct live *l, const char *fmt, ...)
{
	va_list ap;

	if (!isatty(STDERR_FILENO))
		return;
	va_start(ap, fmt);
	fprintf(stderr, "\033[K%s: ", l->source);
	vfprintf(stderr, fmt, ap);
	fputc('\r', stderr); /* the next message takes its place */
	va_end(ap);
}

void
live_nothing_new(struct live *l)
{
	if (l->is_mirror)
		return;
	store_keep_log(l->store); /* no sync: lost, we ask once more */
	store_begin(l->store);
	source_set_checked(l->store, l->source, clock_now());
	store_commit(l->store);
}
