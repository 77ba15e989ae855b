#include "rec/cve.h"

#include <ctype.h>
#include <string.h>

#include "base/decimal.h"

int
cve_parse(const char *text, int64_t *cve)
{
	int64_t year = 0, number = 0;
	int digits = 0;

	if (strncmp(text, "CVE-", 4) != 0)
		return -1;
	text += 4;
	for (int i = 0; i < 4; i++, text++) {
		if (!isdigit((unsigned char)*text))
			return -1;
		year = year * 10 + (*text - '0');
	}
	if (year < 1999 || *text++ != '-')
		return -1;
	for (; isdigit((unsigned char)*text) && digits <= 10; digits++)
		number = number * 10 + (*text++ - '0');
	if (*text != '\0' || digits < 4 || digits > 10)
		return -1;
	*cve = year * CVE_YEAR + number;
	return 0;
}

char *
cve_format(int64_t cve, char *text)
{
	uint64_t n = cve < 0 ? 0 : (uint64_t)cve;
	char *p = text;

	for (const char *c = "CVE-"; *c != '\0'; c++)
		*p++ = *c;
	p = decimal(p, n / CVE_YEAR % 10000, 4);
	*p = '-';
	decimal(p + 1, n % CVE_YEAR, 4);
	return text;
}
