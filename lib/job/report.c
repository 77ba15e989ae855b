#include "job/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/memo.h"
#include "io/cp932.h"
#include "io/text.h"
#include "job/actor.h"
#include "job/notice.h"
#include "job/sight.h"
#include "rec/cve.h"
#include "rec/software.h"
#include "report/detail.h"
#include "report/html.h"
#include "report/lines.h"
#include "report/markdown.h"
#include "report/summary.h"
#include "store/advisory.h"
#include "store/finding.h"
#include "store/registry.h"
#include "store/software.h"
#include "store/source.h"
#include "store/vulnerability.h"

#define TEXT_COLUMNS 150 /* of a description in a list: about two lines */
#define LINE_MAX_BYTES (4u << 20) /* of one record that is printed */

struct making {
	struct store *st;
	const struct report_order *o;
	FILE *f;
	struct actor who;
	struct notices notices;
	struct report_notice *notice;
	struct memo shown; /* organizations of the systems in scope */
	struct report_summary sum;
	struct report_source source[SOURCE_COUNT];
	struct arena kept;    /* what the lists show */
	struct arena scratch; /* what one record needs */
	struct csvout csv;
	struct buf line;
	struct report_item *item; /* the one being looked up */
};

int
report_format(const char *name)
{
	static const char *const names[REPORT_FORMATS] = { "html", "csv",
		"markdown", "jsonl" };

	for (int i = 0; i < REPORT_FORMATS; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

static int
add_org(const char *record, size_t n, void *arg)
{
	struct making *m = arg;
	const char *why, *id;
	const struct json *v;

	arena_reset(&m->scratch);
	v = json_parse(&m->scratch, record, n, &why);
	id = json_str(v, "id");
	if (id != NULL && (!m->sum.scoped || *memo_at(&m->shown, id) > 0 ||
			      sight_organization(m->who.sight, id)))
		summary_add_org(
		    &m->sum, id, json_str(v, "name"), json_str(v, "parent"));
	return 0;
}

static int
add_system(const char *record, size_t n, void *arg)
{
	struct making *m = arg;
	const char *why, *org;
	const struct json *v;

	arena_reset(&m->scratch);
	v = json_parse(&m->scratch, record, n, &why);
	org = json_str(v, "organization");
	if (json_str(v, "id") == NULL ||
	    (m->sum.scoped && !sight_record(m->who.sight, v)))
		return 0;
	if (m->sum.scoped && org != NULL)
		*memo_at(&m->shown, org) = 1;
	summary_add_system(&m->sum, json_str(v, "id"), json_str(v, "name"), org,
	    json_str(v, "exposure"));
	return 0;
}

/* How old everything is; CMD_RETRY, said, if something is too old. */
static int
look_at_sources(struct making *m)
{
	int code = CMD_OK;

	for (int i = 0; i < SOURCE_COUNT; i++) {
		const char *name = source_name[i];
		int64_t age = source_age(m->st, name, m->sum.now);
		struct source s;

		m->source[i].name = name;
		if (!source_get(m->st, name, &s))
			continue;
		m->source[i].checked_at = s.checked_at;
		m->source[i].data_at = s.data_at;
		m->source[i].stale = age > source_max_age(name);
		source_release(&s);
		if (m->source[i].stale && !m->o->stale_ok) {
			warn("source '%s' is %lld days old", name,
			    (long long)(age / 86400));
			code = CMD_RETRY;
		}
	}
	m->sum.source = m->source;
	m->sum.source_count = SOURCE_COUNT;
	if (!m->sum.scoped) {
		m->sum.software = (long)software_count(m->st, 0);
		m->sum.nameless = (long)software_count(m->st, 1);
	}
	return code;
}

static int
count_finding(const struct finding *f, void *arg)
{
	struct making *m = arg;

	summary_finding(&m->sum, f);
	return 0;
}

static const char *
keep(struct making *m, const char *text)
{
	return text == NULL ? NULL
			    : arena_strndup(&m->kept, text, strlen(text));
}

/* A description, shortened for a list. */
static const char *
keep_short(struct making *m, const char *text)
{
	size_t n = text_fit(text, TEXT_COLUMNS);
	char *s;

	if (text[n] == '\0')
		return keep(m, text);
	s = arena_alloc(&m->kept, n + sizeof "…");
	memcpy(s, text, n);
	memcpy(s + n, "…", sizeof "…");
	return s;
}

struct description {
	struct making *m;
	const char *text;
	int english;
};

/* The readers' language wins, whichever source has it. */
static int
see_advisory(const char *record, size_t n, void *arg)
{
	struct description *d = arg;
	struct making *m = d->m;
	const char *why, *text;
	const struct json *v;

	if (d->text != NULL && !d->english)
		return 1; /* it cannot get better */
	arena_reset(&m->scratch);
	v = json_get(json_parse(&m->scratch, record, n, &why), "description");
	text = json_str(v, m->o->lang == LANG_JA ? "ja" : "en");
	if (text != NULL) {
		d->text = keep_short(m, text);
		d->english = 0;
		return 0;
	}
	text = json_str(v, "en");
	if (text != NULL && d->text == NULL) {
		d->text = keep_short(m, text);
		d->english = 1;
	}
	return 0;
}

static struct description
describe(struct making *m, int64_t cve)
{
	struct description d = { m, NULL, 0 };

	advisory_of(m->st, cve, see_advisory, &d);
	return d;
}

static const char *
first_text(const char *a, const char *b, const char *c)
{
	return a != NULL ? a : b != NULL ? b : c;
}

static int
see_finding(const struct finding *f, void *arg)
{
	struct making *m = arg;
	struct software s;
	const char *why;
	const struct json *v;

	arena_reset(&m->scratch);
	v = json_parse(&m->scratch, f->software, strlen(f->software), &why);
	if (v != NULL && software_read(&s, v) == NULL) {
		m->item->software =
		    keep(m, first_text(s.name, s.product,
				first_text(s.purl, s.cpe, NULL)));
		m->item->version = keep(m, s.version);
	}
	return 0;
}

static void
complete_list(struct making *m, struct report_list *list)
{
	for (int i = 0; i < list->count; i++) {
		struct report_item *item = &list->item[i];
		struct finding_query q = { .id = item->id };
		struct description d = describe(m, item->cve);

		item->text = d.text;
		item->english = d.english;
		m->item = item;
		finding_each(m->st, &q, see_finding, m);
	}
}

/* "Apache Log4j2": the vendor is not said twice. */
static const char *
keep_product(struct making *m, const char *vendor, const char *product)
{
	size_t n, len;
	char *s;

	if (vendor == NULL || product == NULL ||
	    strncasecmp(vendor, product, strlen(vendor)) == 0)
		return keep(m, product != NULL ? product : vendor);
	n = strlen(vendor);
	len = n + 1 + strlen(product) + 1;
	s = arena_alloc(&m->kept, len);
	snprintf(s, len, "%s %s", vendor, product);
	return s;
}

static void
complete_kev(struct making *m)
{
	for (int i = 0; i < m->sum.kev_count && i < m->o->limit; i++) {
		struct report_kev *k = &m->sum.kev[i];
		struct description d = describe(m, k->cve);
		const struct json *v = NULL;
		const char *why, *use;

		k->text = d.text;
		k->english = d.english;
		arena_reset(&m->scratch);
		buf_clear(&m->line);
		if (vulnerability_get(m->st, k->cve, &m->line))
			v = json_get(json_parse(&m->scratch, m->line.data,
					 m->line.len, &why),
			    "kev_entry");
		k->product = keep_product(
		    m, json_str(v, "vendor"), json_str(v, "product"));
		k->added = keep(m, json_str(v, "added"));
		k->due = keep(m, json_str(v, "due"));
		use = json_str(v, "ransomware");
		k->ransomware = use != NULL && strcmp(use, "known") == 0;
	}
}

static int
print_row(const struct finding *f, void *arg)
{
	struct making *m = arg;
	struct report_detail d = { .finding = f,
		.system = summary_system(&m->sum, f->system),
		.today = m->sum.today };
	struct software s;
	const struct json *v;
	const char *why;

	if (d.system == NULL && m->sum.scoped)
		return 0;
	if (d.system != NULL && d.system->org >= 0)
		d.org = &m->sum.org[d.system->org];
	arena_reset(&m->scratch);
	v = json_parse(&m->scratch, f->software, strlen(f->software), &why);
	if (v != NULL && software_read(&s, v) == NULL) {
		d.vendor = s.vendor;
		d.product = first_text(s.product, s.name, NULL);
		d.version = s.version;
		d.cpe = software_cpe(&s);
		d.purl = s.purl;
	}
	detail_csv(&m->csv, &d, m->o->lang);
	return ferror(m->f);
}

static int
put_line(struct making *m)
{
	fwrite(m->line.data, 1, m->line.len, m->f);
	buf_clear(&m->line);
	return ferror(m->f);
}

static int
print_record(const struct finding *f, void *arg)
{
	struct making *m = arg;
	struct jsonw w;

	if (m->sum.scoped && summary_system(&m->sum, f->system) == NULL)
		return 0;
	jsonw_init(&w, &m->line);
	finding_write(&w, f);
	buf_addc(&m->line, '\n');
	return put_line(m);
}

static void
print_lines(struct making *m, const struct finding_query *q)
{
	const struct report_summary *s = &m->sum;

	lines_summary(&m->line, s);
	for (int i = 0; i < s->org_count && put_line(m) == 0; i++)
		lines_organization(&m->line, &s->org[s->org_order[i]]);
	for (int i = 0; i < s->system_count && put_line(m) == 0; i++)
		lines_system(&m->line, s, &s->system[s->system_order[i]]);
	for (int i = 0; i < s->notice_count && put_line(m) == 0; i++)
		lines_notice(&m->line, &s->notice[i]);
	if (put_line(m) == 0)
		finding_each(m->st, q, print_record, m);
}

static void
print_csv(struct making *m, const struct finding_query *q)
{
	FILE *converted = m->o->cp932 ? cp932_open(m->f) : NULL;

	csvout_begin(&m->csv, converted != NULL ? converted : m->f);
	detail_csv_head(&m->csv, m->o->lang);
	finding_each(m->st, q, print_row, m);
	if (converted != NULL)
		fclose(converted);
}

static void
print_all(struct making *m)
{
	struct finding_query q = { .system = m->o->system,
		.open_only = !m->o->all };

	switch (m->o->format) {
	case REPORT_CSV:
		print_csv(m, &q);
		return;
	case REPORT_JSONL:
		print_lines(m, &q);
		return;
	default:
		break;
	}
	complete_list(m, &m->sum.first);
	complete_list(m, &m->sum.overdue);
	complete_list(m, &m->sum.newest);
	complete_kev(m);
	if (m->o->format == REPORT_HTML)
		html_summary(m->f, &m->sum, m->o->lang);
	else
		markdown_summary(m->f, &m->sum, m->o->lang);
}

/* Those for the reader, in the language of the report. */
static void
load_notices(struct making *m)
{
	int ja = m->o->lang == LANG_JA;

	notices_load(&m->notices, m->st);
	m->notice = xcalloc(m->notices.count, sizeof *m->notice);
	for (size_t i = 0; i < m->notices.count; i++) {
		const struct notice_item *n = &m->notices.item[i];

		if (n->withdrawn ||
		    !notice_is_for(m->st, m->who.account, n->record))
			continue;
		m->notice[m->sum.notice_count++] =
		    (struct report_notice){ .category = n->category,
			    .title = ja || n->title_en == NULL ? n->title
							       : n->title_en,
			    .text =
				ja || n->text_en == NULL ? n->text : n->text_en,
			    .from = n->from,
			    .to = n->to };
	}
	m->sum.notice = m->notice;
}

/* Who reads it, and what part of all of it that leaves. */
static void
load_scope(struct making *m)
{
	const struct json *scope;

	actor_load(&m->who, m->st);
	actor_require(&m->who, ACTION_MEASURE_REGISTER);
	if (role_grant(m->who.role, ACTION_MEASURE_REGISTER) == GRANT_ALL)
		return;
	m->sum.scoped = 1;
	scope = json_first(json_get(m->who.account, "scope"));
	buf_clear(&m->line);
	for (; scope != NULL; scope = scope->next)
		buf_addf(
		    &m->line, "%s%s", m->line.len > 0 ? " " : "", scope->text);
	m->sum.scope = keep(m, m->line.data);
	buf_clear(&m->line);
}

int
report_summary(struct store *st, const struct report_order *o, FILE *f)
{
	struct making m = { .st = st, .o = o, .f = f };
	struct finding_query q = { .system = o->system };
	int code;

	buf_init(&m.line, LINE_MAX_BYTES);
	summary_init(&m.sum, clock_now(), o->limit);
	store_begin_read(st);
	load_scope(&m);
	registry_each(st, REG_SYSTEM, add_system, &m);
	registry_each(st, REG_ORGANIZATION, add_org, &m);
	if (summary_scope(&m.sum, o->organization, o->system) < 0) {
		if (o->system != NULL)
			warn("no such system: '%s'", o->system);
		else
			warn("no such organization: '%s'", o->organization);
		code = CMD_NOINPUT;
	} else {
		code = look_at_sources(&m);
		load_notices(&m);
		if (o->format != REPORT_CSV) /* which has no figures */
			finding_each(st, &q, count_finding, &m);
		summary_end(&m.sum);
		print_all(&m);
	}
	store_commit(st);
	summary_free(&m.sum);
	buf_free(&m.line);
	arena_free(&m.kept);
	arena_free(&m.scratch);
	notices_free(&m.notices);
	free(m.notice);
	memo_free(&m.shown);
	actor_free(&m.who);
	return code;
}
