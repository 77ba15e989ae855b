#include "job/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/lang.h"
#include "base/msg.h"
#include "io/jsonl.h"
#include "job/match_cache.h"
#include "job/match_finding.h"
#include "job/match_work.h"
#include "job/naming.h"
#include "job/rejudge.h"
#include "store/registry.h"
#include "store/source.h"
#include "store/spool.h"

#define CURSOR "match"
#define MANY_CVES 1000 /* from here on system by system is faster */
/* Findings that wait for a commit: COMMIT_LINES and one finding. */
#define LINES_MAX ((size_t)64 << 20)

struct match *
match_new(struct store *st, const struct match_options *options, FILE *out)
{
	struct match *m = xcalloc(1, sizeof(*m));

	m->st = st;
	m->o = *options;
	m->out = out;
	actor_load(&m->who, st);
	if (m->o.dry)
		actor_require(&m->who, ACTION_MEASURE_REGISTER);
	else
		actor_require_all(&m->who);
	buf_init(&m->lines, LINES_MAX);
	buf_init(&m->evidence, JSONL_MAX);
	buf_init(&m->name, CPE_BIND_MAX);
	software_init(&m->set);
	tree_result_init(&m->result);
	m->cache = match_cache_new(st);
	m->judging = match_judging_new(m);
	m->any_registered = registry_any(st, REG_SYSTEM);
	return m;
}

long
match_end(struct match *m)
{
	long found = m->found;

	buf_free(&m->lines);
	buf_free(&m->evidence);
	buf_free(&m->name);
	software_free(&m->set);
	tree_result_free(&m->result);
	match_cache_free(m->cache);
	match_judging_free(m->judging);
	naming_free(m->naming);
	arena_free(&m->arena);
	actor_free(&m->who);
	arena_free(&m->batch.texts);
	free(m->ware);
	free(m->ware_of);
	free(m->seen.slot);
	free(m);
	return found;
}

/* What is stored, is stored of all systems. */
int
match_sees(const struct match *m, const char *system)
{
	return !m->o.dry || actor_may(&m->who, ACTION_MEASURE_REGISTER, system);
}

/* Says each source that is too old; was one of them `name`? */
static int
say_stale(struct match *m, const char *name, int *any)
{
	int64_t age;
	int stale = 0;

	*any = 0;
	for (int i = 0; !m->o.stale_ok && i < SOURCE_COUNT; i++) {
		age = source_age(m->st, source_name[i], clock_now());
		if (age <= source_max_age(source_name[i]))
			continue;
		warn("source '%s' is %d days old; fetch it, or use --stale-ok",
		    source_name[i], (int)(age / 86400));
		*any = 1;
		stale |= name != NULL && strcmp(source_name[i], name) == 0;
	}
	return stale;
}

/* One system, its wares added. */
static void
finish_system(struct match *m, int given_only)
{
	match_forget(m);
	match_judge(m);
	if (m->registered || !given_only)
		match_close_system(m, given_only);
	match_commit(m, 1);
}

static void
add_stored(const char *system, const char *line, void *arg)
{
	(void)system;
	match_add_line(arg, line);
}

static void
stored_system(struct match *m, const char *system)
{
	match_start(m, system);
	match_software(m->st, m->system, add_stored, m);
	finish_system(m, 0);
}

/* Names or numbers noted before anything is stored. */
struct list {
	struct arena arena;
	const char **text;
	int64_t *number;
	size_t count, size;
};

static void
grow(struct list *l)
{
	if (l->count < l->size)
		return;
	l->size = l->size == 0 ? 256 : l->size * 2;
	l->text = xreallocarray(l->text, l->size, sizeof(*l->text));
	l->number = xreallocarray(l->number, l->size, sizeof(*l->number));
}

static void
add_text(const char *text, void *arg)
{
	struct list *l = arg;

	grow(l);
	l->text[l->count++] = arena_strndup(&l->arena, text, strlen(text));
}

static void
add_number(int64_t number, void *arg)
{
	struct list *l = arg;

	grow(l);
	l->number[l->count++] = number;
}

static void
list_free(struct list *l)
{
	arena_free(&l->arena);
	free(l->text);
	free(l->number);
}

static void
run_systems(struct match *m, int64_t after_seq)
{
	struct list systems = { .count = 0 };

	match_systems(m->st, after_seq, add_text, &systems);
	for (size_t i = 0; i < systems.count; i++)
		if (match_sees(m, systems.text[i]))
			stored_system(m, systems.text[i]);
	finding_add_end(m->st, &m->batch);
	list_free(&systems);
}

/* Both kinds of run see one moment, or write. */
static void
start(struct match *m)
{
	if (m->o.dry) {
		store_begin_read(m->st);
		return;
	}
	/* a lost commit is made up for by the next run */
	store_durable(m->st, 0);
	match_begin(m);
}

