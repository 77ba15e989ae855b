#include "feed/nvd.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "match/tree.h"
#include "rec/cve.h"
#include "risk/cvss.h"

#define TAGS 32 /* tags and weaknesses that are kept of one record */

struct nvd {
	struct arena arena;
	struct tree tree;
	struct buf body, detail;
	struct advisory_row *row;
	size_t row_size;
	int bad_names;
};

struct nvd *
nvd_new(void)
{
	struct nvd *n = xcalloc(1, sizeof *n);

	tree_init(&n->tree);
	buf_init(&n->body, JSON_ELEMENT);
	buf_init(&n->detail, CPE_BIND_MAX + 4 * NVD_TEXT);
	return n;
}

void
nvd_free(struct nvd *n)
{
	if (n == NULL)
		return;
	tree_free(&n->tree);
	buf_free(&n->body);
	buf_free(&n->detail);
	arena_free(&n->arena);
	free(n->row);
	free(n);
}

const char *
nvd_id(const struct json *element)
{
	return json_text(json_path(element, "cve", "id", NULL));
}

/* "Awaiting Analysis" as awaiting_analysis. */
static const char *
snake(struct arena *a, const char *text)
{
	char *s, *p;

	if (text == NULL || strlen(text) >= NVD_TEXT)
		return "unknown";
	s = arena_strndup(a, text, strlen(text));
	for (p = s; *p != '\0'; p++)
		*p = isalnum((unsigned char)*p)
			 ? (char)tolower((unsigned char)*p)
			 : '_';
	return s;
}

static void
write_time(struct jsonw *w, const char *key, int64_t t)
{
	char text[CLOCK_TEXT];

	jsonw_member(w, key, clock_format(t, text));
}

/* English and Japanese; if it has neither, whatever comes first. */
static int
write_descriptions(struct jsonw *w, const struct json *list)
{
	const struct json *d;
	int found = 0;

	jsonw_key(w, "description");
	jsonw_open(w, '{');
	for (d = json_first(list); d != NULL; d = d->next) {
		const char *lang = json_str(d, "lang");
		const char *value = json_str(d, "value");

		if (lang == NULL || value == NULL ||
		    (strcmp(lang, "en") != 0 && strcmp(lang, "ja") != 0))
			continue;
		jsonw_member(w, lang, value);
		found++;
	}
	d = json_first(list);
	if (found == 0 && json_str(d, "lang") != NULL &&
	    json_str(d, "value") != NULL) {
		jsonw_member(w, json_str(d, "lang"), json_str(d, "value"));
		found++;
	}
	jsonw_close(w, '}');
	return found;
}

static const struct metric {
	const char *key, *name;
	enum cvss_version version;
} metrics[] = {
	{ "cvssMetricV40", "4.0", CVSS_40 },
	{ "cvssMetricV31", "3.1", CVSS_31 },
	{ "cvssMetricV30", "3.0", CVSS_30 },
	{ "cvssMetricV2", "2.0", CVSS_20 },
};

static int
is_primary(const struct json *m)
{
	const char *type = json_str(m, "type");

	return type != NULL && strcmp(type, "Primary") == 0;
}

/* Does `m`, of the same version, count more than the best so far? */
static int
is_better(const struct json *m, int score, const struct json *best, int most)
{
	if (best == NULL || is_primary(m) != is_primary(best))
		return best == NULL || is_primary(m);
	return score > most;
}

static void
write_metric(struct nvd *n, struct jsonw *w, const struct json *m,
    const struct metric *kind, int score)
{
	jsonw_open(w, '{');
	jsonw_member(w, "version", kind->name);
	jsonw_member(w, "vector",
	    json_text(json_path(m, "cvssData", "vectorString", NULL)));
	jsonw_key(w, "score");
	jsonw_tenths(w, score);
	jsonw_member(w, "severity", cvss_severity(kind->version, score));
	jsonw_member(w, "source", json_str(m, "source"));
	jsonw_member(w, "type", snake(&n->arena, json_str(m, "type")));
	jsonw_close(w, '}');
}

static void
write_metrics(
    struct nvd *n, struct jsonw *w, const struct json *all, struct advisory *a)
{
	jsonw_key(w, "cvss");
	jsonw_open(w, '[');
	for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
		const struct json *m =
		    json_first(json_get(all, metrics[i].key));
		const struct json *best = NULL;
		int score;

