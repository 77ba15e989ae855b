#include "job/actor.h"

#include <pwd.h>
#include <unistd.h>

#include "store/registry.h"

const char *
actor_id(struct store *st, struct arena *a)
{
	const struct passwd *pw = getpwuid(getuid());
	const char *id = NULL;

	if (pw != NULL)
		id = registry_holder(
		    st, REG_ACCOUNT, "login", pw->pw_name, "", a);
	return id != NULL ? id : "";
}
