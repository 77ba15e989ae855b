#include "match/confidence.h"

#include <string.h>

bool
confidence_is_backported(const char *ecosystem)
{
	return ecosystem != NULL && (strcmp(ecosystem, "deb") == 0 ||
					strcmp(ecosystem, "rpm") == 0 ||
					strcmp(ecosystem, "apk") == 0);
}

int
confidence_of(enum software_how how, const char *ecosystem,
    enum truth applicability, const struct judgement *fit)
{
	static const int name[] = {
		[SOFTWARE_UNRESOLVED] = 0,
		[SOFTWARE_CPE] = 95,
		[SOFTWARE_PURL] = 50,
		[SOFTWARE_ALIAS] = 80,
		[SOFTWARE_DICTIONARY] = 70,
	};
	int c = name[how];

	if (fit->weaker)
		c -= 20;
	if (fit->fit == FIT_ALL)
		c -= 10;
	if (applicability != TRUTH_TRUE || confidence_is_backported(ecosystem))
		c = c < CONFIDENCE_LOW ? c : CONFIDENCE_LOW;
	return c < 0 ? 0 : c;
}
