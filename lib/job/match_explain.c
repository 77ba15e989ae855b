#include <stdarg.h>
#include <string.h>

#include "base/cmd.h"
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
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	utf8_clean(line);
	fprintf(m->out, "%s\n", line);
}

static const char *
truth_word(const enum truth *t, size_t i)
{
	static const char *const words[] = { "  [no]", "  [unknown]",
		"  [yes]" };

	return t == NULL ? "" : words[t[i]];
}

static void
say_group(struct match *m, const char *what, size_t number,
    const struct tree_group *g, const char *truth)
{
	say(m, "%s %zu: %s%s of%s", what, number, g->negate ? "not " : "",
	    g->all ? "all" : "any", truth);
}

/* The software that a match fits, or what else decided. */
static void
say_fits(struct match *m, const struct criteria *c)
{
	struct judgement j;
	char part = c->cpe.attr[CPE_PART][0];

	for (size_t i = 0; i < m->set.count; i++) {
		j = criteria_judge(c, m->set.item[i].cpe);
		if (j.truth != TRUTH_FALSE)
			say(m, "        %s %s",
			    j.truth == TRUTH_TRUE ? "fits" : "perhaps",
			    m->ware[m->ware_of[i]].label);
	}
	if ((part == 'o' && !m->set.has_os) ||
	    (part == 'h' && !m->set.has_hardware))
		say(m, "        the inventory of %s names no %s", m->system,
		    part == 'o' ? "operating system" : "hardware");
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
	    c->vulnerable ? "" : " (environment)", truth);
}

/* With truths and software if the tree was judged for the system. */
static void
say_tree(struct match *m, const struct tree *t, int judged)
{
	const struct tree_result *r = &m->result;

	for (size_t c = 0; c < t->configs; c++) {
		const struct tree_group *config = &t->config[c];

		say_group(m, "  configuration", c + 1, config,
		    truth_word(judged ? r->config : NULL, c));
		for (size_t n = config->first;
		     n < config->first + config->count; n++) {
			const struct tree_group *node = &t->node[n];

			say_group(m, "    node", n - config->first + 1, node,
			    truth_word(judged ? r->node : NULL, n));
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
	char score[40] = "no score";

	if (a->cvss_score >= 0)
		snprintf(score, sizeof score, "CVSS %.7s score %d.%d",
		    a->cvss_version, a->cvss_score / 10, a->cvss_score % 10);
	say(m, "%s by %s, %s%s%s", a->id, a->source, score,
	    a->kev ? ", known to be exploited" : "",
	    a->rejected ? ", rejected" : "");
}

void
match_tell(struct match *m, const struct ware *w, enum truth applicability)
{
	say(m, "%s: %s for %s", m->system,
	    applicability == TRUTH_TRUE ? "met" : "possible", w->label);
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
		say(m, "%s: not found", system);
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
