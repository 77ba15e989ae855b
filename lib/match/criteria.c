#include "match/criteria.h"

#include <string.h>
#include <strings.h>

#include "match/version.h"

#define VERSION_BIT (1u << CPE_VERSION)
/* all attributes after the version */
#define REST_BITS (CPE_ALL & ~((1u << CPE_UPDATE) - 1))

static bool
has_bounds(const struct criteria *c)
{
	return c->start_including != NULL || c->start_excluding != NULL ||
	       c->end_including != NULL || c->end_excluding != NULL;
}

bool
criteria_names(
    const struct criteria *c, const struct cpe *installed, bool *weaker)
{
	/* nearly always nothing after the version is said */
	unsigned said =
	    CPE_ALL & ~VERSION_BIT & ~(c->cpe.any & ~(unsigned)installed->wild);
	int i;

	*weaker = false;
	for (; said != 0; said &= said - 1) {
		i = ffs((int)said) - 1;
		switch (cpe_relate(&c->cpe, installed, (enum cpe_attr)i)) {
		case CPE_DISJOINT:
			return false;
		case CPE_UNDEFINED:
			if (strcmp(c->cpe.attr[i], installed->attr[i]) != 0)
				return false;
			break;
		case CPE_SUBSET:
			*weaker = true;
			break;
		case CPE_EQUAL:
		case CPE_SUPERSET:
			break;
		}
	}
	return true;
}

/* Is `version` on the right side (-1 below, 1 above) of the bound? */
static enum truth
judge_bound(const char *version, const char *bound, int side, bool inclusive)
{
	int r;

	if (bound == NULL)
		return TRUTH_TRUE;
	if (version_compare(version, bound, &r) < 0)
		return TRUTH_UNKNOWN;
	return r == side || (r == 0 && inclusive) ? TRUTH_TRUE : TRUTH_FALSE;
}

static enum truth
judge_range(const struct criteria *c, const struct cpe *installed)
{
	const char *v = installed->attr[CPE_VERSION];
	enum truth t[4], min = TRUTH_TRUE;

	if (installed->na & VERSION_BIT)
		return TRUTH_FALSE;
	if ((installed->any | installed->wild) & VERSION_BIT)
		return TRUTH_UNKNOWN;
	t[0] = judge_bound(v, c->start_including, 1, true);
	t[1] = judge_bound(v, c->start_excluding, 1, false);
	t[2] = judge_bound(v, c->end_including, -1, true);
	t[3] = judge_bound(v, c->end_excluding, -1, false);
	for (int i = 0; i < 4; i++)
		if (t[i] < min)
			min = t[i];
	return min;
}

static struct judgement
judge_version(const struct criteria *c, const struct cpe *installed)
{
	bool same =
	    strcmp(c->cpe.attr[CPE_VERSION], installed->attr[CPE_VERSION]) == 0;
	bool open = (installed->any | installed->wild) & VERSION_BIT;

	if (c->cpe.any & VERSION_BIT) {
		if (has_bounds(c))
			return (struct judgement){ judge_range(c, installed),
				FIT_RANGE, false };
		return (struct judgement){ TRUTH_TRUE, FIT_ALL, false };
	}
	if (c->cpe.na & VERSION_BIT) {
		if (installed->any & VERSION_BIT)
			return (
			    struct judgement){ TRUTH_TRUE, FIT_EXACT, true };
		return (struct judgement){ same ? TRUTH_TRUE : TRUTH_FALSE,
			FIT_EXACT, false };
	}
	if (open)
		return (struct judgement){ TRUTH_UNKNOWN, FIT_EXACT, false };
	if (c->cpe.wild & VERSION_BIT)
		same =
		    cpe_relate(&c->cpe, installed, CPE_VERSION) == CPE_SUPERSET;
	return (struct judgement){ same ? TRUTH_TRUE : TRUTH_FALSE,
		c->cpe.wild & VERSION_BIT ? FIT_PATTERN : FIT_EXACT, false };
}

