#include "job/fetch_parser.h"

#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/jail.h"
#include "base/lang.h"
#include "base/proc.h"
#include "feed/epss.h"
#include "feed/kev.h"
#include "feed/nvd.h"
#include "io/digest.h"
#include "io/json_stream.h"
#include "io/pack.h"
#include "io/unpack.h"
#include "job/frame.h"
#include "rec/cve.h"
#include "store/advisory.h"

/* A bomb must not take the machine with it. */
#define JAIL_BYTES ((size_t)512 << 20) /* of address space */
#define JAIL_SECONDS 300	       /* 4 GiB take 40 */

#define STOP 2	/* the other end is gone */
#define OTHER 3 /* the document is of another source */

#define EPSS_BATCH 2048 /* rows in a frame */

struct parser {
	enum fetch_source source;
	int known; /* it was recognised */
	struct frame_out out;
	struct digest *digest;
	struct buf head;
	const char *why;
	struct json_stream *stream;
	struct nvd *nvd;
	struct pack *pack;
	struct buf text; /* a packed body, or a KEV entry */
	struct epss *epss;
	struct epss_row batch[EPSS_BATCH];
	int batched;
	long records, index;
	int64_t newest;
};

static int
has(const char *head, size_t n, const char *word)
{
	return memmem(head, n, word, strlen(word)) != NULL;
}

int
fetch_recognise(const char *head, size_t n)
{
	while (n > 0 && strchr("\xef\xbb\xbf \t\r\n", *head) != NULL)
		head++, n--;
	if (n == 0)
		return -1;
	if (strncmp(head, "#model_version", n < 14 ? n : 14) == 0 ||
	    (n >= 8 && memcmp(head, "cve,epss", 8) == 0))
		return FETCH_EPSS;
	if (*head != '{')
		return -1;
	if (has(head, n, "\"catalogVersion\"") || has(head, n, "\"cveID\""))
		return FETCH_KEV;
	if (has(head, n, "\"NVD_CVE\"") ||
	    (has(head, n, "\"vulnerabilities\"") && has(head, n, "\"cve\"")))
		return FETCH_NVD;
	return -1;
}

/* Say that record `name`, or only a part of it, is skipped. */
static int
complain(struct parser *p, const char *name, const char *why, int part)
{
	frame_open(&p->out, FRAME_REJECT);
	frame_add_text(&p->out, name);
	frame_add_text(&p->out, why);
	frame_add_int(&p->out, part);
	return frame_close(&p->out) < 0 ? STOP : 0;
}

static int
reject(struct parser *p, const char *name, const char *why)
{
	return complain(p, name, why, 0);
}

static int
on_bad(long number, const char *why, void *arg)
{
	char name[32];

	snprintf(name, sizeof name, "%ld", number + 1);
	return reject(arg, name, why);
}

/* --- NVD --- */

static int
send_advisory(struct parser *p, const struct advisory *a)
{
	unsigned char hash[DIGEST_LEN];
	struct frame_out *f = &p->out;

	digest(a->body, a->body_len, hash);
	pack_seal(p->pack, a->body, a->body_len, &p->text);
	frame_open(f, FRAME_ADVISORY);
	frame_add_text(f, a->id);
	frame_add_text(f, a->status);
	frame_add_int(f, a->published);
	frame_add_int(f, a->modified);
	frame_add_int(f, a->simple);
	frame_add_text(f, a->cvss_version);
	frame_add_text(f, a->cvss_vector);
	frame_add_text(f, a->cvss_severity);
	frame_add_int(f, a->cvss_score);
	frame_add_bytes(f, hash, ADVISORY_HASH);
	frame_add_bytes(f, p->text.data, p->text.len);
	frame_add_int(f, (int64_t)a->rows);
	for (size_t i = 0; i < a->rows; i++) {
		frame_add_text(f, a->row[i].part);
		frame_add_text(f, a->row[i].vendor);
		frame_add_text(f, a->row[i].product);
		frame_add_text(f, a->row[i].version);
		frame_add_text(f, a->row[i].detail);
	}
	return frame_close(f) < 0 ? STOP : 0;
}

