#include "base/share.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* Cut the last part off a path; what was cut, or NULL. */
static const char *
cut(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL)
		return NULL;
	*slash = '\0';
	return slash + 1;
}

char *
share_path(const char *name)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	const char *folder;
	struct stat st;
	char *path;

	exe[n > 0 ? n : 0] = '\0';
	cut(exe);
	folder = cut(exe);
	if (folder != NULL &&
	    (strcmp(folder, "san") == 0 || strcmp(folder, "unit") == 0))
		folder = cut(exe);
	if (folder != NULL && strcmp(folder, "build") == 0) {
		path = xasprintf("%s/share", exe);
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			free(path);
			return xasprintf("%s/share/%s", exe, name);
		}
		free(path);
	}
	return xasprintf("%s/%s", VVS_DATADIR, name);
}
