#include <string.h>
#include <unistd.h>

#include "check.h"
#include "job/frame.h"

/* What the writer makes of bytes that came through a pipe. */
static int
read_bytes(struct frame_in *in, const void *data, size_t n)
{
	int ends[2], rc;

	if (pipe(ends) < 0 || write(ends[1], data, n) != (ssize_t)n)
		return -2;
	close(ends[1]);
	rc = frame_read(in, ends[0]);
	close(ends[0]);
	return rc;
}

static void
there_and_back(void)
{
	struct frame_out out;
	struct frame_in in;
	int ends[2];
	size_t n;

	CHECK(pipe(ends) == 0);
	frame_out_init(&out, ends[1]);
	frame_in_init(&in);
	frame_open(&out, FRAME_KEV);
	frame_add_int(&out, -5);
	frame_add_text(&out, "text");
	frame_add_text(&out, NULL);
	frame_add_text(&out, "");
	frame_add_bytes(&out, "a\0b", 3);
	CHECK(frame_close(&out) == 0);
	frame_open(&out, FRAME_END);
	CHECK(frame_close(&out) == 0);
	CHECK(frame_flush(&out) == 0);
	close(ends[1]);

	CHECK(frame_read(&in, ends[0]) == 1 && in.kind == FRAME_KEV);
	CHECK(frame_int(&in) == -5);
	CHECK(strcmp(frame_text(&in), "text") == 0);
	CHECK(frame_text(&in) == NULL);
	CHECK(!frame_done(&in));
	CHECK(strcmp(frame_text(&in), "") == 0);
	CHECK(memcmp(frame_bytes(&in, &n), "a\0b", 3) == 0 && n == 3);
	CHECK(frame_done(&in));
	/* beyond the end: nothing, and it is marked */
	CHECK(frame_int(&in) == 0 && in.bad && !frame_done(&in));
	CHECK(strcmp(frame_text(&in), "") == 0);
	CHECK(frame_read(&in, ends[0]) == 1 && in.kind == FRAME_END);
	CHECK(frame_done(&in));
	CHECK(frame_read(&in, ends[0]) == 0);
	close(ends[0]);
	frame_out_free(&out);
	frame_in_free(&in);
}

static void
hostile(void)
{
	struct {
		uint32_t kind, len, text;
		char data[8];
	} f = { FRAME_REJECT, FRAME_MAX + 1, 3, "abc" };
	struct frame_in in;
	size_t n;

	frame_in_init(&in);
	CHECK(read_bytes(&in, &f, sizeof f) == -1); /* too long */
	f.len = 12;
	CHECK(read_bytes(&in, &f, sizeof f - 1) == -1); /* cut off */
	CHECK(read_bytes(&in, &f, 5) == -1);
	CHECK(read_bytes(&in, &f, 0) == 0);
	CHECK(read_bytes(&in, &f, sizeof f) == 1);
	CHECK(strcmp(frame_text(&in), "abc") == 0);

	f.text = 2; /* no NUL where the text ends */
	CHECK(read_bytes(&in, &f, sizeof f) == 1);
	CHECK(strcmp(frame_text(&in), "") == 0 && in.bad);
	f.text = 5; /* a NUL inside */
	CHECK(read_bytes(&in, &f, sizeof f) == 1);
	CHECK(strcmp(frame_text(&in), "") == 0 && in.bad);
	f.text = 8; /* one byte beyond the frame */
	CHECK(read_bytes(&in, &f, sizeof f) == 1);
	CHECK(strcmp(frame_text(&in), "") == 0 && in.bad);
	f.text = 0xfffffffe;
	CHECK(read_bytes(&in, &f, sizeof f) == 1);
	CHECK(strcmp(frame_text(&in), "") == 0 && in.bad);
	CHECK(read_bytes(&in, &f, sizeof f) == 1);
	CHECK(strcmp(frame_bytes(&in, &n), "") == 0 && n == 0 && in.bad);
	frame_in_free(&in);
}

int
main(void)
{
	there_and_back();
	hostile();
	return done();
}
