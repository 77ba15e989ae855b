#include "risk/cvss_metric.h"

/*
 * CVSS 4.0 puts a vector into one of 270 macrovectors, looks the score of
 * that up, and lowers it by how far the vector is, within its macrovector,
 * from the most severe one there.  A macrovector is made of six levels;
 * the third and the sixth depend on each other, so they are one dimension
 * here, with five levels: 0/0, 0/1, 1/0, 1/1 and 2/1 (2/0 cannot be).
 */

enum dimension { ACCESS, COMPLEXITY, IMPACT, SUBSEQUENT, EXPLOIT, DIMENSIONS };

enum { IMPACT_00, IMPACT_01, IMPACT_10, IMPACT_11, IMPACT_21 };

/* clang-format off */
/* tenths, by the dimensions in their order */
static const unsigned char lookup[3][2][5][3][3] = {
	{
		{
			{ { 100, 98, 95 }, { 100, 93, 91 }, { 93, 89, 81 } },
			{ { 99, 95, 92 }, { 96, 87, 81 }, { 90, 80, 68 } },
			{ { 98, 95, 90 }, { 93, 89, 81 }, { 88, 78, 69 } },
			{ { 95, 92, 84 }, { 92, 81, 65 }, { 80, 70, 48 } },
			{ { 92, 82, 72 }, { 79, 69, 50 }, { 69, 55, 27 } },
		},
		{
			{ { 99, 95, 92 }, { 95, 90, 84 }, { 92, 82, 72 } },
			{ { 97, 92, 85 }, { 91, 83, 71 }, { 81, 71, 53 } },
			{ { 95, 92, 85 }, { 92, 80, 70 }, { 84, 71, 50 } },
			{ { 93, 85, 73 }, { 82, 72, 59 }, { 70, 52, 30 } },
			{ { 86, 75, 52 }, { 71, 52, 29 }, { 63, 29, 17 } },
		},
	},
	{
		{
			{ { 98, 94, 91 }, { 94, 86, 77 }, { 87, 74, 63 } },
			{ { 95, 87, 81 }, { 89, 74, 64 }, { 75, 63, 49 } },
			{ { 94, 88, 76 }, { 86, 74, 59 }, { 72, 57, 52 } },
			{ { 89, 77, 67 }, { 76, 58, 50 }, { 57, 52, 25 } },
			{ { 83, 70, 54 }, { 65, 58, 26 }, { 53, 21, 13 } },
		},
		{
			{ { 95, 88, 76 }, { 90, 75, 61 }, { 77, 68, 52 } },
			{ { 90, 76, 70 }, { 77, 62, 53 }, { 66, 59, 30 } },
			{ { 89, 76, 62 }, { 74, 57, 47 }, { 61, 57, 24 } },
			{ { 78, 67, 58 }, { 59, 57, 23 }, { 52, 29, 16 } },
			{ { 71, 59, 30 }, { 58, 26, 15 }, { 23, 13, 6 } },
		},
	},
	{
		{
			{ { 93, 86, 75 }, { 86, 74, 56 }, { 70, 52, 40 } },
			{ { 87, 72, 58 }, { 74, 61, 34 }, { 54, 40, 22 } },
			{ { 85, 74, 62 }, { 72, 55, 46 }, { 53, 34, 19 } },
			{ { 75, 55, 51 }, { 57, 41, 19 }, { 36, 19, 8 } },
			{ { 64, 51, 20 }, { 47, 21, 11 }, { 24, 9, 4 } },
		},
		{
			{ { 88, 73, 60 }, { 73, 59, 41 }, { 54, 45, 20 } },
			{ { 75, 53, 50 }, { 55, 40, 20 }, { 43, 22, 11 } },
			{ { 75, 58, 40 }, { 61, 48, 20 }, { 46, 17, 8 } },
			{ { 55, 45, 21 }, { 51, 18, 9 }, { 18, 7, 2 } },
			{ { 53, 24, 14 }, { 24, 12, 5 }, { 10, 3, 1 } },
		},
	},
};
/* clang-format on */

/* The metrics of the dimensions; the last needs no distance. */
static const signed char member[EXPLOIT][6] = {
	{ V4_AV, V4_PR, V4_UI, -1 },
	{ V4_AC, V4_AT, -1 },
	{ V4_VC, V4_VI, V4_VA, V4_CR, V4_IR, V4_AR },
	{ V4_SC, V4_SI, V4_SA, -1 },
};

/*
 * For each level of a dimension how many steps it is deep, and the most
 * severe vectors that belong to it, as the values of the members.
 */
static const struct level {
	unsigned char depth, count;
	signed char top[5][6];
} levels[EXPLOIT][5] = {
	{
	    { 1, 1, { { 0, 0, 0 } } },
	    { 4, 3, { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } },
	    { 5, 2, { { 3, 0, 0 }, { 1, 1, 1 } } },
	},
	{
	    { 1, 1, { { 0, 0 } } },
	    { 2, 2, { { 1, 0 }, { 0, 1 } } },
	},
	{
	    { 7, 1, { { 0, 0, 0, 0, 0, 0 } } },
	    { 6, 2, { { 0, 0, 1, 1, 1, 0 }, { 0, 0, 0, 1, 1, 1 } } },
	    { 8, 2, { { 1, 0, 0, 0, 0, 0 }, { 0, 1, 0, 0, 0, 0 } } },
	    { 8, 5,
		{ { 1, 0, 1, 0, 1, 0 }, { 1, 0, 0, 0, 1, 1 },
		    { 0, 1, 0, 1, 0, 1 }, { 0, 1, 1, 1, 0, 0 },
		    { 1, 1, 0, 0, 0, 1 } } },
	    { 10, 1, { { 1, 1, 1, 0, 0, 0 } } },
	},
	{
	    { 6, 1, { { 1, 0, 0 } } },
	    { 5, 1, { { 1, 1, 1 } } },
	    { 4, 1, { { 2, 2, 2 } } },
	},
};

