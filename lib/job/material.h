#ifndef VVS_JOB_MATERIAL_H
#define VVS_JOB_MATERIAL_H

#include "rec/finding.h"

/*
 * What of a finding makes a change material, besides its level and KEV:
 * such a change ends an approval and is told.
 */

/* Is its EPSS over the policy's limit, `epss.limit`? */
int material_epss(const struct finding *f);

#define MATERIAL_HEX 33

/* A name for the criteria by which it covers the system: equal if they are. */
void material_criteria(const struct finding *f, char hex[MATERIAL_HEX]);

#endif
