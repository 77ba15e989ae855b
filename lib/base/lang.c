#include "base/lang.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libintl.h>

static enum lang user;

/* A build tree has its catalogues beside the programs. */
static void
find_catalogues(void)
{
	char exe[PATH_MAX], dir[PATH_MAX + 8];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	char *slash;

	exe[n > 0 ? n : 0] = '\0';
	slash = strrchr(exe, '/');
	if (slash != NULL) {
		*slash = '\0';
		snprintf(dir, sizeof dir, "%s/locale", exe);
		if (access(dir, F_OK) == 0) {
			bindtextdomain("vvs", dir);
			return;
		}
	}
	bindtextdomain("vvs", VVS_LOCALEDIR);
}

void
lang_init(void)
{
	static const char *const name[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *v = NULL;

	for (int i = 0; i < 3; i++) {
		v = getenv(name[i]);
		if (v != NULL && *v != '\0')
			break;
	}
	user = v != NULL && strncmp(v, "ja", 2) == 0 ? LANG_JA : LANG_EN;
	setlocale(LC_CTYPE, "C.UTF-8");
	if (user == LANG_EN)
		return;
	setlocale(LC_MESSAGES, "C.UTF-8");
	setenv("LANGUAGE", "ja", 1);
	textdomain("vvs");
	find_catalogues();
	gettext("load it now"); /* a jailed child can open nothing */
}

enum lang
lang_user(void)
{
	return user;
}

const char *
lang_text(const char *text)
{
	return *text == '\0' ? text : gettext(text); /* "": the header */
}
