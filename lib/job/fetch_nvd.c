/* Where advisories of the NVD go. */

#include <stdlib.h>

#include "base/mem.h"
#include "job/fetch_sink.h"
#include "rec/cve.h"
#include "store/advisory.h"

#define ROW_BYTES 20 /* a row in a frame has at least so many */

struct nvd_sink {
	struct advisory_writer *writer;
	struct advisory_row *row;
	size_t row_size;
	int64_t made_at;
};

static void
open_sink(void *sink, struct store *st)
{
	((struct nvd_sink *)sink)->writer = advisory_writer_new(st);
}

static void
close_sink(void *sink)
{
	struct nvd_sink *s = sink;

	advisory_writer_free(s->writer);
	free(s->row);
}

static void
begin(void *sink, int64_t made_at)
{
	((struct nvd_sink *)sink)->made_at = made_at;
}

static int
is_row(const struct advisory_row *r)
{
	return r->part != NULL && r->vendor != NULL && r->product != NULL &&
	       r->version != NULL;
}

static int
read_rows(struct nvd_sink *s, struct frame_in *in, struct advisory *a)
{
	int64_t n = frame_int(in);

	if (in->bad || n < 0 || n > (in->end - in->p) / ROW_BYTES)
		return -1;
	if ((size_t)n > s->row_size) {
		s->row_size = (size_t)n;
		s->row = xreallocarray(s->row, s->row_size, sizeof *s->row);
	}
	for (int64_t i = 0; i < n; i++) {
		s->row[i].part = frame_text(in);
		s->row[i].vendor = frame_text(in);
		s->row[i].product = frame_text(in);
		s->row[i].version = frame_text(in);
		s->row[i].detail = frame_text(in);
		if (!is_row(&s->row[i]))
			return -1;
	}
	a->row = s->row;
	a->rows = (size_t)n;
	return 0;
}

/* As send_advisory() of fetch_parser.c writes it. */
static int
read_advisory(struct nvd_sink *s, struct frame_in *in, struct advisory *a,
    const unsigned char **hash)
{
	size_t n;

	*a = (struct advisory){ .source = "nvd", .id = frame_text(in) };
	a->status = frame_text(in);
	a->published = frame_int(in);
	a->modified = frame_int(in);
	a->simple = frame_int(in) != 0;
	a->cvss_version = frame_text(in);
	a->cvss_vector = frame_text(in);
	a->cvss_severity = frame_text(in);
	a->cvss_score = (int)frame_int(in);
	*hash = (const unsigned char *)frame_bytes(in, &n);
	if (in->bad || n != ADVISORY_HASH)
		return -1;
	a->body = frame_bytes(in, &a->body_len);
	if (read_rows(s, in, a) < 0 || !frame_done(in))
		return -1;
	return a->id == NULL || a->status == NULL ? -1
						  : cve_parse(a->id, &a->cve);
}

static long
put(void *sink, struct frame_in *in)
{
	struct nvd_sink *s = sink;
	const unsigned char *hash;
	struct advisory a;

	if (read_advisory(s, in, &a, &hash) < 0)
		return -1;
	switch (advisory_put(s->writer, &a, hash, s->made_at)) {
	case ADVISORY_NEW:
	case ADVISORY_CHANGED:
		return 1;
	case ADVISORY_SAME:
	case ADVISORY_OLDER:
		break;
	}
	return 0;
}

static long
end(void *sink, int whole)
{
	(void)whole;
	advisory_flush(((struct nvd_sink *)sink)->writer);
	return 0;
}

static void
undo(void *sink)
{
	advisory_forget(((struct nvd_sink *)sink)->writer);
}

const struct fetch_sink fetch_sink_nvd = {
	.name = "nvd",
	.kind = FRAME_ADVISORY,
	.size = sizeof(struct nvd_sink),
	.open = open_sink,
	.close = close_sink,
	.begin = begin,
	.put = put,
	.end = end,
	.undo = undo,
	.each = advisory_each,
};
