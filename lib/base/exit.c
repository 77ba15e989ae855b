/* cmd_worse() of base/cmd.h: needs no program around it. */

#include <stddef.h>

#include "base/cmd.h"

int
cmd_worse(int a, int b)
{
	static const int order[] = { CMD_BUG, CMD_IO, CMD_CONF, CMD_NOPERM,
		CMD_UNAVAILABLE, CMD_RETRY, CMD_DATA, CMD_NO };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return a != CMD_OK ? a : b;
}
