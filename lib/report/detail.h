#ifndef VVS_REPORT_DETAIL_H
#define VVS_REPORT_DETAIL_H

#include "base/lang.h"
#include "report/csvout.h"
#include "report/summary.h"

/* One finding with what is known around it, for lists that have all. */
struct report_detail {
	const struct finding *finding;
	const struct report_system *system; /* NULL: not registered */
	const struct report_org *org;	    /* NULL: none */
	/* of its software; NULL where unknown */
	const char *vendor, *product, *version, *cpe, *purl;
	int64_t today; /* days since 1970, in Japan */
};

/* As CSV, the heads in the language of the readers. */
void detail_csv_head(struct csvout *c, enum lang lang);
void detail_csv(
    struct csvout *c, const struct report_detail *d, enum lang lang);

#endif