static int
on_nvd(const struct json *v, const char *raw, size_t n, void *arg)
{
	struct parser *p = arg;
	struct advisory a;
	const char *why;
	int bad_names, rc;

	(void)raw, (void)n;
	p->index++;
	if (nvd_read(p->nvd, v, &a, &bad_names, &why) < 0)
		return nvd_id(v) != NULL ? reject(p, nvd_id(v), why)
					 : on_bad(p->index - 1, why, p);
	if (a.modified > p->newest)
		p->newest = a.modified;
	p->records++;
	rc = send_advisory(p, &a);
	if (rc == 0 && bad_names > 0)
		rc = complain(p, a.id, N_("a product name that is none"), 1);
	return rc;
}

static int
on_bad_element(long number, const char *why, void *arg)
{
	((struct parser *)arg)->index++;
	return on_bad(number, why, arg);
}

static const struct json_stream_calls nvd_calls = { on_nvd, on_bad_element };

/* --- KEV --- */

static int
on_kev(const struct json *v, const char *raw, size_t n, void *arg)
{
	struct parser *p = arg;
	struct kev_entry e;
	const char *why;

	(void)raw, (void)n;
	p->index++;
	if (kev_read(v, &p->text, &e, &why) < 0)
		return json_str(v, "cveID") != NULL
			   ? reject(p, json_str(v, "cveID"), why)
			   : on_bad(p->index - 1, why, p);
	p->records++;
	frame_open(&p->out, FRAME_KEV);
	frame_add_int(&p->out, e.cve);
	frame_add_text(&p->out, e.added);
	frame_add_text(&p->out, e.due);
	frame_add_text(&p->out, e.ransomware);
	frame_add_text(&p->out, e.body);
	return frame_close(&p->out) < 0 ? STOP : 0;
}

static const struct json_stream_calls kev_calls = { on_kev, on_bad_element };

/* --- EPSS --- */

static int
send_batch(struct parser *p)
{
	if (p->batched == 0)
		return 0;
	frame_open(&p->out, FRAME_EPSS);
	frame_add_bytes(
	    &p->out, p->batch, (size_t)p->batched * sizeof *p->batch);
	p->batched = 0;
	return frame_close(&p->out) < 0 ? STOP : 0;
}

static int
on_epss(const struct epss_row *row, void *arg)
{
	struct parser *p = arg;

	p->batch[p->batched++] = *row;
	p->records++;
	return p->batched == EPSS_BATCH ? send_batch(p) : 0;
}

static int
on_epss_bad(long line, const char *why, void *arg)
{
	return on_bad(line - 1, why, arg);
}

static const struct epss_calls epss_calls = { on_epss, on_epss_bad };

/* --- the document --- */

static int
feed(struct parser *p, const char *data, size_t n)
{
	const char *why = NULL;
	int rc;

	if (p->source == FETCH_EPSS) {
		rc = epss_feed(p->epss, data, n, &why);
	} else {
		rc = json_stream_feed(p->stream, data, n);
		if (rc == -1)
			json_stream_end(p->stream, &why);
	}
	if (rc == -1)
		p->why = why;
	return rc;
}

/*
 * When the document says it was made, 0 if it does not say that in front.
 * The writer has to know before it sees the records.
 */
static int64_t
made_at(const struct parser *p)
{
	static const char *const word[] = { [FETCH_NVD] = "\"timestamp\"",
		[FETCH_KEV] = "\"dateReleased\"",
		[FETCH_EPSS] = "score_date:" };
	const char *s = strstr(p->head.data, word[p->source]);
	char text[CLOCK_TEXT];
	int64_t t;

	if (s == NULL)
		return 0;
	s += strlen(word[p->source]);
	s += strspn(s, ": \t\r\n\"");
	snprintf(text, sizeof text, "%.19s", s);
	return clock_parse(text, &t) < 0 ? 0 : t;
}

static int
recognise(struct parser *p)
{
	int rc;

	if (fetch_recognise(p->head.data, p->head.len) != (int)p->source)
		return OTHER;
	p->known = 1;
	frame_open(&p->out, FRAME_BEGIN);
	frame_add_int(&p->out, made_at(p));
	if (frame_close(&p->out) < 0)
		return STOP;
	rc = feed(p, p->head.data, p->head.len);
	buf_free(&p->head);
	return rc;
}

