/* how sure a finding is */

#include "check.h"
#include "match/confidence.h"

static const struct {
	const char *name;
	enum software_how how;
	const char *ecosystem;
	enum truth truth;
	struct judgement fit;
	int want;
} rows[] = {
	{ "cpe, exact", SOFTWARE_CPE, NULL, TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_EXACT, false }, 95 },
	{ "cpe, range", SOFTWARE_CPE, NULL, TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_RANGE, false }, 95 },
	{ "all versions", SOFTWARE_CPE, NULL, TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_ALL, false }, 85 },
	{ "narrower criteria", SOFTWARE_CPE, NULL, TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_EXACT, true }, 75 },
	{ "alias", SOFTWARE_ALIAS, NULL, TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_EXACT, false }, 80 },
	{ "dictionary", SOFTWARE_DICTIONARY, "npm", TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_EXACT, false }, 70 },
	{ "package url", SOFTWARE_PURL, "npm", TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_RANGE, false }, 50 },
	{ "possible", SOFTWARE_CPE, NULL, TRUTH_UNKNOWN,
	    { TRUTH_TRUE, FIT_EXACT, false }, CONFIDENCE_LOW },
	{ "deb", SOFTWARE_CPE, "deb", TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_RANGE, false }, CONFIDENCE_LOW },
	{ "rpm", SOFTWARE_ALIAS, "rpm", TRUTH_TRUE,
	    { TRUTH_TRUE, FIT_EXACT, true }, CONFIDENCE_LOW },
	{ "apk, the least of all", SOFTWARE_PURL, "apk", TRUTH_UNKNOWN,
	    { TRUTH_UNKNOWN, FIT_ALL, true }, 20 },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_ROW(confidence_of(rows[i].how, rows[i].ecosystem,
			      rows[i].truth, &rows[i].fit) == rows[i].want,
		    rows[i].name);
	return done();
}
