#ifndef VVS_CVSS_H
#define VVS_CVSS_H

/*
 * CVSS 2.0, 3.0, 3.1 and 4.0: from a vector to a score.
 *
 * Scores are whole tenths, 0 to 100, so that 9.8 is 98 and comparing them
 * never goes wrong.  Vectors come from the network: a metric or value
 * that the version does not have, one given twice, a missing base metric,
 * an empty field or a trailing slash makes cvss_parse() refuse the whole
 * vector, because a guess at a score is worse than none.  Metrics may
 * stand in any order; cvss_format() writes the order of the standard.
 */

enum cvss_version { CVSS_20 = 20, CVSS_30 = 30, CVSS_31 = 31, CVSS_40 = 40 };

/* What a score takes into account besides the base metrics. */
enum cvss_group {
	CVSS_BASE = 0,
	CVSS_THREAT = 1,	/* temporal in 2.0 and 3.x */
	CVSS_ENVIRONMENTAL = 2, /* requirements and modified base metrics */
	CVSS_ALL = 3
};

#define CVSS_METRICS 32 /* no version has more */
#define CVSS_TEXT 256	/* bytes that any vector written here needs */
#define CVSS_VALUE 8	/* bytes that any value needs */

struct cvss {
	enum cvss_version version;
	/* for each metric its value's place in the standard, -1 = not defined */
	signed char value[CVSS_METRICS];
};

/*
 * Read a vector.  Version 2.0 has no prefix, but "CVSS2#" and parentheses
 * around it are understood.  NULL if it is good, else what is wrong with
 * it, a text for people that never ends.
 */
const char *cvss_parse(struct cvss *c, const char *vector);

/* Of which groups (enum cvss_group) the vector has metrics. */
unsigned cvss_groups(const struct cvss *c);

/*
 * The score by the formula of these groups, in tenths; usually they are
 * CVSS_BASE, or cvss_groups() for all that the vector says.  In 3.1 the
 * environmental formula can differ from the base score even without
 * environmental metrics; ask for it only where there are some.
 */
int cvss_score(const struct cvss *c, unsigned groups);

/*
 * Set one metric, cvss_set(&c, "CR", "H"): what a system requires, for
 * example.  -1 if this version has no such metric or value.
 */
int cvss_set(struct cvss *c, const char *metric, const char *value);

/* The value of a metric, "N" for "AV"; -1 if it is not defined or unknown. */
int cvss_get(const struct cvss *c, const char *metric, char value[CVSS_VALUE]);

/* The canonical vector, without undefined metrics; returns `text`. */
char *cvss_format(const struct cvss *c, char text[CVSS_TEXT]);

/* "2.0", "3.0", "3.1" or "4.0". */
const char *cvss_version_name(enum cvss_version version);

/* "none", "low", "medium", "high" or "critical"; 2.0 has only the middle. */
const char *cvss_severity(enum cvss_version version, int tenths);

#endif