/*
 * The values that count: modified metrics replace theirs, what is not
 * defined takes the worst.  Values of SC, SI and SA move up by one, so
 * that "S" (safety), which only MSI and MSA can be, is 0.
 */
static void
effective(const struct cvss *c, unsigned groups, signed char v[V4_MAV])
{
	int env = (groups & CVSS_ENVIRONMENTAL) != 0;
	int threat = (groups & CVSS_THREAT) != 0;

	for (int i = 0; i < V4_MAV; i++) {
		int base = i < V4_E, sub = i >= V4_SC && i <= V4_SA;
		int modified = env && base ? c->value[V4_MAV + i] : -1;
		int used = base || (i == V4_E ? threat : env);

		if (modified >= 0)
			v[i] = (signed char)(modified + (i == V4_SC));
		else
			v[i] = (signed char)((used ? c->value[i] : -1) + sub);
		if (v[i] < 0)
			v[i] = 0;
	}
}

static int
access_level(const signed char v[])
{
	if (v[V4_AV] == 0 && v[V4_PR] == 0 && v[V4_UI] == 0)
		return 0;
	if (v[V4_AV] != 3 && (v[V4_AV] == 0 || v[V4_PR] == 0 || v[V4_UI] == 0))
		return 1;
	return 2;
}

static int
impact_level(const signed char v[])
{
	int some = 0, required = 0;

	for (int i = 0; i < 3; i++) {
		some |= v[V4_VC + i] == 0;
		required |= v[V4_VC + i] == 0 && v[V4_CR + i] == 0;
	}
	if (v[V4_VC] == 0 && v[V4_VI] == 0)
		return required ? IMPACT_00 : IMPACT_01;
	if (some)
		return required ? IMPACT_10 : IMPACT_11;
	return IMPACT_21;
}

static int
subsequent_level(const signed char v[])
{
	if (v[V4_SI] == 0 || v[V4_SA] == 0)
		return 0;
	return v[V4_SC] == 1 || v[V4_SI] == 1 || v[V4_SA] == 1 ? 1 : 2;
}

static int
value_of(const int q[DIMENSIONS])
{
	return lookup[q[0]][q[1]][q[2]][q[3]][q[4]];
}

/* The score one level lower in a dimension, -1 if there is none. */
static int
value_below(const int q[DIMENSIONS], enum dimension d)
{
	static const signed char last[DIMENSIONS] = { 2, 1, IMPACT_21, 2, 2 };
	int below[DIMENSIONS], score, other;

	if (q[d] == last[d])
		return -1;
	for (int i = 0; i < DIMENSIONS; i++)
		below[i] = q[i];
	below[d]++;
	score = value_of(below);
	if (d != IMPACT)
		return score;
	if (q[d] == IMPACT_00) {
		below[d] = IMPACT_10;
		other = value_of(below);
		return other > score ? other : score;
	}
	below[d] = q[d] == IMPACT_11 ? IMPACT_21 : IMPACT_11;
	return value_of(below);
}

/* How many steps the vector is from the top of its level. */
static int
distance(const signed char v[], enum dimension d, const struct level *level)
{
	for (int t = 0; t < level->count; t++) {
		int sum = 0, ok = 1;

		for (int i = 0; i < 6 && member[d][i] >= 0 && ok; i++) {
			int step = v[member[d][i]] - level->top[t][i];

			ok = step >= 0;
			sum += step;
		}
		if (ok)
			return sum;
	}
	return 0;
}

int
cvss4_score(const struct cvss *c, unsigned groups)
{
	/* a common multiple of all depths keeps the mean a whole number */
	enum { UNIT = 840 };
	signed char v[V4_MAV];
	int q[DIMENSIONS], val, n = 0, lowered = 0, score;

	effective(c, groups, v);
	if (v[V4_VC] == 2 && v[V4_VI] == 2 && v[V4_VA] == 2 && v[V4_SC] == 3 &&
	    v[V4_SI] == 3 && v[V4_SA] == 3)
		return 0;
	q[ACCESS] = access_level(v);
	q[COMPLEXITY] = v[V4_AC] != 0 || v[V4_AT] != 0;
	q[IMPACT] = impact_level(v);
	q[SUBSEQUENT] = subsequent_level(v);
	q[EXPLOIT] = v[V4_E];
	val = value_of(q);
	for (enum dimension d = 0; d < DIMENSIONS; d++) {
		int below = value_below(q, d);
		const struct level *level;

		if (below < 0)
			continue;
		n++;
		if (d == EXPLOIT)
			continue;
		level = &levels[d][q[d]];
		lowered +=
		    (val - below) * distance(v, d, level) * UNIT / level->depth;
	}
	if (n == 0)
		return val;
	/* half up, in units of 2 * UNIT * n */
	score = 2 * UNIT * n * val - 2 * lowered + UNIT * n;
	score = score < 0 ? 0 : score / (2 * UNIT * n);
	return score > 100 ? 100 : score;
}
