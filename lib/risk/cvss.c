#include "risk/cvss.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "risk/cvss_metric.h"

/* clang-format off */
static const struct cvss_metric v2[] = {
	{ "AV", "L A N", 'b', { .395, .646, 1.0 } },
	{ "AC", "H M L", 'b', { .35, .61, .71 } },
	{ "Au", "M S N", 'b', { .45, .56, .704 } },
	{ "C", "N P C", 'b', { 0, .275, .660 } },
	{ "I", "N P C", 'b', { 0, .275, .660 } },
	{ "A", "N P C", 'b', { 0, .275, .660 } },
	{ "E", "U POC F H", 't', { .85, .90, .95, 1, 1 } },
	{ "RL", "OF TF W U", 't', { .87, .90, .95, 1, 1 } },
	{ "RC", "UC UR C", 't', { .90, .95, 1, 1 } },
	{ "CDP", "N L LM MH H", 'e', { 0, .1, .3, .4, .5 } },
	{ "TD", "N L M H", 'e', { 0, .25, .75, 1, 1 } },
	{ "CR", "L M H", 'e', { .5, 1, 1.51, 1 } },
	{ "IR", "L M H", 'e', { .5, 1, 1.51, 1 } },
	{ "AR", "L M H", 'e', { .5, 1, 1.51, 1 } },
	{ 0 }
};

/* PR weighs differently where the scope changes: see privileges() */
static const struct cvss_metric v3[] = {
	{ "AV", "N A L P", 'b', { .85, .62, .55, .2 } },
	{ "AC", "L H", 'b', { .77, .44 } },
	{ "PR", "N L H", 'b', { .85, .62, .27 } },
	{ "UI", "N R", 'b', { .85, .62 } },
	{ "S", "U C", 'b', { 0 } },
	{ "C", "H L N", 'b', { .56, .22, 0 } },
	{ "I", "H L N", 'b', { .56, .22, 0 } },
	{ "A", "H L N", 'b', { .56, .22, 0 } },
	{ "E", "H F P U", 't', { 1, .97, .94, .91, 1 } },
	{ "RL", "U W T O", 't', { 1, .97, .96, .95, 1 } },
	{ "RC", "C R U", 't', { 1, .96, .92, 1 } },
	{ "CR", "H M L", 'e', { 1.5, 1, .5, 1 } },
	{ "IR", "H M L", 'e', { 1.5, 1, .5, 1 } },
	{ "AR", "H M L", 'e', { 1.5, 1, .5, 1 } },
	{ "MAV", "N A L P", 'e', { 0 } },
	{ "MAC", "L H", 'e', { 0 } },
	{ "MPR", "N L H", 'e', { 0 } },
	{ "MUI", "N R", 'e', { 0 } },
	{ "MS", "U C", 'e', { 0 } },
	{ "MC", "H L N", 'e', { 0 } },
	{ "MI", "H L N", 'e', { 0 } },
	{ "MA", "H L N", 'e', { 0 } },
	{ 0 }
};

/* 4.0 has no weights: values stand from the most severe to the least */
static const struct cvss_metric v4[] = {
	{ "AV", "N A L P", 'b', { 0 } }, { "AC", "L H", 'b', { 0 } },
	{ "AT", "N P", 'b', { 0 } },	 { "PR", "N L H", 'b', { 0 } },
	{ "UI", "N P A", 'b', { 0 } },	 { "VC", "H L N", 'b', { 0 } },
	{ "VI", "H L N", 'b', { 0 } },	 { "VA", "H L N", 'b', { 0 } },
	{ "SC", "H L N", 'b', { 0 } },	 { "SI", "H L N", 'b', { 0 } },
	{ "SA", "H L N", 'b', { 0 } },	 { "E", "A P U", 't', { 0 } },
	{ "CR", "H M L", 'e', { 0 } },	 { "IR", "H M L", 'e', { 0 } },
	{ "AR", "H M L", 'e', { 0 } },	 { "MAV", "N A L P", 'e', { 0 } },
	{ "MAC", "L H", 'e', { 0 } },	 { "MAT", "N P", 'e', { 0 } },
	{ "MPR", "N L H", 'e', { 0 } },	 { "MUI", "N P A", 'e', { 0 } },
	{ "MVC", "H L N", 'e', { 0 } },	 { "MVI", "H L N", 'e', { 0 } },
	{ "MVA", "H L N", 'e', { 0 } },	 { "MSC", "H L N", 'e', { 0 } },
	{ "MSI", "S H L N", 'e', { 0 } }, { "MSA", "S H L N", 'e', { 0 } },
	{ "S", "N P", 's', { 0 } },	 { "AU", "N Y", 's', { 0 } },
	{ "R", "A U I", 's', { 0 } },	 { "V", "D C", 's', { 0 } },
	{ "RE", "L M H", 's', { 0 } },
	{ "U", "Clear Green Amber Red", 's', { 0 } },
	{ 0 }
};
/* clang-format on */

