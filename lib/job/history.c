#include "job/history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "io/json.h"
#include "job/audit.h"
#include "store/ledger.h"

#define OBJECT 60 /* bytes of "finding:ID" or "request:N" */

/* An event, as it will be printed. */
struct entry {
	int64_t n, at;
	const char *line;
	size_t len;
	const char *from, *to; /* its change of state, or NULL */
};

/* A change of state or level, whoever made it. */
struct step {
	int64_t at;
	const char *state[2], *level[2]; /* old and new */
};

struct history {
	struct store *st;
	const char *id;
	struct arena arena; /* all texts */
	struct entry *entry;
	size_t entries, entry_size;
	struct step *step;
	size_t steps, step_size;
	struct step now; /* the step being built */
};

static const char *
keep(struct history *h, const char *s)
{
	return arena_strndup(&h->arena, s, strlen(s));
}

static int
take_event(const struct ledger_event *e, void *arg)
{
	struct history *h = arg;
	struct entry *x;
	const struct json *v, *pair;
	struct buf line;
	const char *why;

	for (size_t i = 0; i < h->entries; i++)
		if (h->entry[i].n == e->n)
			return 0;
	h->entry =
	    xgrow(h->entry, &h->entry_size, h->entries + 1, sizeof *h->entry);
	x = &h->entry[h->entries++];
	*x = (struct entry){ .n = e->n, .at = e->at };
	buf_init(&line, 2 * (size_t)LEDGER_CONTENT_MAX);
	audit_write(&line, e);
	x->line = arena_strndup(&h->arena, line.data, line.len);
	x->len = line.len;
	v = json_parse(&h->arena, line.data, line.len, &why);
	pair = json_first(json_path(v, "content", "changed", "state", NULL));
	if (pair != NULL && pair->next != NULL) {
		x->from = json_text(pair);
		x->to = json_text(pair->next);
	}
	buf_free(&line);
	return 0;
}

/* What was asked for and decided of the requests that the events name. */
static void
take_requests(struct history *h)
{
	size_t own = h->entries;
	struct ledger_query q;
	const struct json *v;
	char object[OBJECT];
	const char *why;
	int64_t n;

	for (size_t i = 0; i < own; i++) {
		v = json_parse(
		    &h->arena, h->entry[i].line, h->entry[i].len, &why);
		if (!json_int(json_path(v, "content", "request", NULL), &n))
			n = h->entry[i].n; /* it may be a request itself */
		q = (struct ledger_query){ .n = n };
		ledger_each(h->st, &q, take_event, h);
		snprintf(object, sizeof object, "request:%" PRId64, n);
		q = (struct ledger_query){ .object = object };
		ledger_each(h->st, &q, take_event, h);
	}
}

static int
by_number(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->n > y->n) - (x->n < y->n);
}

/* From what it was to the next that is known of it. */
static void
add_step(int64_t at, const char *state, const char *level, void *arg)
{
	struct history *h = arg;
	struct step *s = &h->now;

	s->at = at;
	s->state[0] = s->state[1];
	s->level[0] = s->level[1];
	s->state[1] = keep(h, state);
	s->level[1] = keep(h, level);
	if (s->state[0] == NULL || (strcmp(s->state[0], s->state[1]) == 0 &&
				       strcmp(s->level[0], s->level[1]) == 0))
		return;
	h->step = xgrow(h->step, &h->step_size, h->steps + 1, sizeof *h->step);
	h->step[h->steps++] = *s;
}

static void
print_pair(struct jsonw *w, const char *key, const char *const pair[2])
{
	if (strcmp(pair[0], pair[1]) == 0)
		return;
	jsonw_key(w, key);
	jsonw_open(w, '[');
	jsonw_str(w, pair[0]);
	jsonw_str(w, pair[1]);
	jsonw_close(w, ']');
}

static void
print_step(const struct history *h, const struct step *s, struct buf *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "history");
	jsonw_member(&w, "finding", h->id);
	jsonw_time(&w, "at", s->at);
	jsonw_key(&w, "changed");
	jsonw_open(&w, '{');
	print_pair(&w, "state", s->state);
	print_pair(&w, "level", s->level);
	jsonw_close(&w, '}');
	jsonw_close(&w, '}');
	buf_addc(out, '\n');
}

/* The step that the event made, from `first` on; h->steps if none is. */
static size_t
step_of(const struct history *h, const struct entry *e, size_t first)
{
	size_t i = first;

	while (i < h->steps && (e->from == NULL || e->to == NULL ||
				   strcmp(h->step[i].state[0], e->from) != 0 ||
				   strcmp(h->step[i].state[1], e->to) != 0))
		i++;
	return i;
}

/* Both are in their order; events that changed the state tell how they mix. */
static void
print_all(const struct history *h, struct buf *out)
{
	size_t next = 0, own;

	for (size_t i = 0; i < h->entries; i++) {
		const struct entry *e = &h->entry[i];

		own = step_of(h, e, next);
		while (next < h->steps &&
		       (own < h->steps ? next < own : h->step[next].at < e->at))
			print_step(h, &h->step[next++], out);
		if (own < h->steps)
			next = own + 1;
		buf_add(out, e->line, e->len);
	}
	while (next < h->steps)
		print_step(h, &h->step[next++], out);
}

void
history_print(struct store *st, const struct finding *f, struct buf *out)
{
	struct history h = { .st = st, .id = f->id };
	struct ledger_query q = { 0 };
	char object[OBJECT];
	struct jsonw w;

	jsonw_init(&w, out);
	finding_write(&w, f);
	buf_addc(out, '\n');
	snprintf(object, sizeof object, "finding:%.32s", f->id);
	q.object = object;
	ledger_each(st, &q, take_event, &h);
	take_requests(&h);
	if (h.entries > 0)
		qsort(h.entry, h.entries, sizeof *h.entry, by_number);
	finding_history(st, f->id, add_step, &h);
	add_step(
	    f->changed_at, f->waiver_over ? "waived" : f->state, f->level, &h);
	print_all(&h, out);
	arena_free(&h.arena);
	free(h.entry);
	free(h.step);
}
