#include "base/state.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

#define SYSTEM_STATE "/var/lib/vvs/state.db"

static const char *chosen;

void
state_use(const char *path)
{
	chosen = path;
}

const char *
state_path(void)
{
	const char *dir;

	if (chosen != NULL)
		return chosen;
	chosen = getenv("VVS_STATE");
	if (chosen != NULL && *chosen != '\0')
		return chosen;
	chosen = SYSTEM_STATE;
	if (access(SYSTEM_STATE, F_OK) == 0)
		return chosen;
	dir = getenv("XDG_STATE_HOME");
	if (dir != NULL && *dir == '/')
		chosen = xasprintf("%s/vvs/state.db", dir);
	else if ((dir = getenv("HOME")) != NULL && *dir == '/')
		chosen = xasprintf("%s/.local/state/vvs/state.db", dir);
	return chosen;
}
