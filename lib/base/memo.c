#include "base/memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 64 /* slots; always a power of two */

struct memo_slot {
	const char *name; /* NULL: free */
	signed char answer;
};

/* FNV-1a */
static uint64_t
hash(const char *name)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * UINT64_C(1099511628211);
	return h;
}

static struct memo_slot *
find(const struct memo *m, const char *name)
{
	size_t i = hash(name) & (m->size - 1);

	while (m->slot[i].name != NULL && strcmp(m->slot[i].name, name) != 0)
		i = (i + 1) & (m->size - 1);
	return &m->slot[i];
}

/* At most half full, so that find() always ends. */
static void
grow(struct memo *m)
{
	struct memo bigger = *m;

	bigger.size = m->size == 0 ? FIRST_SIZE : 2 * m->size;
	bigger.slot = xcalloc(bigger.size, sizeof *bigger.slot);
	for (size_t i = 0; i < m->size; i++)
		if (m->slot[i].name != NULL)
			*find(&bigger, m->slot[i].name) = m->slot[i];
	free(m->slot);
	*m = bigger;
}

signed char *
memo_at(struct memo *m, const char *name)
{
	struct memo_slot *s;

	if (2 * m->count >= m->size)
		grow(m);
	s = find(m, name);
	if (s->name == NULL) {
		s->name = arena_strndup(&m->arena, name, strlen(name));
		s->answer = -1;
		m->count++;
	}
	return &s->answer;
}

void
memo_free(struct memo *m)
{
	free(m->slot);
	arena_free(&m->arena);
	*m = (struct memo){ 0 };
}