struct judgement
criteria_judge(const struct criteria *c, const struct cpe *installed)
{
	struct judgement j = { .truth = TRUTH_FALSE };
	bool weaker;

	if (!criteria_names(c, installed, &weaker))
		return j;
	j = judge_version(c, installed);
	j.weaker |= weaker;
	return j;
}

const char *
criteria_bucket(const struct criteria *c)
{
	if ((c->cpe.any | c->cpe.wild) & VERSION_BIT)
		return "";
	return c->cpe.attr[CPE_VERSION];
}

/* Words of a detail: a sign and a value, none of which has a space. */
static void
add_word(struct buf *out, size_t start, const char *sign, const char *value)
{
	if (value == NULL)
		return;
	if (out->len > start)
		buf_addc(out, ' ');
	buf_adds(out, sign);
	for (; *value != '\0'; value++)
		buf_addc(out, (unsigned char)*value <= ' ' ? '_' : *value);
}

void
criteria_detail(const struct criteria *c, struct buf *out)
{
	size_t start = out->len;
	int last = CPE_ATTRS - 1;

	if (c->cpe.wild & VERSION_BIT)
		add_word(out, start, "=", c->cpe.attr[CPE_VERSION]);
	if (c->cpe.any & VERSION_BIT) {
		add_word(out, start, ">=", c->start_including);
		add_word(out, start, ">", c->start_excluding);
		add_word(out, start, "<=", c->end_including);
		add_word(out, start, "<", c->end_excluding);
	}
	while (last > CPE_VERSION && c->cpe.any & 1u << last)
		last--;
	if (last > CPE_VERSION && out->len > start)
		buf_addc(out, ' ');
	for (int i = CPE_UPDATE; i <= last; i++) {
		buf_addc(out, ':');
		buf_adds(out, c->cpe.attr[i]);
	}
}

/* ":sp1:*:*:*:wordpress" */
static int
read_rest(struct cpe *c, char *p)
{
	char *value, end;

	for (int i = CPE_UPDATE; *p == ':'; i++) {
		if (i == CPE_ATTRS)
			return -1;
		value = ++p;
		while (*p != '\0' && *p != ':')
			p += *p == '\\' && p[1] != '\0' ? 2 : 1;
		end = *p;
		*p = '\0';
		cpe_set(c, (enum cpe_attr)i, value);
		*p = end;
		/* now that it is read, its colon can end the one before */
		value[-1] = '\0';
	}
	return *p == '\0' ? 0 : -1;
}

static int
read_word(struct criteria *c, char *w)
{
	switch (w[0]) {
	case ':':
		return read_rest(&c->cpe, w);
	case '=':
		cpe_set(&c->cpe, CPE_VERSION, w + 1);
		return 0;
	case '>':
		if (w[1] == '=')
			c->start_including = w + 2;
		else
			c->start_excluding = w + 1;
		return 0;
	case '<':
		if (w[1] == '=')
			c->end_including = w + 2;
		else
			c->end_excluding = w + 1;
		return 0;
	default:
		return -1;
	}
}

int
criteria_from_row(struct criteria *c, const char *bucket, char *detail)
{
	char *end;

	c->start_including = c->start_excluding = NULL;
	c->end_including = c->end_excluding = NULL;
	c->vulnerable = true;
	cpe_set(&c->cpe, CPE_VERSION, *bucket != '\0' ? bucket : "*");
	for (int i = CPE_UPDATE; i < CPE_ATTRS; i++)
		c->cpe.attr[i] = "*";
	c->cpe.any |= REST_BITS;
	c->cpe.na &= (uint16_t)~REST_BITS;
	c->cpe.wild &= (uint16_t)~REST_BITS;
	while (detail != NULL && *detail != '\0') {
		end = strchr(detail, ' ');
		if (end != NULL)
			*end++ = '\0';
		if (read_word(c, detail) < 0)
			return -1;
		detail = end;
	}
	return 0;
}
