/* The settings file of lib/io/mail.h. */

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/mem.h"
#include "base/proc.h"
#include "io/mail.h"

#define LINE_BYTES 1024
#define TIMEOUT_MAX 3600
#define COMMAND_S 60 /* for the password, where no timeout is set */

enum key {
	KEY_HOST,
	KEY_PORT,
	KEY_FROM,
	KEY_TLS,
	KEY_STARTTLS,
	KEY_TRUST_FILE,
	KEY_AUTH,
	KEY_USER,
	KEY_PASSWORD,
	KEY_PASSWORDEVAL,
	KEY_TIMEOUT,
	KEY_COUNT
};

static const char *const key_name[] = { "host", "port", "from", "tls",
	"tls_starttls", "tls_trust_file", "auth", "user", "password",
	"passwordeval", "timeout" };

/* The file as it stands; `line` says where each key was, 0 if nowhere. */
struct file {
	const char *path;
	int accounts;
	char *value[KEY_COUNT];
	int line[KEY_COUNT];
};

static _Noreturn void
refuse(const struct file *f, enum key k, const char *why)
{
	die(CMD_CONF, "%s %s at %s:%d", key_name[k], why, f->path, f->line[k]);
}

/* Part `line` into key and value in place; 0 if there is nothing. */
static int
split(char *line, char **key, char **value)
{
	size_t n = strlen(line);

	while (n > 0 && isspace((unsigned char)line[n - 1]))
		line[--n] = '\0';
	while (isspace((unsigned char)*line))
		line++;
	if (*line == '\0' || *line == '#')
		return 0;
	*key = line;
	line += strcspn(line, " \t");
	if (*line != '\0')
		*line++ = '\0';
	line += strspn(line, " \t");
	n = strlen(line);
	if (n > 1 && *line == '"' && line[n - 1] == '"') {
		line[n - 1] = '\0';
		line++;
	}
	*value = line;
	return 1;
}

/*
 * The lines by which msmtp parts its file.  One account, with or without
 * defaults, is a file of ours too; of several nobody knows which.
 */
static int
is_section(struct file *f, const char *key, const char *value, int number)
{
	if (strcmp(key, "defaults") == 0 && *value == '\0')
		return 1;
	if (strcmp(key, "account") != 0 || *value == '\0')
		return 0;
	if (strchr(value, ':') == NULL && ++f->accounts > 1)
		die(CMD_CONF,
		    "a second account at %s:%d: a file of its own "
		    "for the one to use",
		    f->path, number);
	return 1;
}

static void
take(struct file *f, const char *key, const char *value, int number)
{
	for (int k = 0; k < KEY_COUNT; k++) {
		if (strcmp(key, key_name[k]) != 0)
			continue;
		if (f->value[k] != NULL)
			die(CMD_CONF, "%s twice at %s:%d", key, f->path,
			    number);
		if (*value == '\0')
			die(CMD_CONF, "%s without a value at %s:%d", key,
			    f->path, number);
		f->value[k] = xstrdup(value);
		f->line[k] = number;
		return;
	}
	die(CMD_CONF, "unknown key '%s' at %s:%d", key, f->path, number);
}

static void
read_lines(struct file *f, FILE *in)
{
	char line[LINE_BYTES], *key, *value;
	int number = 0;

	while (fgets(line, sizeof line, in) != NULL) {
		number++;
		if (strchr(line, '\n') == NULL && !feof(in))
			die(CMD_CONF, "line too long at %s:%d", f->path,
			    number);
		if (split(line, &key, &value) &&
		    !is_section(f, key, value, number))
			take(f, key, value, number);
	}
	if (ferror(in))
		die(CMD_IO, "cannot read '%s': %s", f->path, strerror(errno));
}

static void
check_mode(const struct file *f, FILE *in)
{
	struct stat st;

	if (fstat(fileno(in), &st) < 0)
		die(CMD_IO, "cannot examine '%s'", f->path);
	if (f->value[KEY_PASSWORD] != NULL && (st.st_mode & 077) != 0)
		refuse(f, KEY_PASSWORD,
		    "may be read by others, make the file mode 600");
	if (f->value[KEY_PASSWORDEVAL] != NULL && (st.st_mode & 022) != 0)
		refuse(f, KEY_PASSWORDEVAL,
		    "may be changed by others, make the file mode 600");
}

static int
is_on(const struct file *f, enum key k, int otherwise)
{
	const char *s = f->value[k];

	if (s == NULL)
		return otherwise;
	if (strcmp(s, "on") == 0)
		return 1;
	if (strcmp(s, "off") != 0)
		refuse(f, k, "must be on or off");
	return 0;
}

static int
number(const struct file *f, enum key k, int otherwise, int max)
{
	const char *s = f->value[k];
	char *end;
	long n;

	if (s == NULL)
		return otherwise;
	n = strtol(s, &end, 10);
	if (*end != '\0' || n < 1 || n > max)
		die(CMD_CONF, "%s must be a number from 1 to %d at %s:%d",
		    key_name[k], max, f->path, f->line[k]);
	return (int)n;
}