static int
on_piece(const char *data, size_t n, void *arg)
{
	struct parser *p = arg;

	digest_add(p->digest, data, n);
	if (p->known)
		return feed(p, data, n);
	buf_add(&p->head, data, n);
	return p->head.len < FETCH_HEAD ? 0 : recognise(p);
}

/* What the document says about itself: start, per page, total, time. */
static int
envelope(struct parser *p, int64_t said[4])
{
	struct nvd_envelope e;
	const struct json *rest;
	int64_t count;

	said[0] = said[1] = said[2] = -1;
	if (p->source == FETCH_EPSS)
		return epss_end(p->epss, &said[3], &p->why);
	rest = json_stream_end(p->stream, &p->why);
	if (rest == NULL)
		return -1;
	if (p->source == FETCH_KEV) {
		if (kev_envelope(rest, &count, &said[3], &p->why) < 0)
			return -1;
		p->why = N_("fewer or more entries than its count");
		return count == p->index ? 0 : -1;
	}
	if (nvd_envelope(rest, &e, &p->why) < 0)
		return -1;
	said[0] = e.start, said[1] = e.per_page, said[2] = e.total;
	said[3] = e.timestamp;
	p->why = N_("fewer or more records than its count");
	/* a feed holds all; a page may be short when the total has grown */
	return e.start == 0 && e.per_page == e.total && p->index != e.total ? -1
									    : 0;
}

static int
finish(struct parser *p)
{
	unsigned char sha[DIGEST_LEN];
	int64_t said[4] = { -1, -1, -1, 0 };

	if (p->source == FETCH_EPSS && send_batch(p) != 0)
		return CMD_IO;
	if (envelope(p, said) < 0) {
		frame_open(&p->out, FRAME_REFUSE);
		frame_add_text(&p->out, p->why);
	} else {
		digest_end(p->digest, sha);
		frame_open(&p->out, FRAME_END);
		frame_add_bytes(&p->out, sha, sizeof sha);
		for (int i = 0; i < 4; i++)
			frame_add_int(&p->out, said[i]);
		frame_add_int(&p->out, p->newest);
		frame_add_int(&p->out, p->records);
		frame_add_int(&p->out, p->index);
	}
	return frame_close(&p->out) < 0 || frame_flush(&p->out) < 0 ? CMD_IO
								    : CMD_OK;
}

static int
refuse(struct parser *p, int rc)
{
	if (rc == STOP)
		return CMD_IO;
	frame_open(&p->out, rc == OTHER ? FRAME_OTHER : FRAME_REFUSE);
	if (rc != OTHER)
		frame_add_text(&p->out, p->why);
	return frame_close(&p->out) < 0 || frame_flush(&p->out) < 0 ? CMD_IO
								    : CMD_OK;
}

static void
prepare(struct parser *p, enum fetch_source source, int out)
{
	*p = (struct parser){ .source = source };
	frame_out_init(&p->out, out);
	p->digest = digest_new();
	buf_init(&p->head, UNPACK_MAX);
	buf_init(&p->text, JSON_ELEMENT * 2);
	p->nvd = nvd_new();
	p->pack = pack_new();
	p->epss = epss_new(&epss_calls, p);
	p->stream = json_stream_new("vulnerabilities",
	    source == FETCH_KEV ? &kev_calls : &nvd_calls, p);
}

int
fetch_parser(int in, int out, void *arg)
{
	struct parser p;
	const char *why;
	int rc;

	proc_keep_only(in, out);
	prepare(&p, *(enum fetch_source *)arg, out);
	jail_enter(JAIL_BYTES, JAIL_SECONDS);
	rc = unpack(in, on_piece, &p, &why);
	if (rc == 0 && !p.known)
		rc = recognise(&p);
	if (rc == -1 && p.why == NULL)
		p.why = why;
	return rc == 0 ? finish(&p) : refuse(&p, rc);
}
