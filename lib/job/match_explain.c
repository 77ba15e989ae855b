#include <stdarg.h>
#include <string.h>

#include "base/cmd.h"
#include "base/lang.h"
#include "base/msg.h"
#include "base/utf8.h"
#include "job/match_cache.h"
#include "job/match_finding.h"
#include "job/match_work.h"
#include "rec/cve.h"

/* One line in words; what came from outside is cleaned. */
static void say(struct match *m, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void
say(struct match *m, const char *fmt, ...)
{
	char line[CPE_BIND_MAX + 512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, lang_text(fmt), ap);
	va_end(ap);
	utf8_clean(line);
	fprintf(m->out, "%s\n", line);
}

static const char *
truth_word(const enum truth *t, size_t i)
{
	if (t == NULL)
		return "";
	return t[i] == TRUTH_TRUE    ? lang_text("  [yes]")
	       : t[i] == TRUTH_FALSE ? lang_text("  [no]")
				     : lang_text("  [unknown]");
}

/* How the members of a configuration or node go together. */
static const char *
mode(const struct tree_group *g)
{
	if (g->all)
		return g->negate ? lang_text("not all of")
				 : lang_text("all of");
	return g->negate ? lang_text("not any of") : lang_text("any of");
}

/* The software that a match fits, or what else decided. */
static void
say_fits(struct match *m, const struct criteria *c)
{
	struct judgement j;
	char part = c->cpe.attr[CPE_PART][0];

	for (size_t i = 0; i < m->set.count; i++) {
		j = criteria_judge(c, m->set.item[i].cpe);
		if (j.truth == TRUTH_TRUE)
			say(m, "        fits %s", m->ware[m->ware_of[i]].label);
		else if (j.truth == TRUTH_UNKNOWN)
			say(m, "        perhaps %s",
			    m->ware[m->ware_of[i]].label);
	}
	if (part == 'o' && !m->set.has_os)
		say(m, "        the inventory of %s names no operating system",
		    m->system);
	if (part == 'h' && !m->set.has_hardware)
		say(m, "        the inventory of %s names no hardware",
		    m->system);
}

static void
say_match(struct match *m, const struct criteria *c, const char *truth)
{
	struct buf *b = &m->name;
	const char *const sign[] = { ">=", ">", "<=", "<" };
	const char *const bound[] = { c->start_including, c->start_excluding,
		c->end_including, c->end_excluding };
	char bounds[256] = "";
	size_t n = 0;

	buf_clear(b);
	cpe_bind(&c->cpe, b);
	for (int i = 0; i < 4; i++)
		if (bound[i] != NULL && n < sizeof bounds)
			n += (size_t)snprintf(bounds + n, sizeof bounds - n,
			    " %s %s", sign[i], bound[i]);
	say(m, "      %s%s%s%s", b->data, bounds,
	    c->vulnerable ? "" : lang_text(" (environment)"), truth);
}

/* With truths and software if the tree was judged for the system. */
static void
say_tree(struct match *m, const struct tree *t, int judged)
{
	const struct tree_result *r = &m->result;

	for (size_t c = 0; c < t->configs; c++) {
		const struct tree_group *config = &t->config[c];

		say(m, "  configuration %zu: %s%s", c + 1, mode(config),
		    truth_word(judged ? r->config : NULL, c));
		for (size_t n = config->first;
		     n < config->first + config->count; n++) {
			const struct tree_group *node = &t->node[n];

			say(m, "    node %zu: %s%s", n - config->first + 1,
			    mode(node), truth_word(judged ? r->node : NULL, n));
			for (size_t i = node->first;
			     i < node->first + node->count; i++) {
				say_match(m, &t->match[i].criteria,
				    truth_word(judged ? r->match : NULL, i));
				if (judged)
					say_fits(m, &t->match[i].criteria);
			}
		}
	}
	if (t->configs == 0)
		say(m, "  no applicability statement: not analysed, which does"
		       " not mean unaffected");
}

static void
say_advisory(struct match *m, const struct match_advisory *a)
{
	if (a->cvss_score >= 0)
		say(m, "%s by %s, CVSS %.7s score %d.%d", a->id, a->source,
		    a->cvss_version, a->cvss_score / 10, a->cvss_score % 10);
	else
		say(m, "%s by %s, no score", a->id, a->source);
	if (a->kev)
		say(m, "  known to be exploited");
	if (a->rejected)
		say(m, "  rejected");
}

void
match_tell(struct match *m, const struct ware *w, enum truth applicability)
{
	if (applicability == TRUTH_TRUE)
		say(m, "%s: met for %s", m->system, w->label);
	else
		say(m, "%s: possible for %s", m->system, w->label);
}

/* Does the tree name this as vulnerable, whatever the version? */
static int
is_named(const struct tree *t, const struct cpe *installed)
{
	bool weaker;

	for (size_t i = 0; i < t->matches; i++)
		if (t->match[i].criteria.vulnerable &&
		    criteria_names(&t->match[i].criteria, installed, &weaker))
			return 1;
	return 0;
}

/* Not found: because of its versions, or has it no such product? */
static void
say_why_not(struct match *m, const struct tree *t)
{
	size_t named = 0;

	for (size_t i = 0; i < m->set.count; i++)
		if (is_named(t, m->set.item[i].cpe)) {
			named++;
			say(m, "%s: not for %s", m->system,
			    m->ware[m->ware_of[i]].label);
		}
	if (named == 0)
		say(m, "%s: not found, it has none of these products",
		    m->system);
}

static void
add_stored(const char *system, const char *line, void *arg)
{
	(void)system;
	match_add_line(arg, line);
}

static void
explain_system(struct match *m, const char *system, const struct tree *t)
{
	size_t nameless = 0;

	match_start(m, system);
	match_software(m->st, system, add_stored, m);
	match_index(m);
	tree_judge(t, &m->set, &m->result);
	say_tree(m, t, 1);
	for (size_t i = 0; i < m->result.hits; i++)
		match_tell(m, &m->ware[m->ware_of[m->result.hit[i].software]],
		    m->result.hit[i].truth);
	if (m->result.hits == 0)
		say_why_not(m, t);
	m->found += (long)m->result.hits;
	for (size_t i = 0; i < m->wares; i++)
		nameless += !m->ware[i].has_name;
	if (nameless > 0)
		say(m,
		    "%s: %zu of %zu entries of the inventory have no CPE "
		    "name, so nothing is known of them",
		    system, nameless, m->wares);
}

struct explaining {
	struct match *m;
	const char *system;
	int known;
};

static void
explain_advisory(int64_t key, void *arg)
{
	struct explaining *e = arg;
	const struct match_advisory *a = match_cache_advisory(e->m->cache, key);
	const struct tree *t = match_cache_tree(e->m->cache, key);

	if (a == NULL || t == NULL)
		return;
	e->known++;
	say_advisory(e->m, a);
	if (e->system != NULL)
		explain_system(e->m, e->system, t);
	else
		say_tree(e->m, t, 0);
}

int
match_explain(struct match *m, const char *system, const char *id)
{
	struct explaining e = { .m = m, .system = system };
	int64_t cve;

	if (cve_parse(id, &cve) < 0) {
		warn("'%s' is not a CVE id", id);
		return CMD_USAGE;
	}
	if (system != NULL &&
	    (!match_is_registered(m->st, system) || !match_sees(m, system))) {
		warn("no system '%s'", system);
		return CMD_NOINPUT;
	}
	match_keys(m->st, cve, explain_advisory, &e);
	if (e.known == 0) {
		say(m, "%s: no source that was loaded knows it", id);
		return CMD_NO;
	}
	/* without a system: where it is found */
	m->explaining = 1;
	if (system == NULL)
		match_cve(m, cve);
	if (system == NULL && m->found == 0)
		say(m, "no system has it");
	return CMD_OK;
}
