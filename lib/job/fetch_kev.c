/* Where entries of the catalogue of known exploited vulnerabilities go. */

#include "job/fetch_sink.h"
#include "job/rejudge.h"
#include "store/kev.h"
#include "store/vulnerability.h"

struct kev_sink {
	struct store *st;
	struct kev_catalogue *catalogue;
	int64_t before; /* the change number it began with */
};

static void
open_sink(void *sink, struct store *st)
{
	((struct kev_sink *)sink)->st = st;
}

static void
undo(void *sink)
{
	struct kev_sink *s = sink;

	kev_free(s->catalogue);
	s->catalogue = NULL;
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
end(void *sink, int whole)
{
	struct kev_sink *s = sink;
	long n = kev_end(s->catalogue, whole);

	s->catalogue = NULL;
	rejudge(s->st, s->before, NULL, NULL);
	return n;
}

const struct fetch_sink fetch_sink_kev = {
	.name = "kev",
	.kind = FRAME_KEV,
	.only_newer = 1,
	.size = sizeof(struct kev_sink),
	.open = open_sink,
	.close = undo,
	.begin = begin,
	.put = put,
	.end = end,
	.undo = undo,
	.each = vulnerability_each,
};
