#include "match/software.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PRODUCT_BITS (1u << CPE_VENDOR | 1u << CPE_PRODUCT)

void
software_init(struct software_set *s)
{
	*s = (struct software_set){ .chains = 16 };
	s->chain = xcalloc(s->chains, sizeof(*s->chain));
}

void
software_free(struct software_set *s)
{
	free(s->item);
	free(s->chain);
	*s = (struct software_set){ 0 };
}

void
software_clear(struct software_set *s)
{
	for (size_t i = 0; i < s->count; i++)
		s->chain[s->item[i].hash & (s->chains - 1)] = 0;
	s->count = 0;
	s->open = 0;
	s->has_os = s->has_hardware = false;
}

/* FNV-1a */
uint32_t
software_hash(const struct cpe *c)
{
	uint32_t h = 2166136261u;

	for (int i = CPE_VENDOR; i <= CPE_PRODUCT; i++) {
		for (const char *p = c->attr[i]; *p != '\0'; p++)
			h = (h ^ (unsigned char)*p) * 16777619u;
		h = (h ^ ':') * 16777619u;
	}
	return h ^ h >> 15;
}

static void
link_item(struct software_set *s, size_t i)
{
	struct software_item *item = &s->item[i];
	uint32_t *head = &s->chain[item->hash & (s->chains - 1)];

	if (item->cpe->any & PRODUCT_BITS)
		head = &s->open;
	item->next = *head;
	*head = (uint32_t)i + 1;
}

static void
grow(struct software_set *s)
{
	s->size = s->size == 0 ? 16 : s->size * 2;
	s->item = xreallocarray(s->item, s->size, sizeof(*s->item));
	if (s->size <= s->chains)
		return;
	free(s->chain);
	s->chains = s->size;
	s->chain = xcalloc(s->chains, sizeof(*s->chain));
	s->open = 0;
	for (size_t i = 0; i < s->count; i++)
		link_item(s, i);
}

size_t
software_add(struct software_set *s, const struct cpe *cpe)
{
	size_t i = s->count;

	if (i == s->size)
		grow(s);
	s->item[i].cpe = cpe;
	s->item[i].hash = software_hash(cpe);
	s->count++;
	link_item(s, i);
	s->has_os |= cpe->attr[CPE_PART][0] == 'o';
	s->has_hardware |= cpe->attr[CPE_PART][0] == 'h';
	return i;
}

void
software_find(struct software_walk *w, const struct software_set *s,
    const struct cpe *criteria, uint32_t hash)
{
	*w = (struct software_walk){ .set = s };
	w->all = (criteria->any | criteria->wild) & PRODUCT_BITS;
	if (w->all)
		return;
	w->hash = hash;
	w->at = s->chain[w->hash & (s->chains - 1)];
}

long
software_next(struct software_walk *w)
{
	const struct software_item *item;
	uint32_t found;

	if (w->all)
		return w->at < w->set->count ? (long)w->at++ : -1;
	for (;;) {
		if (w->at == 0 && !w->in_open) {
			w->in_open = true;
			w->at = w->set->open;
		}
		if (w->at == 0)
			return -1;
		found = w->at - 1;
		item = &w->set->item[found];
		w->at = item->next;
		if (w->in_open || item->hash == w->hash)
			return (long)found;
	}
}
