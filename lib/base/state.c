#include "base/state.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
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

/* Is this the machine's file, or that of a single person? */
static int
is_of_system(void)
{
	struct stat st;

	if (access(STATE_SYSTEM, F_OK) == 0 || errno == EACCES)
		return 1;
	return stat(STATE_FOLDER, &st) == 0 && st.st_uid == getuid();
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
	if (is_of_system())
		return chosen;
	dir = getenv("XDG_STATE_HOME");
	if (dir != NULL && *dir == '/')
		chosen = xasprintf("%s/vvs/state.db", dir);
	else if ((dir = getenv("HOME")) != NULL && *dir == '/')
		chosen = xasprintf("%s/.local/state/vvs/state.db", dir);
	return chosen;
}
