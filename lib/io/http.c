#include "io/http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <curl/curl.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/proc.h"

#define REFUSED_BODY 65536 /* bytes we read of an answer nobody wants */
#define SYSTEM_CAS "/etc/ssl/certs"

struct http {
	CURL *curl;
	const struct http_options *options;
	int64_t last; /* clock_ms() of the last paced request, 0: none */

	/* of the request being made */
	const struct http_request *request;
	struct http_answer *answer;
	int fd, write_errno; /* for the body */
	uint64_t header_bytes, body_bytes;
	char why[CURL_ERROR_SIZE];
};

/* Where an URL leads: scheme, host, port; NULL where it is no URL. */
struct target {
	char *scheme, *host, *port;
};

static char *
part(CURLU *u, CURLUPart what, unsigned flags)
{
	char *s = NULL;

	if (u == NULL || curl_url_get(u, what, &s, flags) != CURLUE_OK)
		return NULL;
	return s;
}

static void
target_release(struct target *t)
{
	curl_free(t->scheme);
	curl_free(t->host);
	curl_free(t->port);
}

static void
target_of(struct target *t, const char *url)
{
	CURLU *u = curl_url();

	*t = (struct target){ 0 };
	if (u != NULL && strlen(url) < HTTP_URL &&
	    curl_url_set(u, CURLUPART_URL, url,
		CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER) == CURLUE_OK) {
		t->scheme = part(u, CURLUPART_SCHEME, 0);
		t->host = part(u, CURLUPART_HOST, 0);
		t->port = part(u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	}
	curl_url_cleanup(u);
}

static int
is_loopback(const char *host)
{
	const char *end = host + strlen(host);

	/* nothing but digits and dots: 127.0.0.1.example.org is elsewhere */
	if (strncmp(host, "127.", 4) == 0)
		return host + strspn(host, "0123456789.") == end;
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0;
}

static const char *
refused(const struct target *t)
{
	if (t->scheme == NULL || t->host == NULL)
		return N_("not an https URL");
	if (strcasecmp(t->scheme, "https") == 0)
		return "";
	if (strcasecmp(t->scheme, "http") != 0)
		return N_("only https is allowed");
	return is_loopback(t->host)
		   ? ""
		   : N_("http is allowed to this machine only");
}

const char *
http_url_refused(const char *url)
{
	struct target t;
	const char *why;

	target_of(&t, url);
	why = refused(&t);
	target_release(&t);
	return why;
}

const char *
http_redirect_refused(const char *from, const char *to)
{
	struct target a, b;
	const char *why;

	target_of(&a, from);
	target_of(&b, to);
	why = refused(&b);
	if (b.scheme != NULL &&
	    (*refused(&a) != '\0' || strcasecmp(a.scheme, b.scheme) != 0))
		why = N_("redirect to another protocol");
	else if (*why != '\0')
		;
	else if (strcasecmp(a.host, b.host) != 0 || a.port == NULL ||
		 b.port == NULL || strcmp(a.port, b.port) != 0)
		why = N_("redirect to another host");
	target_release(&a);
	target_release(&b);
	return why;
}

/* A header of the last answer; "" if it has none. */
static void
take_header(struct http *h, const char *name, char *to)
{
	struct curl_header *found;

	*to = '\0';
	if (curl_easy_header(h->curl, name, 0, CURLH_HEADER, -1, &found) ==
		CURLHE_OK &&
	    strlen(found->value) < HTTP_TEXT)
		snprintf(to, HTTP_TEXT, "%s", found->value);
}

/* What the head of the last answer says. */
static void
read_head(struct http *h)
{
	struct http_answer *a = h->answer;
	curl_off_t wait = 0;
	char text[HTTP_TEXT];
	int status = a->status;

	take_header(h, "ETag", a->validator);
	if (*a->validator == '\0')
		take_header(h, "Last-Modified", a->validator);
	take_header(h, "Retry-After", text);
	if (*text != '\0' &&
	    curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK)
		a->retry_after = wait > 0 ? (long)wait : 0;
	take_header(h, "message", text); /* how the NVD explains itself */
	if (status != 200 && status != 304)
		snprintf(a->error, sizeof a->error, "status %d%s%.400s", status,
		    *text != '\0' ? ": " : "", text);
	a->again = status == 403 || status == 408 || status == 429 ||
		   (status >= 500 && status != 501 && status != 505);
}

static size_t
on_body(char *data, size_t one, size_t n, void *arg)
{
	struct http *h = arg;
	long status = 0;

	(void)one; /* is 1 */
	h->body_bytes += n;
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		return h->body_bytes > REFUSED_BODY ? 0 : n;
	if (h->body_bytes > h->request->max)
		return 0;
	if (proc_write(h->fd, data, n) < 0) {
		h->write_errno = errno;
		return 0;
	}
	return n;
}

static size_t
on_header(char *data, size_t one, size_t n, void *arg)
{
	struct http *h = arg;

	(void)data, (void)one;
	h->header_bytes += n;
	return h->header_bytes > HTTP_HEADERS ? 0 : n;
}

static void
set_options(struct http *h)
{
	const struct http_options *o = h->options;
	CURL *c = h->curl;

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	/* the folder is read certificate by certificate; the bundle of all
	 * costs 20 ms at every start */
	curl_easy_setopt(c, CURLOPT_CAINFO, o->ca_file);
	curl_easy_setopt(
	    c, CURLOPT_CAPATH, o->ca_file == NULL ? SYSTEM_CAS : NULL);
	if (o->ca_file != NULL)
		curl_easy_setopt(c, CURLOPT_PROXY_CAINFO, o->ca_file);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)o->timeout);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)o->timeout);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)HTTP_SLOWEST);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)HTTP_LONGEST);
	curl_easy_setopt(c, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "vvs/" VVS_VERSION);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->why);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
}

