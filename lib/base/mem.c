#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmd.h"

#define BLOCK ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	alignas(max_align_t) char data[];
};

static void *
must(void *p)
{
	if (p == NULL)
		die(CMD_IO, "out of memory");
	return p;
}

void *
xmalloc(size_t n)
{
	return must(malloc(n > 0 ? n : 1));
}

void *
xcalloc(size_t count, size_t size)
{
	return must(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

void *
xrealloc(void *p, size_t n)
{
	return must(realloc(p, n > 0 ? n : 1));
}

void *
xreallocarray(void *p, size_t count, size_t size)
{
	return must(reallocarray(p, count > 0 ? count : 1, size));
}

void *
xgrow(void *p, size_t *room, size_t count, size_t size)
{
	size_t old = *room;

	if (count <= old)
		return p;
	*room = count < 16 ? 16 : count + count / 2;
	p = xreallocarray(p, *room, size);
	memset((char *)p + old * size, 0, (*room - old) * size);
	return p;
}

char *
xstrdup(const char *s)
{
	return must(strdup(s));
}

char *
xstrndup(const char *s, size_t n)
{
	return must(strndup(s, n));
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return must(n < 0 ? NULL : s);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t need =
	    (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	struct arena_block *b = a->block;
	void *p;

	if (need < n)
		must(NULL);
	if (b == NULL || b->size - b->used < need) {
		size_t size = need > BLOCK ? need : BLOCK;

		b = xmalloc(sizeof *b + size);
		b->size = size;
		b->used = 0;
		b->next = a->block;
		a->block = b;
	}
	p = b->data + b->used;
	b->used += need;
	a->used += need;
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *b = a->block, *next;

	a->used = 0;
	if (b == NULL)
		return;
	/* keep the newest block unless it was made for one huge thing */
	for (next = b->next; next != NULL; next = b->next) {
		b->next = next->next;
		free(next);
	}
	if (b->size > 4 * BLOCK) {
		free(b);
		a->block = NULL;
		return;
	}
	b->used = 0;
}

void
arena_free(struct arena *a)
{
	struct arena_block *b, *next;

	for (b = a->block; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	a->block = NULL;
	a->used = 0;
}
