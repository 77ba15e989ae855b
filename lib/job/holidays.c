#include "job/holidays.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/msg.h"
#include "base/share.h"
#include "base/utf8.h"
#include "text/date.h"

/* One line, without its end; -1 if it is none of ours. */
static int
override(struct calendar *c, char *line)
{
	char *name = strchr(line, '\t'), *what;
	int64_t day;

	if (name == NULL)
		return -1;
	*name++ = '\0';
	what = strchr(name, '\t');
	if (what == NULL)
		return -1;
	*what++ = '\0';
	if (date_parse(line, &day) < 0 || *name == '\0' ||
	    !utf8_valid(name, strlen(name)))
		return -1;
	if (strcmp(what, "add") == 0)
		calendar_override(c, day, name);
	else if (strcmp(what, "remove") == 0)
		calendar_override(c, day, NULL);
	else
		return -1;
	return 0;
}

struct calendar *
holidays_calendar(void)
{
	struct calendar *c = calendar_new();
	char *path = share_path("holidays.tsv");
	FILE *f = fopen(path, "re");
	char line[400];
	int n = 0;

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		n++;
		line[strcspn(line, "\r\n")] = '\0';
		if (*line != '\0' && *line != '#' && override(c, line) < 0)
			warn("not a day off at '%s:%d'", path, n);
	}
	if (f != NULL)
		fclose(f);
	free(path);
	return c;
}
