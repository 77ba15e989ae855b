#include "base/conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/cmd.h"
#include "base/delegate.h"
#include "base/mem.h"

#define SYSTEM_CONF VVS_CONFDIR "/vvs.conf"
#define LINES_MAX 1000
#define LINE_BYTES 4096

enum kind { TEXT, WHOLE, FRACTION, YES_NO, LANGUAGE, URL, URL_OR_NONE };

/* All keys there are, and their ranges; vvs.conf(5) explains them. */
static const struct known {
	const char *key;
	enum kind kind;
	double min, max;
} known[] = {
	{ "account.allow-address", TEXT, 0, 0 },
	{ "approve.max-wait", WHOLE, 0, 3650 },
	{ "approve_system_changes", YES_NO, 0, 0 },
	{ "epss.ca-file", TEXT, 0, 0 },
	{ "epss.limit", FRACTION, 0, 1 },
	{ "epss.max-age", WHOLE, 1, 36500 },
	{ "epss.url", URL, 0, 0 },
	{ "http.timeout", WHOLE, 1, 3600 },
	{ "kev.ca-file", TEXT, 0, 0 },
	{ "kev.max-age", WHOLE, 1, 36500 },
	{ "kev.url", URL, 0, 0 },
	{ "mail.config", TEXT, 0, 0 },
	{ "mail.from", TEXT, 0, 0 },
	{ "mail.from-name", TEXT, 0, 0 },
	{ "mail.language", LANGUAGE, 0, 0 },
	{ "mail.list-id", TEXT, 0, 0 },
	{ "mail.signature", TEXT, 0, 0 },
	{ "mail.templates", TEXT, 0, 0 },
	{ "nvd.ca-file", TEXT, 0, 0 },
	{ "nvd.feed-url", URL_OR_NONE, 0, 0 },
	{ "nvd.key", TEXT, 0, 0 },
	{ "nvd.max-age", WHOLE, 1, 36500 },
	{ "nvd.pace", FRACTION, 0, 3600 },
	{ "nvd.url", URL_OR_NONE, 0, 0 },
	{ "proxy", TEXT, 0, 0 },
	{ "report.title", TEXT, 0, 0 },
	{ "waiver.max-months", WHOLE, 1, 120 },
};

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

static const struct known *
find_known(const char *key)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].key, key) == 0)
			return &known[i];
	return NULL;
}

static int
is_one_of(const char *s, const char *a, const char *b)
{
	return strcmp(s, a) == 0 || strcmp(s, b) == 0;
}

static int
is_number(const struct known *k, const char *s)
{
	char *end;
	double v = strtod(s, &end);

	if (k->kind == WHOLE && s[strspn(s, "0123456789")] != '\0')
		return 0;
	return end != s && *end == '\0' && v >= k->min && v <= k->max;
}

/* http is for this machine, which is for the downloader to tell. */
static int
is_url(const char *s)
{
	return strncasecmp(s, "https://", 8) == 0 ||
	       strncasecmp(s, "http://", 7) == 0;
}

static void
check(const struct known *k, const char *value, const char *path, int number)
{
	switch (k->kind) {
	case TEXT:
		break;
	case WHOLE:
	case FRACTION:
		if (!is_number(k, value))
			die(CMD_CONF,
			    "'%s' must be a number from %g to %g at %s:%d",
			    k->key, k->min, k->max, path, number);
		break;
	case YES_NO:
		if (!is_one_of(value, "yes", "no"))
			die(CMD_CONF, "'%s' must be yes or no at %s:%d", k->key,
			    path, number);
		break;
	case LANGUAGE:
		if (!is_one_of(value, "ja", "en"))
			die(CMD_CONF, "'%s' must be ja or en at %s:%d", k->key,
			    path, number);
		break;
	case URL_OR_NONE:
		if (strcmp(value, "none") == 0)
			break;
		/* fall through */
	case URL:
		if (!is_url(value))
			die(CMD_CONF, "'%s' must begin with https:// at %s:%d",
			    k->key, path, number);
	}
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
	const struct known *k;
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
	k = find_known(key);
	if (k == NULL)
		die(CMD_CONF, "unknown key '%s' at %s:%d", key, path, number);
	check(k, value, path, number);
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

/* Needed: it must be readable, also where nobody named it. */
static void
load(int needed)
{
	const char *path = chosen != NULL ? chosen : SYSTEM_CONF;
	FILE *f = fopen(path, "re");
	char *own = NULL;

	if (f == NULL && chosen == NULL && errno == ENOENT && !delegated()) {
		own = user_file();
		path = own != NULL ? own : path;
		f = fopen(path, "re");
	}
	loaded = f != NULL || errno == ENOENT || needed;
	if (f == NULL && (chosen != NULL || (needed && errno != ENOENT)))
		die(CMD_CONF, "cannot open '%s': %s", path, strerror(errno));
	if (f != NULL) {
		read_file(f, path);
		fclose(f);
	}
	free(own);
}

void
conf_check(void)
{
	load(0);
}

const char *
conf_get(const char *key, const char *otherwise)
{
	if (!loaded)
		load(1);
	if (find_known(key) == NULL)
		die(CMD_BUG, "no such configuration key '%s'", key);
	for (const struct entry *e = entries; e != NULL; e = e->next)
		if (strcmp(e->key, key) == 0)
			return e->value;
	return otherwise;
}

long
conf_number(const char *key, long otherwise)
{
	const char *s = conf_get(key, NULL);

	return s != NULL ? strtol(s, NULL, 10) : otherwise;
}

int
conf_bool(const char *key, int otherwise)
{
	const char *s = conf_get(key, NULL);

	return s != NULL ? *s == 'y' : otherwise;
}

double
conf_fraction(const char *key, double otherwise)
{
	const char *s = conf_get(key, NULL);

	return s != NULL ? strtod(s, NULL) : otherwise;
}
