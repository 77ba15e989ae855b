#include "job/sieve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "job/want.h"
#include "store/finding.h"
#include "store/told.h"

/* Of a security-reader the CVE, and the finding of it that passed. */
struct sieve_row {
	int64_t cve;
	char id[FINDING_ID];
};

struct judging {
	struct sieve *s;
	const struct person *person;
	struct want *want;
	struct sieve_row *row; /* the one that is asked about */
	int passed;
	struct buf record, names;
	struct arena scratch;
};

static void
list(const struct told *t, void *arg)
{
	struct sieve *s = arg;
	struct sieve_row row = { .cve = t->cve };

	/* what is no finding's id has none yet: it is a CVE */
	if (strlen(t->subject) == FINDING_ID - 1)
		memcpy(row.id, t->subject, FINDING_ID);
	s->row = xgrow(s->row, &s->room, s->rows + 1, sizeof *s->row);
	s->row[s->rows++] = row;
}

void
sieve_load(struct sieve *s, struct store *st, const struct person *p)
{
	*s = (struct sieve){ 0 };
	if (!want_exists(st, p->id))
		return;
	told_waiting(st, p->id, list, s);
	s->exists = s->rows > 0;
}

/* Its names and no more: which product a CVE is about is no secret. */
static void
write_names(struct buf *out, struct arena *scratch, const char *software)
{
	static const char *const name[] = { "name", "vendor", "product" };
	struct jsonw w;
	const char *why;
	const struct json *v =
	    json_parse(scratch, software, strlen(software), &why);

	jsonw_init(&w, out);
	jsonw_open(&w, '{');
	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		jsonw_member(&w, name[i], json_str(v, name[i]));
	jsonw_close(&w, '}');
	arena_reset(scratch);
}

/*
 * The filter of a security-reader must not learn of systems, not even by
 * what it lets pass.
 */
static struct finding
bare(struct judging *j, const struct finding *f)
{
	buf_clear(&j->names);
	write_names(&j->names, &j->scratch, f->software);
	return (struct finding){ .id = "",
		.software = j->names.data,
		.cve = f->cve,
		.source = f->source,
		.evidence = "{}",
		.cvss_version = f->cvss_version,
		.cvss_vector = f->cvss_vector,
		.severity = f->severity,
		.cvss_score = f->cvss_score,
		.kev = f->kev,
		.kev_due = f->kev_due,
		.epss = f->epss,
		.level = f->level };
}

/* A finding that waits; of a CVE any one that is open will do. */
static int
ask(const struct finding *f, void *arg)
{
	struct judging *j = arg;
	struct finding shown = *f;
	struct jsonw w;

	if (j->person->reader) {
		if (!finding_is_open(f->state))
			return 0;
		shown = bare(j, f);
	}
	buf_clear(&j->record);
	jsonw_init(&w, &j->record);
	finding_write(&w, &shown);
	j->passed = want_keeps(j->want, j->record.data, j->record.len);
	if (j->passed)
		memcpy(j->row->id, f->id, FINDING_ID);
	return j->passed;
}

static void
judge_row(struct judging *j, struct store *st)
{
	struct finding_query q = { 0 };

	j->passed = 0;
	if (j->person->reader)
		q.cve = j->row->cve;
	else
		q.id = j->row->id;
	finding_each(st, &q, ask, j);
}

void
sieve_judge(struct sieve *s, struct store *st, const struct person *p)
{
	struct judging j = { .s = s, .person = p };
	int64_t end = clock_ms() + SIEVE_MS;
	const char *failure;
	size_t kept = 0;

	buf_init(&j.record, JSON_ELEMENT);
	buf_init(&j.names, JSON_ELEMENT);
	j.want = want_open(st, p->id);
	for (size_t i = 0; i < s->rows; i++) {
		if (clock_ms() > end)
			want_fail(j.want, SIEVE_SLOW);
		j.row = &s->row[i];
		judge_row(&j, st);
		if (j.passed)
			s->row[kept++] = s->row[i];
	}
	s->rows = kept;
	failure = want_failure(j.want);
	if (failure != NULL)
		snprintf(s->failure, sizeof s->failure, "%s", failure);
	want_close(j.want);
	buf_free(&j.record);
	buf_free(&j.names);
	arena_free(&j.scratch);
}

void
sieve_free(struct sieve *s)
{
	free(s->row);
}

static int
compare(const void *va, const void *vb)
{
	const struct sieve_row *a = va, *b = vb;

	if (a->cve != b->cve)
		return a->cve < b->cve ? -1 : 1;
	return strcmp(a->id, b->id);
}

int
sieve_passes(const struct sieve *s, const struct finding *f)
{
	struct sieve_row key = { .cve = f->cve };

	memcpy(key.id, f->id, FINDING_ID);
	return s->rows > 0 &&
	       bsearch(&key, s->row, s->rows, sizeof *s->row, compare) != NULL;
}
