#ifndef VVS_CYCLONEDX_H
#define VVS_CYCLONEDX_H

#include "asset/inventory.h"

/* What the JSON and the XML form of CycloneDX share: one component. */
struct cyclonedx_component {
	const char *type, *scope;
	const char *group, *name, *version, *publisher, *supplier;
	const char *cpe, *purl;
	int described; /* it is the document's subject, not a part of it */
};

/*
 * Hand it over if it is software: not excluded, no file or data without
 * cpe and purl, and the subject of the document only when it has one of
 * them or is an operating system, firmware or device.  `line` as in
 * inventory_add(); `number` counts components where there are no lines.
 */
void cyclonedx_add(struct inventory *inv, struct arena *a, long line,
    long number, const struct cyclonedx_component *c);

#endif