		for (; m != NULL; m = m->next) {
			score = json_tenths(
			    json_path(m, "cvssData", "baseScore", NULL));
			if (score < 0)
				continue;
			write_metric(n, w, m, &metrics[i], score);
			if (a->cvss_version != NULL ||
			    !is_better(m, score, best, a->cvss_score))
				continue;
			best = m;
			a->cvss_score = score;
			a->cvss_vector = json_text(
			    json_path(m, "cvssData", "vectorString", NULL));
			a->cvss_severity =
			    cvss_severity(metrics[i].version, score);
		}
		if (best != NULL)
			a->cvss_version = metrics[i].name;
	}
	jsonw_close(w, ']');
}

/* A list of texts, each once. */
struct texts {
	const char *text[TAGS];
	int count;
};

static void
texts_add(struct texts *t, const char *s)
{
	if (s == NULL || t->count == TAGS)
		return;
	for (int i = 0; i < t->count; i++)
		if (strcmp(t->text[i], s) == 0)
			return;
	t->text[t->count++] = s;
}

static void
write_texts(struct jsonw *w, const char *key, const struct texts *t)
{
	if (t->count == 0)
		return;
	jsonw_key(w, key);
	jsonw_open(w, '[');
	for (int i = 0; i < t->count; i++)
		jsonw_str(w, t->text[i]);
	jsonw_close(w, ']');
}

static void
write_tags(struct jsonw *w, const char *key, const struct json *list)
{
	struct texts t = { .count = 0 };

	for (const struct json *v = json_first(list); v != NULL; v = v->next)
		texts_add(&t, json_text(v));
	write_texts(w, key, &t);
}

static void
write_cve_tags(struct jsonw *w, const struct json *list)
{
	struct texts t = { .count = 0 };
	const struct json *e, *v;

	for (e = json_first(list); e != NULL; e = e->next)
		for (v = json_first(json_get(e, "tags")); v != NULL;
		     v = v->next)
			texts_add(&t, json_text(v));
	write_texts(w, "tags", &t);
}

static void
write_weaknesses(struct jsonw *w, const struct json *list)
{
	struct texts t = { .count = 0 };
	const struct json *e, *v;

	for (e = json_first(list); e != NULL; e = e->next)
		for (v = json_first(json_get(e, "description")); v != NULL;
		     v = v->next)
			texts_add(&t, json_str(v, "value"));
	write_texts(w, "cwe", &t);
}

