#include "job/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"

#define SEND_AT (192u * 1024) /* bytes; fewer switches between the two */
#define NO_TEXT UINT32_MAX

struct head {
	uint32_t kind, len;
};

void
frame_out_init(struct frame_out *f, int fd)
{
	*f = (struct frame_out){ .fd = fd };
	buf_init(&f->out, FRAME_MAX + FRAME_AHEAD + SEND_AT);
}

void
frame_out_free(struct frame_out *f)
{
	buf_free(&f->out);
}

void
frame_open(struct frame_out *f, enum frame_kind kind)
{
	struct head h = { (uint32_t)kind, 0 };

	f->start = f->out.len;
	buf_add(&f->out, &h, sizeof h);
}

void
frame_add_int(struct frame_out *f, int64_t n)
{
	buf_add(&f->out, &n, sizeof n);
}

void
frame_add_text(struct frame_out *f, const char *s)
{
	uint32_t n = s == NULL ? NO_TEXT : (uint32_t)strlen(s);

	buf_add(&f->out, &n, sizeof n);
	if (s != NULL)
		buf_add(&f->out, s, (size_t)n + 1);
}

void
frame_add_bytes(struct frame_out *f, const void *data, size_t n)
{
	uint32_t len = (uint32_t)n;

	buf_add(&f->out, &len, sizeof len);
	buf_add(&f->out, data, n);
}

static int
wait_for_room(struct frame_out *f, int yes)
{
	return fcntl(f->fd, F_SETFL, yes ? 0 : O_NONBLOCK);
}

static int
send_what_fits(struct frame_out *f)
{
	ssize_t n;

	while (f->sent < f->out.len) {
		n = write(f->fd, f->out.data + f->sent, f->out.len - f->sent);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			f->sent += (size_t)n;
	}
	if (f->sent * 2 >= f->out.len) { /* moving the rest pays */
		f->out.len -= f->sent;
		memmove(f->out.data, f->out.data + f->sent, f->out.len);
		f->sent = 0;
	}
	f->tried = f->out.len;
	return 0;
}

int
frame_flush(struct frame_out *f)
{
	int rc = wait_for_room(f, 1) < 0
		     ? -1
		     : proc_write(
			   f->fd, f->out.data + f->sent, f->out.len - f->sent);

	buf_clear(&f->out);
	f->sent = f->tried = 0;
	return rc;
}

int
frame_close(struct frame_out *f)
{
	uint32_t len = (uint32_t)(f->out.len - f->start - sizeof(struct head));

	if (f->out.overflow)
		return -1;
	memcpy(f->out.data + f->start + offsetof(struct head, len), &len,
	    sizeof len);
	if (f->out.len - f->tried < SEND_AT)
		return 0;
	if (f->out.len - f->sent > FRAME_AHEAD)
		return frame_flush(f);
	return wait_for_room(f, 0) < 0 ? -1 : send_what_fits(f);
}

void
frame_in_init(struct frame_in *f)
{
	*f = (struct frame_in){ 0 };
}

void
frame_in_free(struct frame_in *f)
{
	free(f->data);
}

int
frame_read(struct frame_in *f, int fd)
{
	struct head h;
	int rc = proc_read(fd, &h, sizeof h);

	if (rc <= 0)
		return rc;
	if (h.len > FRAME_MAX)
		return -1;
	if (h.len > f->size) {
		f->size = h.len < 65536 ? 65536 : h.len;
		free(f->data);
		f->data = xmalloc(f->size);
	}
	if (h.len > 0 && proc_read(fd, f->data, h.len) != 1)
		return -1;
	f->kind = (enum frame_kind)h.kind;
	f->p = f->data;
	f->end = f->data + h.len;
	f->bad = 0;
	return 1;
}

/* The next `n` bytes, or NULL if there are not so many. */
static const char *
take(struct frame_in *f, size_t n)
{
	const char *p = f->p;

	if (f->bad || n > (size_t)(f->end - f->p)) {
		f->bad = 1;
		return NULL;
	}
	f->p += n;
	return p;
}

int64_t
frame_int(struct frame_in *f)
{
	const char *p = take(f, sizeof(int64_t));
	int64_t n = 0;

	if (p != NULL)
		memcpy(&n, p, sizeof n);
	return n;
}

static uint32_t
take_len(struct frame_in *f)
{
	const char *p = take(f, sizeof(uint32_t));
	uint32_t n = 0;

	if (p != NULL)
		memcpy(&n, p, sizeof n);
	return n;
}

const char *
frame_text(struct frame_in *f)
{
	uint32_t n = take_len(f);
	const char *p;

	if (n == NO_TEXT)
		return NULL;
	p = take(f, (size_t)n + 1);
	if (p != NULL && memchr(p, '\0', (size_t)n + 1) == p + n)
		return p;
	f->bad = 1;
	return "";
}

const char *
frame_bytes(struct frame_in *f, size_t *n)
{
	const char *p;

	*n = take_len(f);
	p = take(f, *n);
	if (p == NULL)
		*n = 0;
	return p == NULL ? "" : p;
}

int
frame_done(const struct frame_in *f)
{
	return !f->bad && f->p == f->end;
}