static const struct cvss_metric *
metrics(enum cvss_version version)
{
	if (version == CVSS_40)
		return v4;
	return version == CVSS_20 ? v2 : v3;
}

/* The place of a word among words separated by blanks, -1 if absent. */
static int
word_place(const char *words, const char *word, size_t len)
{
	for (int i = 0; *words != '\0'; i++) {
		size_t n = strcspn(words, " ");

		if (n == len && memcmp(words, word, n) == 0)
			return i;
		words += n;
		words += *words == ' ';
	}
	return -1;
}

static int
metric_place(const struct cvss_metric *m, const char *name, size_t len)
{
	for (int i = 0; m[i].name != NULL; i++)
		if (strlen(m[i].name) == len &&
		    memcmp(m[i].name, name, len) == 0)
			return i;
	return -1;
}

/* -2 for a value that leaves the metric undefined. */
static int
value_place(enum cvss_version version, const struct cvss_metric *m,
    const char *s, size_t len)
{
	const char *none = version == CVSS_20 ? "ND" : "X";

	if (m->group != 'b' && strlen(none) == len && memcmp(none, s, len) == 0)
		return -2;
	return word_place(m->values, s, len);
}

/* Find the version, and where the metrics begin and end. */
static const char *
find_version(struct cvss *c, const char *s, size_t *len)
{
	static const struct {
		const char *prefix;
		enum cvss_version version;
	} prefix[] = { { "CVSS:3.0/", CVSS_30 }, { "CVSS:3.1/", CVSS_31 },
		{ "CVSS:4.0/", CVSS_40 }, { "CVSS2#", CVSS_20 } };

	c->version = CVSS_20;
	*len = strlen(s);
	for (size_t i = 0; i < sizeof(prefix) / sizeof(prefix[0]); i++) {
		size_t n = strlen(prefix[i].prefix);

		if (strncmp(s, prefix[i].prefix, n) == 0) {
			c->version = prefix[i].version;
			*len -= n;
			return s + n;
		}
	}
	if (*len >= 2 && s[0] == '(' && s[*len - 1] == ')') {
		*len -= 2;
		return s + 1;
	}
	return s;
}

static const char *
parse_field(struct cvss *c, unsigned *seen, const char *s, size_t len)
{
	const struct cvss_metric *m = metrics(c->version);
	const char *colon = memchr(s, ':', len);
	int place, value;

	if (len == 0)
		return "empty field";
	if (colon == NULL)
		return "field without a colon";
	place = metric_place(m, s, (size_t)(colon - s));
	if (place < 0)
		return "unknown metric";
	if (*seen & 1u << place)
		return "metric given twice";
	*seen |= 1u << place;
	colon++;
	value = value_place(
	    c->version, &m[place], colon, len - (size_t)(colon - s));
	if (value == -1)
		return "unknown value";
	c->value[place] = (signed char)(value < 0 ? -1 : value);
	return NULL;
}

