#include "base/state.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/delegate.h"
#include "base/mem.h"

static const char *chosen;

void
state_use(const char *path)
{
	delegate_refuse("-s");
	chosen = path;
}

const char *
state_path(void)
{
	const char *dir;

	if (chosen != NULL)
		return chosen;
	if (delegated())
		return STATE_SYSTEM;
	chosen = getenv("VVS_STATE");
	if (chosen != NULL && *chosen != '\0')
		return chosen;
	chosen = STATE_SYSTEM;
	if (access(STATE_SYSTEM, F_OK) == 0 || errno == EACCES)
		return chosen;
	dir = getenv("XDG_STATE_HOME");
	if (dir != NULL && *dir == '/')
		chosen = xasprintf("%s/vvs/state.db", dir);
	else if ((dir = getenv("HOME")) != NULL && *dir == '/')
		chosen = xasprintf("%s/.local/state/vvs/state.db", dir);
	return chosen;
}
