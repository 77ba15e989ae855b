/* Where exploit prediction scores go. */

#include <string.h>

#include "base/conf.h"
#include "feed/epss.h"
#include "job/fetch_sink.h"
#include "store/epss.h"
#include "store/finding.h"
#include "store/vulnerability.h"

#define LIMIT 0.1 /* of the policy, until a policy is set */

struct epss_sink {
	struct store *st;
	struct epss_day *day;
	int32_t limit;
};

static void
open_sink(void *sink, struct store *st)
{
	struct epss_sink *s = sink;

	s->st = st;
	s->limit = (int32_t)(conf_fraction("epss.limit", LIMIT) * 1e5);
}

static void
undo(void *sink)
{
	struct epss_sink *s = sink;

	epss_day_free(s->day);
	s->day = NULL;
}

static void
begin(void *sink, int64_t made_at)
{
	struct epss_sink *s = sink;

	(void)made_at;
	s->day = epss_day_begin(s->st);
}

/* Work is left to do, or would be if its waiver were revoked. */
static int
matters(const struct finding *f, void *arg)
{
	(void)arg;
	return finding_is_open(f->state) || strcmp(f->state, "waived") == 0;
}

static int
any_matters(struct store *st, int64_t cve)
{
	struct finding_query q = { .cve = cve };

	return finding_each(st, &q, matters, NULL);
}

/* The limit was crossed: what is open of it may be told. */
static void
touch(struct epss_sink *s, int64_t cve, int32_t before, int32_t now)
{
	if ((before >= s->limit) != (now >= s->limit) &&
	    any_matters(s->st, cve))
		vulnerability_touch(s->st, cve);
}

static void
gone(int64_t cve, int32_t before, void *arg)
{
	touch(arg, cve, before, -1);
}

static long
put_row(struct epss_sink *s, const struct epss_row *r)
{
	int changed;
	int32_t before =
	    epss_day_put(s->day, r->cve, r->score, r->percentile, &changed);

	touch(s, r->cve, before, r->score);
	return changed;
}

static long
put(void *sink, struct frame_in *in)
{
	struct epss_sink *s = sink;
	struct epss_row row;
	long changed = 0;
	size_t n;
	const char *p = frame_bytes(in, &n);

	if (!frame_done(in) || n % sizeof row != 0)
		return -1;
	for (const char *stop = p + n; p < stop; p += sizeof row) {
		memcpy(&row, p, sizeof row);
		changed += put_row(s, &row);
	}
	return changed;
}

static long
end(void *sink, int whole)
{
	struct epss_sink *s = sink;
	long n = epss_day_end(s->day, whole, gone, s);

	s->day = NULL;
	return n;
}

const struct fetch_sink fetch_sink_epss = {
	.name = "epss",
	.kind = FRAME_EPSS,
	.only_newer = 1,
	.size = sizeof(struct epss_sink),
	.open = open_sink,
	.close = undo,
	.begin = begin,
	.put = put,
	.end = end,
	.undo = undo,
	.each = vulnerability_each,
};