struct http *
http_new(const struct http_options *o)
{
	struct http *h = xcalloc(1, sizeof *h);

	h->options = o;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (h->curl = curl_easy_init()) == NULL)
		die(CMD_BUG, "cannot start libcurl");
	set_options(h);
	return h;
}

void
http_free(struct http *h)
{
	curl_easy_cleanup(h->curl);
	curl_global_cleanup();
	free(h);
}

/* Wait until `pace` has passed since the last request that was paced. */
static void
keep_pace(struct http *h)
{
	int64_t left = h->last + h->options->pace - clock_ms();
	struct timespec t = { left / 1000, left % 1000 * 1000000 };

	if (h->last != 0 && left > 0)
		while (nanosleep(&t, &t) < 0 && errno == EINTR)
			;
	h->last = clock_ms();
}

static struct curl_slist *
add_header(struct curl_slist *list, const char *name, const char *value)
{
	char *line = xasprintf("%s: %s", name, value);
	struct curl_slist *longer = curl_slist_append(list, line);

	free(line);
	if (longer == NULL)
		die(CMD_IO, "out of memory");
	return longer;
}

static struct curl_slist *
headers(const struct http *h, int with_key)
{
	const char *v = h->request->validator;
	struct curl_slist *list = add_header(NULL, "Accept-Encoding", "gzip");

	if (*v == '"' || strncmp(v, "W/", 2) == 0)
		list = add_header(list, "If-None-Match", v);
	else if (*v != '\0')
		list = add_header(list, "If-Modified-Since", v);
	if (with_key && h->options->key != NULL)
		list = add_header(list, "apiKey", h->options->key);
	return list;
}

/* What libcurl says failed, in the answer. */
static void
explain(struct http *h, CURLcode rc)
{
	struct http_answer *a = h->answer;
	const char *why = *h->why != '\0' ? h->why : curl_easy_strerror(rc);

	a->again = rc != CURLE_PEER_FAILED_VERIFICATION &&
		   rc != CURLE_SSL_CACERT_BADFILE && rc != CURLE_WRITE_ERROR;
	if (rc == CURLE_WRITE_ERROR)
		why = h->write_errno != 0 ? strerror(h->write_errno)
		      : h->header_bytes > HTTP_HEADERS
			  ? N_("too many headers")
			  : N_("longer than allowed");
	snprintf(a->error, sizeof a->error, "%s", why);
}

/* None for http: that is to this machine, and must not leave it. */
static void
set_proxy(struct http *h, const char *url)
{
	const char *proxy = h->options->proxy;

	if (proxy == NULL || strncasecmp(url, "http:", 5) == 0)
		proxy = "";
	curl_easy_setopt(h->curl, CURLOPT_PROXY, proxy);
}

/* One request to `url`.  1 and `next` if it is redirected. */
static int
transfer(struct http *h, const char *url, int with_key, char *next)
{
	struct curl_slist *list = headers(h, with_key);
	const char *to = NULL;
	long status = 0;
	CURLcode rc;

	h->header_bytes = h->body_bytes = 0;
	h->write_errno = 0;
	*h->why = '\0';
	curl_easy_setopt(h->curl, CURLOPT_URL, url);
	set_proxy(h, url);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, list);
	rc = curl_easy_perform(h->curl);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(list);
	curl_easy_getinfo(h->curl, CURLINFO_REDIRECT_URL, &to);
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	if (rc == CURLE_OK && to != NULL) {
		/* one that is too long is no URL to http_redirect_refused() */
		snprintf(next, HTTP_URL, "%s", strlen(to) < HTTP_URL ? to : "");
		return 1;
	}
	h->answer->status = (int)status;
	h->answer->complete = rc == CURLE_OK && status == 200;
	if (status != 0)
		read_head(h);
	if (rc != CURLE_OK && (status == 0 || status == 200))
		explain(h, rc);
	return 0;
}

void
http_get(
    struct http *h, const struct http_request *q, int fd, struct http_answer *a)
{
	char url[HTTP_URL], next[HTTP_URL];
	const char *why = http_url_refused(q->url);
	int hops = 0;

	*a = (struct http_answer){ .retry_after = -1 };
	h->request = q;
	h->answer = a;
	h->fd = fd;
	snprintf(url, sizeof url, "%s", q->url);
	if (*why == '\0' && q->paced)
		keep_pace(h);
	while (
	    *why == '\0' && transfer(h, url, q->with_key && hops == 0, next)) {
		why = ++hops > HTTP_REDIRECTS
			  ? N_("too many redirects")
			  : http_redirect_refused(url, next);
		snprintf(url, sizeof url, "%s", next);
	}
	if (*why != '\0')
		snprintf(a->error, sizeof a->error, "%s", why);
}
