#ifndef VVS_CVSS_METRIC_H
#define VVS_CVSS_METRIC_H

#include "risk/cvss.h"

/* The tables behind cvss.h, shared by its two source files only. */

struct cvss_metric {
	const char *name;
	const char *values; /* separated by blanks; "X" and "ND" not listed */
	char group;	    /* base, threat, environmental, supplemental */
	double weight[5];   /* of each value, then 1 for not defined */
};

/* Places of metrics: modified metrics follow in the order of the base. */
enum {
	V2_AV,
	V2_AC,
	V2_AU,
	V2_C,
	V2_I,
	V2_A,
	V2_E,
	V2_RL,
	V2_RC,
	V2_CDP,
	V2_TD,
	V2_CR,
	V2_IR,
	V2_AR,
	V2_END
};
enum {
	V3_AV,
	V3_AC,
	V3_PR,
	V3_UI,
	V3_S,
	V3_C,
	V3_I,
	V3_A,
	V3_E,
	V3_RL,
	V3_RC,
	V3_CR,
	V3_IR,
	V3_AR,
	V3_MAV,
	V3_END = V3_MAV + 8
};
enum {
	V4_AV,
	V4_AC,
	V4_AT,
	V4_PR,
	V4_UI,
	V4_VC,
	V4_VI,
	V4_VA,
	V4_SC,
	V4_SI,
	V4_SA,
	V4_E,
	V4_CR,
	V4_IR,
	V4_AR,
	V4_MAV,
	V4_S = V4_MAV + 11,
	V4_END = V4_S + 6
};

/* CVSS 4.0, which looks its scores up; cvss_score() for that version. */
int cvss4_score(const struct cvss *c, unsigned groups);

#endif
