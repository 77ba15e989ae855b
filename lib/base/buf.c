#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define READ_BYTES ((size_t)64 * 1024) /* at a time */

static char empty[1];

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .data = empty, .max = max };
}

void
buf_free(struct buf *b)
{
	if (b->data != empty)
		free(b->data);
	buf_init(b, b->max);
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->overflow = 0;
	if (b->data != empty)
		b->data[0] = '\0';
}

char *
buf_room(struct buf *b, size_t n)
{
	size_t size;

	if (b->overflow || n > b->max - b->len) {
		b->overflow = 1;
		return NULL;
	}
	if (b->len + n + 1 > b->size) {
		size = b->size < 128 ? 256 : b->size * 2;
		if (size < b->len + n + 1)
			size = b->len + n + 1;
		b->data = xrealloc(b->data == empty ? NULL : b->data, size);
		b->size = size;
	}
	return b->data + b->len;
}

void
buf_add(struct buf *b, const void *data, size_t n)
{
	char *p = buf_room(b, n);

	if (p == NULL)
		return;
	if (n > 0)
		memcpy(p, data, n);
	p[n] = '\0';
	b->len += n;
}

void
buf_addc(struct buf *b, char c)
{
	/* nearly always there is room */
	if (!b->overflow && b->len + 1 < b->size && b->len < b->max) {
		b->data[b->len++] = c;
		b->data[b->len] = '\0';
		return;
	}
	buf_add(b, &c, 1);
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	char text[512], *p;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n < sizeof text) {
		buf_add(b, text, (size_t)n);
		return;
	}
	p = buf_room(b, (size_t)n);
	if (p == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

int
buf_read(struct buf *b, int fd)
{
	char *room;
	ssize_t n;

	for (;;) {
		room = buf_room(b, READ_BYTES);
		if (room == NULL) {
			errno = EFBIG;
			return -1;
		}
		n = read(fd, room, READ_BYTES);
		if (n > 0)
			b->len += (size_t)n;
		b->data[b->len] = '\0';
		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -1;
	}
}
