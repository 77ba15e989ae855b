#include "base/conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cmd.h"
#include "base/delegate.h"
#include "base/mem.h"

#define SYSTEM_CONF VVS_CONFDIR "/vvs.conf"
#define LINES_MAX 1000
#define LINE_BYTES 4096

/* All keys there are; vvs.conf(5) explains them. */
static const char *const known[] = { "account.allow-address", "nvd.url",
	"nvd.feed-url", "nvd.key", "nvd.ca-file", "nvd.pace", "nvd.max-age",
	"kev.url", "kev.ca-file", "kev.max-age", "epss.url", "epss.ca-file",
	"epss.max-age", "epss.limit", "proxy", "http.timeout", "mail.config",
	"mail.from", "mail.from-name", "mail.list-id", "mail.signature",
	"mail.language", "mail.templates", "report.title", "waiver.max-months",
	"approve.max-wait", "approve_system_changes" };

struct entry {
	char *key, *value;
	struct entry *next;
};

static const char *chosen;
static struct entry *entries;
static int loaded;

void
conf_use(const char *path)
{
	delegate_refuse("-c");
	chosen = path;
}

static int
is_known(const char *key)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], key) == 0)
			return 1;
	return 0;
}

static int
is_secret(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot != NULL &&
	       (strcmp(dot, ".key") == 0 || strcmp(dot, ".password") == 0);
}

static void
add(char *line, const char *path, int number)
{
	struct entry *e;
	char *key, *value, *end;

	for (key = line; isspace((unsigned char)*key); key++)
		;
	if (*key == '\0' || *key == '#')
		return;
	for (value = key; *value != '\0' && !isspace((unsigned char)*value);)
		value++;
	if (*value != '\0')
		*value++ = '\0';
	while (isspace((unsigned char)*value))
		value++;
	for (end = value + strlen(value);
	     end > value && isspace((unsigned char)end[-1]); end--)
		end[-1] = '\0';
	if (!is_known(key))
		die(CMD_CONF, "unknown key '%s' at %s:%d", key, path, number);
	e = xmalloc(sizeof *e);
	*e = (struct entry){ xstrdup(key), xstrdup(value), entries };
	entries = e;
}

static void
check_secrets(FILE *f, const char *path)
{
	struct stat st;

	if (fstat(fileno(f), &st) < 0 || (st.st_mode & 077) == 0)
		return;
	for (const struct entry *e = entries; e != NULL; e = e->next)
		if (is_secret(e->key))
			die(CMD_CONF,
			    "'%s' holds a secret and others may read it: "
			    "chmod 600 it",
			    path);
}

static void
read_file(FILE *f, const char *path)
{
	char line[LINE_BYTES];
	int number = 0;

	while (fgets(line, sizeof line, f) != NULL) {
		if (++number > LINES_MAX ||
		    (strchr(line, '\n') == NULL && !feof(f)))
			die(CMD_CONF,
			    "line too long or too many lines at %s:%d", path,
			    number);
		add(line, path, number);
	}
	if (ferror(f))
		die(CMD_IO, "cannot read '%s': %s", path, strerror(errno));
	check_secrets(f, path);
}

static char *
user_file(void)
{
	const char *dir = getenv("XDG_CONFIG_HOME");

	if (dir != NULL && *dir == '/')
		return xasprintf("%s/vvs/vvs.conf", dir);
	dir = getenv("HOME");
	return dir != NULL ? xasprintf("%s/.config/vvs/vvs.conf", dir) : NULL;
}

static void
load(void)
{
	const char *path = chosen != NULL ? chosen : SYSTEM_CONF;
	FILE *f = fopen(path, "re");
	char *own = NULL;

	loaded = 1;
	if (f == NULL && chosen == NULL && errno == ENOENT && !delegated()) {
		own = user_file();
		path = own != NULL ? own : path;
		f = fopen(path, "re");
	}
	if (f == NULL && (chosen != NULL || errno != ENOENT))
		die(CMD_CONF, "cannot open '%s': %s", path, strerror(errno));
	if (f != NULL) {
		read_file(f, path);
		fclose(f);
	}
	free(own);
}

const char *
conf_get(const char *key, const char *otherwise)
{
	if (!loaded)
		load();
	if (!is_known(key))
		die(CMD_BUG, "no such configuration key '%s'", key);
	for (const struct entry *e = entries; e != NULL; e = e->next)
		if (strcmp(e->key, key) == 0)
			return e->value;
	return otherwise;
}

long
conf_number(const char *key, long otherwise, long min, long max)
{
	const char *s = conf_get(key, NULL);
	char *end;
	long v;

	if (s == NULL)
		return otherwise;
	errno = 0;
	v = strtol(s, &end, 10);
	if (errno != 0 || end == s || *end != '\0' || v < min || v > max)
		die(CMD_CONF, "'%s' must be a number from %ld to %ld", key, min,
		    max);
	return v;
}

int
conf_bool(const char *key, int otherwise)
{
	const char *s = conf_get(key, NULL);

	if (s == NULL)
		return otherwise;
	if (strcmp(s, "yes") != 0 && strcmp(s, "no") != 0)
		die(CMD_CONF, "'%s' must be yes or no", key);
	return *s == 'y';
}

double
conf_fraction(const char *key, double otherwise, double min, double max)
{
	const char *s = conf_get(key, NULL);
	char *end;
	double v;

	if (s == NULL)
		return otherwise;
	v = strtod(s, &end);
	if (end == s || *end != '\0' || !(v >= min && v <= max))
		die(CMD_CONF, "'%s' must be a number from %g to %g", key, min,
		    max);
	return v;
}
