#include "base/decimal.h"

char *
decimal(char *to, uint64_t n, int width)
{
	int digits = 1;

	for (uint64_t rest = n / 10; rest > 0; rest /= 10)
		digits++;
	if (digits < width)
		digits = width;
	for (int i = digits - 1; i >= 0; i--, n /= 10)
		to[i] = (char)('0' + n % 10);
	to[digits] = '\0';
	return to + digits;
}