const char *
cvss_parse(struct cvss *c, const char *vector)
{
	size_t len;
	const char *s = find_version(c, vector, &len);
	const char *end = s + len;
	const struct cvss_metric *m = metrics(c->version);
	unsigned seen = 0;

	memset(c->value, -1, sizeof(c->value));
	for (;;) {
		const char *slash = memchr(s, '/', (size_t)(end - s));
		const char *stop = slash != NULL ? slash : end;
		const char *why = parse_field(c, &seen, s, (size_t)(stop - s));

		if (why != NULL)
			return why;
		if (slash == NULL)
			break;
		s = slash + 1;
	}
	for (int i = 0; m[i].name != NULL; i++)
		if (m[i].group == 'b' && c->value[i] < 0)
			return "base metric missing";
	return NULL;
}

unsigned
cvss_groups(const struct cvss *c)
{
	const struct cvss_metric *m = metrics(c->version);
	unsigned groups = CVSS_BASE;

	for (int i = 0; m[i].name != NULL; i++) {
		if (c->value[i] < 0)
			continue;
		if (m[i].group == 't')
			groups |= CVSS_THREAT;
		if (m[i].group == 'e')
			groups |= CVSS_ENVIRONMENTAL;
	}
	return groups;
}

int
cvss_set(struct cvss *c, const char *metric, const char *value)
{
	const struct cvss_metric *m = metrics(c->version);
	int place = metric_place(m, metric, strlen(metric)), v;

	if (place < 0)
		return -1;
	v = value_place(c->version, &m[place], value, strlen(value));
	if (v == -1)
		return -1;
	c->value[place] = (signed char)(v < 0 ? -1 : v);
	return 0;
}

/* Where the value at this place begins, and how long it is. */
static const char *
value_text(const char *values, int place, int *len)
{
	for (; place > 0; place--)
		values += strcspn(values, " ") + 1;
	*len = (int)strcspn(values, " ");
	return values;
}

int
cvss_get(const struct cvss *c, const char *metric, char value[CVSS_VALUE])
{
	const struct cvss_metric *m = metrics(c->version);
	int place = metric_place(m, metric, strlen(metric)), len;
	const char *text;

	if (place < 0 || c->value[place] < 0)
		return -1;
	text = value_text(m[place].values, c->value[place], &len);
	snprintf(value, CVSS_VALUE, "%.*s", len, text);
	return 0;
}

char *
cvss_format(const struct cvss *c, char text[CVSS_TEXT])
{
	const struct cvss_metric *m = metrics(c->version);
	size_t n = 0;

	if (c->version != CVSS_20)
		n = (size_t)snprintf(
		    text, CVSS_TEXT, "CVSS:%s", cvss_version_name(c->version));
	for (int i = 0; m[i].name != NULL; i++) {
		const char *value;
		int len;

		if (c->value[i] < 0)
			continue;
		value = value_text(m[i].values, c->value[i], &len);
		n += (size_t)snprintf(text + n, CVSS_TEXT - n, "%s%s:%.*s",
		    n > 0 ? "/" : "", m[i].name, len, value);
	}
	return text;
}

/*
 * Rounding works on hundred-thousandths: in binary fractions 4.02 may be
 * a little more or less than what the standard's decimal arithmetic gives.
 */
static int
round_half_up(double score)
{
	long n = lround(score * 100000);

	return (int)((n < 0 ? n - 5000 : n + 5000) / 10000);
}

static int
round_up(double score)
{
	long n = lround(score * 100000);

	return (int)((n + 9999) / 10000);
}

/* The weight of a metric, its not-defined weight if it is to be ignored. */
static double
weight(const struct cvss *c, const struct cvss_metric *m, int place, int ignore)
{
	int value = c->value[place];

	if (value < 0 || ignore) {
		const char *s = m[place].values;

		for (value = 1; (s = strchr(s, ' ')) != NULL; s++)
			value++;
	}
	return m[place].weight[value];
}

