/* Where entries of the catalogue of known exploited vulnerabilities go. */

#include <stdlib.h>

#include "base/mem.h"
#include "job/fetch_sink.h"
#include "job/rejudge.h"
#include "store/kev.h"
#include "store/vulnerability.h"

struct kev_sink {
	struct store *st;
	struct kev_catalogue *catalogue;
	int64_t before; /* the change number it began with */
};

static void *
make(struct store *st)
{
	struct kev_sink *s = xcalloc(1, sizeof *s);

	s->st = st;
	return s;
}

static void
undo(void *sink)
{
	struct kev_sink *s = sink;

	kev_free(s->catalogue);
	s->catalogue = NULL;
}

static void
release(void *sink)
{
	undo(sink);
	free(sink);
}

static void
begin(void *sink, int64_t made_at)
{
	struct kev_sink *s = sink;

	(void)made_at;
	s->before = store_seq(s->st);
	s->catalogue = kev_begin(s->st);
}

static long
put(void *sink, struct frame_in *in)
{
	struct kev_sink *s = sink;
	int64_t cve = frame_int(in);
	const char *added = frame_text(in), *due = frame_text(in);
	const char *ransomware = frame_text(in), *body = frame_text(in);

	if (!frame_done(in) || added == NULL || ransomware == NULL ||
	    body == NULL)
		return -1;
	return kev_put(s->catalogue, cve, added, due, ransomware, body);
}

static long
end(void *sink)
{
	struct kev_sink *s = sink;
	long n = kev_end(s->catalogue);

	s->catalogue = NULL;
	rejudge(s->st, s->before, NULL, NULL);
	return n;
}

static void
print(struct store *st, int64_t after, int64_t upto, FILE *out)
{
	vulnerability_each(st, after, upto, fetch_print, out);
}

const struct fetch_sink fetch_sink_kev = {
	.name = "kev",
	.kind = FRAME_KEV,
	.only_newer = 1,
	.make = make,
	.free = release,
	.begin = begin,
	.put = put,
	.end = end,
	.undo = undo,
	.print = print,
};