static int
run_command(int in, int out, void *arg)
{
	const struct file *f = arg;

	(void)in;
	proc_shell(f->value[KEY_PASSWORDEVAL], out);
}

/* Bytes it printed, -1 when `ends` of clock_ms() came first. */
static ssize_t
read_until(int fd, char *text, size_t max, int64_t ends)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	int64_t left = ends - clock_ms();
	int rc;

	do
		rc = poll(&wait, 1, left > 0 ? (int)left : 0);
	while (rc < 0 && errno == EINTR);
	return rc > 0 ? read(fd, text, max) : -1;
}

/* What the command prints, up to the end of its first line. */
static char *
password_from(struct file *f, int seconds)
{
	int64_t ends =
	    clock_ms() + (seconds > 0 ? seconds : COMMAND_S) * (int64_t)1000;
	char text[LINE_BYTES];
	struct proc p;
	size_t n = 0;
	ssize_t k = 0;

	proc_start(&p, run_command, -1, f);
	while (n < sizeof text - 1 &&
	       (k = read_until(p.out, text + n, sizeof text - 1 - n, ends)) > 0)
		n += (size_t)k;
	text[n] = '\0';
	if (k < 0) {
		kill(p.pid, SIGKILL);
		proc_end(&p);
		refuse(f, KEY_PASSWORDEVAL, "took too long");
	}
	if (proc_end(&p) != 0)
		refuse(f, KEY_PASSWORDEVAL, "failed");
	text[strcspn(text, "\r\n")] = '\0';
	if (*text == '\0')
		refuse(f, KEY_PASSWORDEVAL, "gave nothing");
	return xstrdup(text);
}

static void
set_login(struct mail_settings *s, struct file *f)
{
	if (!is_on(f, KEY_AUTH, f->value[KEY_USER] != NULL))
		return;
	if (f->value[KEY_USER] == NULL)
		die(CMD_CONF, "auth needs a user in '%s'", f->path);
	if ((f->value[KEY_PASSWORD] == NULL) ==
	    (f->value[KEY_PASSWORDEVAL] == NULL))
		die(CMD_CONF,
		    "auth needs either password or passwordeval in '%s'",
		    f->path);
	s->user = xstrdup(f->value[KEY_USER]);
	s->password = f->value[KEY_PASSWORD] != NULL
			  ? xstrdup(f->value[KEY_PASSWORD])
			  : password_from(f, s->timeout);
}

static int
is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 ||
	       (strncmp(host, "127.", 4) == 0 &&
		   host[strspn(host, "0123456789.")] == '\0');
}

static void
set_server(struct mail_settings *s, const struct file *f)
{
	if (f->value[KEY_HOST] == NULL || f->value[KEY_FROM] == NULL)
		die(CMD_CONF, "host and from are needed in '%s'", f->path);
	s->host = xstrdup(f->value[KEY_HOST]);
	if (strlen(s->host) > 253 ||
	    s->host[strspn(s->host,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789.-")] != '\0')
		refuse(f, KEY_HOST, "must be a name or an IPv4 address");
	s->port = number(f, KEY_PORT, 587, 65535);
	s->from = xstrdup(f->value[KEY_FROM]);
	s->timeout = number(f, KEY_TIMEOUT, 0, TIMEOUT_MAX);
}

static void
set_tls(struct mail_settings *s, const struct file *f)
{
	const char *trust = f->value[KEY_TRUST_FILE];

	s->tls = is_on(f, KEY_TLS, 1);
	if (s->tls && !is_on(f, KEY_STARTTLS, 1))
		refuse(f, KEY_STARTTLS,
		    "off is not supported: use STARTTLS, usually port 587");
	if (!s->tls && !is_loopback(s->host))
		refuse(f, KEY_TLS, "may be off only for this machine itself");
	if (trust != NULL && strcmp(trust, "system") != 0)
		s->trust_file = xstrdup(trust);
}

struct mail_settings *
mail_settings_read(const char *path)
{
	struct mail_settings *s = xcalloc(1, sizeof *s);
	struct file f = { .path = path };
	FILE *in = fopen(path, "re");

	if (in == NULL)
		die(CMD_CONF, "cannot open '%s': %s", path, strerror(errno));
	read_lines(&f, in);
	check_mode(&f, in);
	fclose(in);
	set_server(s, &f);
	set_tls(s, &f);
	set_login(s, &f);
	for (int k = 0; k < KEY_COUNT; k++)
		free(f.value[k]);
	return s;
}

void
mail_settings_free(struct mail_settings *s)
{
	if (s == NULL)
		return;
	free(s->host);
	free(s->from);
	free(s->trust_file);
	free(s->user);
	if (s->password != NULL)
		explicit_bzero(s->password, strlen(s->password));
	free(s->password);
	free(s);
}