static void
stop(struct match *m)
{
	if (m->o.dry)
		store_commit(m->st);
	match_commit(m, 0);
	if (!m->o.dry)
		store_durable(m->st, 1);
}

int
match_all(struct match *m)
{
	int64_t upto;
	int stale;

	say_stale(m, NULL, &stale);
	if (stale)
		return CMD_RETRY;
	if (!m->o.dry)
		naming_again(m->st);
	start(m);
	upto = store_seq(m->st);
	run_systems(m, 0);
	if (!m->o.dry)
		store_set_cursor(m->st, CURSOR, upto);
	stop(m);
	return CMD_OK;
}

static void
print_rejudged(const struct finding *f, void *arg)
{
	match_print(arg, f);
}

int
match_pending(struct match *m)
{
	struct list changed = { .count = 0 };
	int64_t after, upto;
	int stale;

	/* what was not judged stays pending */
	if (say_stale(m, "nvd", &stale))
		return CMD_RETRY;
	if (!m->o.dry)
		naming_again(m->st);
	start(m);
	after = store_cursor(m->st, CURSOR);
	upto = store_seq(m->st);
	match_changed(m->st, after, upto, add_number, &changed);
	if (after == 0 || changed.count > MANY_CVES) {
		run_systems(m, 0);
	} else {
		/* new software may be found by a new advisory */
		m->once = m->o.dry;
		run_systems(m, after);
		for (size_t i = 0; i < changed.count; i++)
			match_cve(m, changed.number[i]);
		if (!m->o.dry)
			rejudge(m->st, after, print_rejudged, m);
	}
	if (!m->o.dry)
		store_set_cursor(m->st, CURSOR, upto);
	stop(m);
	list_free(&changed);
	return stale ? CMD_RETRY : CMD_OK;
}

/* Reading a stream: advisories are spooled under a name no system has. */
#define NO_SYSTEM ""

static const char *
check_software(struct match *m, const struct json *v)
{
	const char *system = json_str(v, "system"), *why;

	if (system == NULL || *system == '\0')
		return N_("software without a system");
	match_start(m, NO_SYSTEM);
	why = match_add(m, v);
	if (why == NULL && !m->ware[0].has_name &&
	    !json_is_true(json_get(v, "gone")))
		m->nameless++;
	return why;
}

static const char *
take_record(struct match *m, struct spool *spool, const struct json *v,
    const char *line, size_t n)
{
	const char *type = json_str(v, "type"), *why;

	if (type != NULL && strcmp(type, "software") == 0) {
		why = check_software(m, v);
		if (why == NULL)
			spool_add(spool, json_str(v, "system"), line);
		return why;
	}
	if (type != NULL && strcmp(type, "advisory") == 0) {
		spool_add(spool, NO_SYSTEM, line);
		return NULL;
	}
	fwrite(line, 1, n, m->out);
	putc('\n', m->out);
	return NULL;
}

struct streaming {
	struct match *m;
	int open; /* a system is being filled */
	int rejected;
};

static void
take_advisory(struct streaming *s, const char *line)
{
	struct arena a = ARENA_INIT;
	const char *why;
	const struct json *v = json_parse(&a, line, strlen(line), &why);

	if (v != NULL)
		why = match_record(s->m, v);
	if (why != NULL) {
		warn("%s", lang_text(why));
		s->rejected = 1;
	}
	arena_free(&a);
}

static void
take_line(const char *name, const char *line, void *arg)
{
	struct streaming *s = arg;

	if (strcmp(name, NO_SYSTEM) == 0) {
		take_advisory(s, line);
		return;
	}
	if (s->open && strcmp(name, s->m->system) != 0) {
		finish_system(s->m, 1);
		s->open = 0;
	}
	if (!s->open)
		match_start(s->m, name);
	s->open = 1;
	match_add_line(s->m, line);
}

int
match_stream(struct match *m, FILE *in)
{
	struct jsonl *lines = jsonl_open(in, "<stdin>");
	struct streaming s = { .m = m };
	struct spool *spool = spool_new();
	const struct json *v;
	const char *line, *why;
	int stale, code;
	size_t n;

	m->resolving = 1;
	say_stale(m, NULL, &stale);
	while (!stale && (v = jsonl_next(lines)) != NULL) {
		line = jsonl_line(lines, &n);
		why = take_record(m, spool, v, line, n);
		if (why != NULL)
			jsonl_reject(lines, "%s", lang_text(why));
	}
	code = jsonl_close(lines);
	if (m->nameless > 0)
		warn("%ld of the software were not judged: "
		     "they have no CPE name with a product",
		    m->nameless);
	if (!stale) {
		start(m);
		spool_each(spool, take_line, &s);
		if (s.open)
			finish_system(m, 1);
		stop(m);
	}
	spool_free(spool);
	if (s.rejected)
		code = cmd_worse(code, CMD_DATA);
	return stale ? CMD_RETRY : code;
}
