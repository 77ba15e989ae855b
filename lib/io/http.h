#ifndef VVS_HTTP_H
#define VVS_HTTP_H

#include <stddef.h>
#include <stdint.h>

/*
 * HTTPS, GET only.  The only module that knows libcurl.  It blocks and
 * touches no environment variable that could redirect it, so call it in a
 * process of its own: io/download.h.
 *
 * Peers are hostile.  TLS is verified (http:// is for loopback only), a
 * redirect is followed only to https on the same host and port and never
 * takes the key along, and every size and time has a ceiling.  A packed
 * body is written as it is: it is unpacked in the parser's jail.
 */

#define HTTP_TEXT 512	   /* bytes of a text in an answer */
#define HTTP_URL 2048	   /* bytes of an URL */
#define HTTP_HEADERS 65536 /* bytes of all headers of one request */
#define HTTP_REDIRECTS 3
#define HTTP_LONGEST 3600 /* seconds for one request, however busy */
#define HTTP_SLOWEST 256  /* bytes a second; slower for `timeout` is dead */

struct http_options {
	const char *ca_file; /* PEM; NULL: the system's */
	const char *proxy;   /* NULL: none, whatever the environment says */
	const char *key;     /* value of the header apiKey, or NULL */
	int timeout;	     /* seconds to connect, and without progress */
	int pace; /* milliseconds between two requests that ask for it */
};

/* Plain data, so that it can be sent to another process as it is. */
struct http_request {
	char url[HTTP_URL];
	char validator[HTTP_TEXT]; /* of what we have, "" if nothing */
	uint64_t max;		   /* bytes of body, as sent */
	int with_key, paced;
};

struct http_answer {
	int status;	  /* 0: there was none */
	int complete;	  /* it is 200, and all of the body was written */
	int again;	  /* asking again later may help */
	long retry_after; /* seconds the peer wants us to wait; -1: not said */
	char validator[HTTP_TEXT]; /* ETag, else Last-Modified, else "" */
	char error[HTTP_TEXT];	   /* why not; "" if fine */
};

struct http;

/* The options' texts must live as long as it does. */
struct http *http_new(const struct http_options *o);
void http_free(struct http *h);

/*
 * Ask once, pauses included.  Where the answer is 200 its body is written
 * to `fd`; where it is not complete, what was written is worth nothing.
 */
void http_get(struct http *h, const struct http_request *q, int fd,
    struct http_answer *a);

/* "" if `url` may be asked, else the reason (static). */
const char *http_url_refused(const char *url);
/* "" if what `from` answers may redirect to `to`, else the reason. */
const char *http_redirect_refused(const char *from, const char *to);

#endif
