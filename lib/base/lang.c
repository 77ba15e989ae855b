#include "base/lang.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <libintl.h>

static enum lang user;

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
	setlocale(LC_MESSAGES, "C.UTF-8");
	setenv("LANGUAGE", user == LANG_JA ? "ja" : "en", 1);
	bindtextdomain("vvs", VVS_LOCALEDIR);
	textdomain("vvs");
}

enum lang
lang_user(void)
{
	return user;
}