/* An adjusted score may be below zero on the way to the environmental. */
static int
v2_score(const struct cvss *c, unsigned groups)
{
	int env = (groups & CVSS_ENVIRONMENTAL) != 0;
	int no_threat = !(groups & CVSS_THREAT);
	double impact = 1, expl = 20, threat = 1;
	int score;

	for (int i = 0; i < 3; i++) {
		impact *= 1 - weight(c, v2, V2_C + i, 0) *
				  weight(c, v2, V2_CR + i, !env);
		expl *= weight(c, v2, V2_AV + i, 0);
		threat *= weight(c, v2, V2_E + i, no_threat);
	}
	impact = 10.41 * (1 - impact);
	if (env && impact > 10)
		impact = 10;
	score = impact > 0
		    ? round_half_up((.6 * impact + .4 * expl - 1.5) * 1.176)
		    : 0;
	score = round_half_up(score / 10.0 * threat);
	if (env) {
		double t = score / 10.0;
		int undefined = c->value[V2_CDP] < 0;
		double cdp = undefined ? 0 : weight(c, v2, V2_CDP, 0);

		score = round_half_up(
		    (t + (10 - t) * cdp) * weight(c, v2, V2_TD, 0));
	}
	return score < 0 ? 0 : score;
}

/* The value of a base metric, or of the modified one that replaces it. */
static int
v3_value(const struct cvss *c, int place, int env)
{
	int modified = c->value[V3_MAV + place];

	return env && modified >= 0 ? modified : c->value[place];
}

static double
privileges(int value, int scope_changed)
{
	static const double changed[] = { .85, .68, .50 };

	return scope_changed ? changed[value] : v3[V3_PR].weight[value];
}

static double
v3_impact(double iss, int changed, int env, enum cvss_version version)
{
	if (!changed)
		return 6.42 * iss;
	if (env && version == CVSS_31)
		return 7.52 * (iss - .029) - 3.25 * pow(iss * .9731 - .02, 13);
	return 7.52 * (iss - .029) - 3.25 * pow(iss - .02, 15);
}

static int
v3_score(const struct cvss *c, unsigned groups)
{
	int env = (groups & CVSS_ENVIRONMENTAL) != 0;
	int no_threat = !(groups & CVSS_THREAT);
	int changed = v3_value(c, V3_S, env) == 1;
	double iss = 1, expl = 8.22, threat = 1, impact;
	int score;

	for (int i = 0; i < 3; i++) {
		iss *= 1 - v3[V3_C].weight[v3_value(c, V3_C + i, env)] *
			       weight(c, v3, V3_CR + i, !env);
		threat *= weight(c, v3, V3_E + i, no_threat);
	}
	iss = 1 - iss;
	if (env && iss > .915)
		iss = .915;
	impact = v3_impact(iss, changed, env, c->version);
	if (impact <= 0)
		return 0;
	expl *= v3[V3_AV].weight[v3_value(c, V3_AV, env)];
	expl *= v3[V3_AC].weight[v3_value(c, V3_AC, env)];
	expl *= privileges(v3_value(c, V3_PR, env), changed);
	expl *= v3[V3_UI].weight[v3_value(c, V3_UI, env)];
	score = round_up(fmin((changed ? 1.08 : 1) * (impact + expl), 10));
	return round_up(score / 10.0 * threat);
}

int
cvss_score(const struct cvss *c, unsigned groups)
{
	switch (c->version) {
	case CVSS_20:
		return v2_score(c, groups);
	case CVSS_30:
	case CVSS_31:
		return v3_score(c, groups);
	case CVSS_40:
		break;
	}
	return cvss4_score(c, groups);
}

const char *
cvss_version_name(enum cvss_version version)
{
	switch (version) {
	case CVSS_20:
		return "2.0";
	case CVSS_30:
		return "3.0";
	case CVSS_31:
		return "3.1";
	case CVSS_40:
		break;
	}
	return "4.0";
}

const char *
cvss_severity(enum cvss_version version, int tenths)
{
	if (version != CVSS_20 && tenths >= 90)
		return "critical";
	if (tenths >= 70)
		return "high";
	if (tenths >= 40)
		return "medium";
	return tenths > 0 || version == CVSS_20 ? "low" : "none";
}