static void
write_references(struct jsonw *w, const struct json *list)
{
	const struct json *r;

	jsonw_key(w, "references");
	jsonw_open(w, '[');
	for (r = json_first(list); r != NULL; r = r->next) {
		if (json_str(r, "url") == NULL)
			continue;
		jsonw_open(w, '{');
		jsonw_member(w, "url", json_str(r, "url"));
		write_tags(w, "tags", json_get(r, "tags"));
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void
write_kev(struct jsonw *w, const struct json *cve)
{
	if (json_str(cve, "cisaExploitAdd") == NULL)
		return;
	jsonw_key(w, "kev_entry");
	jsonw_open(w, '{');
	jsonw_member(w, "added", json_str(cve, "cisaExploitAdd"));
	jsonw_member(w, "due", json_str(cve, "cisaActionDue"));
	jsonw_member(w, "action", json_str(cve, "cisaRequiredAction"));
	jsonw_member(w, "name", json_str(cve, "cisaVulnerabilityName"));
	jsonw_close(w, '}');
}

static int
is_and(const struct json *v)
{
	const char *op = json_str(v, ADVISORY_OPERATOR);

	return op != NULL && strcmp(op, "AND") == 0;
}

/* A version bound; none if it is too long to be one. */
static const char *
bound(struct nvd *n, const struct json *v)
{
	if (json_text(v) == NULL || v->len == 0)
		return NULL;
	if (v->len < NVD_TEXT)
		return v->text;
	n->bad_names++;
	return NULL;
}

/*
 * One pass over the members, because there are more matches than anything
 * else.  Returns the name, or NULL.
 */
static const char *
read_match(struct nvd *n, const struct json *m, struct criteria *c)
{
	const char *name = NULL, *key;

	*c = (struct criteria){ .vulnerable = 1 };
	m = m->type == JSON_OBJECT ? m->child : NULL;
	for (; m != NULL; m = m->next) {
		key = m->key;
		if (key[0] == 'c' && strcmp(key, "criteria") == 0)
			name = json_text(m);
		else if (key[0] != 'v')
			continue;
		else if (strcmp(key, "vulnerable") == 0)
			c->vulnerable = m->type != JSON_FALSE;
		else if (strcmp(key, "versionStartIncluding") == 0)
			c->start_including = bound(n, m);
		else if (strcmp(key, "versionStartExcluding") == 0)
			c->start_excluding = bound(n, m);
		else if (strcmp(key, "versionEndIncluding") == 0)
			c->end_including = bound(n, m);
		else if (strcmp(key, "versionEndExcluding") == 0)
			c->end_excluding = bound(n, m);
	}
	return name;
}

static int
write_match(struct nvd *n, struct jsonw *w, const struct json *m)
{
	struct criteria c;
	const char *name = read_match(n, m, &c);

	if (name == NULL)
		return 0;
	jsonw_open(w, '{');
	if (!c.vulnerable) {
		jsonw_key(w, ADVISORY_VULNERABLE);
		jsonw_bool(w, 0);
	}
	jsonw_member(w, ADVISORY_CPE, name);
	jsonw_member(w, ADVISORY_START_INCLUDING, c.start_including);
	jsonw_member(w, ADVISORY_START_EXCLUDING, c.start_excluding);
	jsonw_member(w, ADVISORY_END_INCLUDING, c.end_including);
	jsonw_member(w, ADVISORY_END_EXCLUDING, c.end_excluding);
	jsonw_close(w, '}');
	if (cpe_parse(&c.cpe, &n->arena, name) == 0)
		return tree_add_match(&n->tree, &c);
	n->bad_names++;
	return 0;
}

static void
open_group(struct jsonw *w, const struct json *v, const char *members)
{
	jsonw_open(w, '{');
	if (is_and(v))
		jsonw_member(w, ADVISORY_OPERATOR, "AND");
	if (json_is_true(json_get(v, "negate"))) {
		jsonw_key(w, ADVISORY_NEGATE);
		jsonw_bool(w, 1);
	}
	jsonw_key(w, members);
	jsonw_open(w, '[');
}

static void
close_group(struct jsonw *w)
{
	jsonw_close(w, ']');
	jsonw_close(w, '}');
}

static int
write_node(struct nvd *n, struct jsonw *w, const struct json *node)
{
	const struct json *m;
	int rc;

	rc = tree_add_node(
	    &n->tree, is_and(node), json_is_true(json_get(node, "negate")));
	open_group(w, node, ADVISORY_MATCHES);
	for (m = json_first(json_get(node, "cpeMatch")); m != NULL && rc == 0;
	     m = m->next)
		rc = write_match(n, w, m);
	close_group(w);
	return rc;
}

static int
write_configurations(struct nvd *n, struct jsonw *w, const struct json *list)
{
	const struct json *c, *node;
	int rc = 0;

	if (json_first(list) == NULL)
		return 0;
	jsonw_key(w, ADVISORY_CONFIGURATIONS);
	jsonw_open(w, '[');
	for (c = json_first(list); c != NULL && rc == 0; c = c->next) {
		rc = tree_add_config(
		    &n->tree, is_and(c), json_is_true(json_get(c, "negate")));
		open_group(w, c, ADVISORY_NODES);
		for (node = json_first(json_get(c, "nodes"));
		     node != NULL && rc == 0; node = node->next)
			rc = write_node(n, w, node);
		close_group(w);
	}
	jsonw_close(w, ']');
	return rc;
}

/* The rows of the match index, from the tree. */
static void
make_rows(struct nvd *n, struct advisory *a)
{
	size_t rows = 0;

	if (n->row_size < n->tree.matches) {
		n->row_size = n->tree.matches;
		n->row = xreallocarray(n->row, n->row_size, sizeof *n->row);
	}
	for (size_t i = 0; i < n->tree.matches; i++) {
		const struct criteria *c = &n->tree.match[i].criteria;

		if (!n->tree.match[i].reported)
			continue;
		buf_clear(&n->detail);
		criteria_detail(c, &n->detail);
		n->row[rows++] = (struct advisory_row){
			.part = c->cpe.attr[CPE_PART],
			.vendor = c->cpe.attr[CPE_VENDOR],
			.product = c->cpe.attr[CPE_PRODUCT],
			.version = criteria_bucket(c),
			.detail = n->detail.len == 0
				      ? NULL
				      : arena_strndup(&n->arena, n->detail.data,
					    n->detail.len),
		};
	}
	a->row = n->row;
	a->rows = rows;
	a->simple = n->bad_names == 0 && tree_is_simple(&n->tree);
}

static int
write_body(
    struct nvd *n, const struct json *cve, struct advisory *a, const char **why)
{
	struct jsonw w;

	jsonw_init(&w, &n->body);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", ADVISORY_TYPE);
	jsonw_member(&w, "id", a->id);
	jsonw_member(&w, "source", a->source);
	jsonw_member(&w, "vulnerability", a->id);
	jsonw_member(&w, "status", a->status);
	write_time(&w, "published", a->published);
	write_time(&w, "modified", a->modified);
	jsonw_member(&w, "assigner", json_str(cve, "sourceIdentifier"));
	write_cve_tags(&w, json_get(cve, "cveTags"));
	*why = N_("no description");
	if (write_descriptions(&w, json_get(cve, "descriptions")) == 0)
		return -1;
	write_metrics(n, &w, json_get(cve, "metrics"), a);
	write_weaknesses(&w, json_get(cve, "weaknesses"));
	write_references(&w, json_get(cve, "references"));
	write_kev(&w, cve);
	*why = N_("too many configurations");
	if (write_configurations(n, &w, json_get(cve, "configurations")) < 0)
		return -1;
	jsonw_close(&w, '}');
	*why = N_("too large");
	return n->body.overflow ? -1 : 0;
}

static int
read_time(const struct json *cve, const char *key, int64_t *t)
{
	const char *text = json_str(cve, key);

	return text == NULL ? -1 : clock_parse(text, t);
}

int
nvd_read(struct nvd *n, const struct json *element, struct advisory *a,
    int *bad_names, const char **why)
{
	const struct json *cve = json_get(element, "cve");

	arena_reset(&n->arena);
	tree_clear(&n->tree);
	buf_clear(&n->body);
	n->bad_names = 0;
	*a = (struct advisory){ .source = "nvd", .id = json_str(cve, "id") };
	*why = N_("no CVE id");
	if (a->id == NULL || cve_parse(a->id, &a->cve) < 0)
		return -1;
	*why = N_("no time of publication");
	if (read_time(cve, "published", &a->published) < 0)
		return -1;
	*why = N_("no time of modification");
	if (read_time(cve, "lastModified", &a->modified) < 0)
		return -1;
	a->status = snake(&n->arena, json_str(cve, "vulnStatus"));
	if (write_body(n, cve, a, why) < 0)
		return -1;
	make_rows(n, a);
	a->body = n->body.data;
	a->body_len = n->body.len;
	*bad_names = n->bad_names;
	return 0;
}

int
nvd_envelope(const struct json *rest, struct nvd_envelope *e, const char **why)
{
	const char *format = json_str(rest, "format");
	const char *timestamp = json_str(rest, "timestamp");

	*why = N_("no answer about CVEs of version 2.0");
	if (format == NULL || strcmp(format, "NVD_CVE") != 0)
		return -1;
	*why = N_("no counts in the envelope");
	if (!json_int(json_get(rest, "startIndex"), &e->start) ||
	    !json_int(json_get(rest, "resultsPerPage"), &e->per_page) ||
	    !json_int(json_get(rest, "totalResults"), &e->total) ||
	    e->start < 0 || e->per_page < 0 || e->total < 0)
		return -1;
	*why = N_("no timestamp in the envelope");
	if (timestamp == NULL || clock_parse(timestamp, &e->timestamp) < 0)
		return -1;
	*why = N_("no list of vulnerabilities");
	if (json_get(rest, "vulnerabilities") == NULL)
		return -1;
	return 0;
}
