#include "job/doctor.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/conf.h"
#include "base/jail.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/share.h"
#include "base/state.h"
#include "io/json.h"
#include "io/mail.h"
#include "report/table.h"
#include "store/registry.h"
#include "store/software.h"
#include "store/source.h"

#define DETAIL 2048	       /* bytes of what is said of one check */
#define DISK_LOW (1ULL << 30)  /* bytes free: worth a look */
#define DISK_OUT (64ULL << 20) /* bytes free: the next load may fail */

enum verdict { OK, WARNING, PROBLEM };

struct doctor {
	FILE *out;
	struct table *table; /* NULL: JSON lines */
	int problems;
};

static void PRINTF_LIKE(4, 5) tell(
    struct doctor *d, enum verdict v, const char *subject, const char *fmt, ...)
{
	static const char *const name[] = { "ok", "warning", "problem" };
	const char *cell[3] = { name[v], subject, NULL };
	char detail[DETAIL];
	struct jsonw w;
	struct buf b;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(
	    detail, sizeof detail, d->table != NULL ? lang_text(fmt) : fmt, ap);
	va_end(ap);
	d->problems += v == PROBLEM;
	cell[2] = detail;
	if (d->table != NULL) {
		table_row(d->table, cell);
		return;
	}
	buf_init(&b, 2 * DETAIL * 6);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "check");
	jsonw_member(&w, "verdict", name[v]);
	jsonw_member(&w, "subject", subject);
	jsonw_member(&w, "detail", detail);
	jsonw_close(&w, '}');
	fprintf(d->out, "%s\n", b.data);
	buf_free(&b);
}

/*
 * What ends a program with a message must not end the doctor: try it in a
 * child, whose message is the diagnosis.
 */
struct attempt {
	void (*what)(const char *path);
	const char *path;
};

static int
attempt_child(int in, int out, void *arg)
{
	struct attempt *a = arg;

	(void)in;
	if (dup2(out, STDERR_FILENO) < 0)
		return CMD_BUG;
	a->what(a->path);
	return CMD_OK;
}

/* 0, or the exit code and what was said. */
static int
try_it(void (*what)(const char *), const char *path, char message[DETAIL])
{
	struct attempt a = { what, path };
	struct proc p;
	size_t n = 0, skip;
	ssize_t k;

	proc_start(&p, attempt_child, -1, &a);
	while (n < DETAIL - 1 &&
	       (k = read(p.out, message + n, DETAIL - 1 - n)) > 0)
		n += (size_t)k;
	message[n] = '\0';
	message[strcspn(message, "\n")] = '\0';
	skip = strcspn(message, ":");
	if (message[skip] == ':') /* the program's name */
		memmove(
		    message, message + skip + 2, strlen(message + skip + 1));
	return proc_end(&p);
}

static void
try_config(const char *unused)
{
	(void)unused;
	conf_get("proxy", NULL);
}

static void
try_state(const char *path)
{
	store_close(store_open(path, STORE_READ));
}

static void
try_mail(const char *path)
{
	mail_settings_free(mail_settings_read(path));
}

static void
look_at_sandbox(struct doctor *d)
{
	int version = jail_landlock();

	if (version > 0)
		tell(d, OK, "sandbox", "Landlock version %d", version);
	else
		tell(d, jail_is_required() ? PROBLEM : WARNING, "sandbox",
		    "this kernel has no Landlock; resource limits alone hold "
		    "the parsers");
}

static void
look_at_share(struct doctor *d)
{
	static const char *const need[] = { "aliases.tsv", "mail" };

	for (size_t i = 0; i < sizeof need / sizeof *need; i++) {
		char *path = share_path(need[i]);

		if (access(path, R_OK) < 0)
			tell(d, PROBLEM, "installation", "cannot read '%s': %s",
			    path, strerror(errno));
		free(path);
	}
}

static void
look_at_mode(struct doctor *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		tell(d, PROBLEM, "permissions", "cannot look at '%s': %s", path,
		    strerror(errno));
		return;
	}
	if (st.st_mode & 077)
		tell(d, WARNING, "permissions",
		    "others can use '%s', mode %03o: chmod go= it", path,
		    (unsigned)st.st_mode & 0777);
	else if (st.st_uid != geteuid())
		tell(d, WARNING, "permissions",
		    "'%s' belongs to user %u, not us", path,
		    (unsigned)st.st_uid);
	else
		tell(d, OK, "permissions", "'%s' is ours alone", path);
}

static void
look_at_disk(struct doctor *d, const char *folder)
{
	struct statvfs v;
	unsigned long long left;

	if (statvfs(folder, &v) < 0) {
		tell(d, PROBLEM, "disk", "cannot look at '%s': %s", folder,
		    strerror(errno));
		return;
	}
	left = (unsigned long long)v.f_bavail * v.f_frsize;
	tell(d,
	    left < DISK_OUT   ? PROBLEM
	    : left < DISK_LOW ? WARNING
			      : OK,
	    "disk", "%llu MiB are free at '%s'", left >> 20, folder);
}

static void
look_at_source(struct doctor *d, struct store *st, const char *name)
{
	int64_t age = source_age(st, name, clock_now());
	int64_t limit = source_max_age(name);
	char *subject = xasprintf("source %s", name);

	if (age < 0)
		tell(d, WARNING, subject,
		    "never fetched: run vvs-fetch-feed %s", name);
	else if (age >= 2 * 86400)
		tell(d, age > limit ? PROBLEM : OK, subject,
		    "%lld days old, %lld allowed", (long long)(age / 86400),
		    (long long)(limit / 86400));
	else
		tell(d, age > limit ? PROBLEM : OK, subject, "%lld hours old",
		    (long long)(age / 3600));
	free(subject);
}

static void
look_at_registry(struct doctor *d, struct store *st)
{
	long long systems = (long long)registry_count(st, REG_SYSTEM);
	long long accounts = (long long)registry_count(st, REG_ACCOUNT);
	long long software = (long long)software_count(st, 0);
	long long nameless = (long long)software_count(st, 1);
	struct arena a = ARENA_INIT;

	if (systems == 0)
		tell(d, WARNING, "systems", "none: run vvs-register");
	else
		tell(d, OK, "systems", "%lld registered", systems);
	if (accounts == 0)
		tell(d, WARNING, "accounts", "none: nobody will be told");
	else if (registry_holder(st, REG_ACCOUNT, "role", "enterprise-manager",
		     "", &a) == NULL)
		tell(d, WARNING, "accounts",
		    "%lld registered, no enterprise-manager among them",
		    accounts);
	else
		tell(d, OK, "accounts", "%lld registered", accounts);
	if (software == 0)
		tell(d, WARNING, "software", "none: run vvs-import-assets");
	else
		tell(d, nameless > 0 ? WARNING : OK, "software",
		    "%lld known, %lld of them without a name to match by",
		    software, nameless);
	arena_free(&a);
}

static void
look_at_state(struct doctor *d)
{
	const char *path = state_path();
	char *copy = xstrdup(path), *folder = dirname(copy), why[DETAIL];
	struct store *st;

	if (try_it(try_state, path, why) != 0) {
		tell(d, PROBLEM, "state file", "%s", why);
	} else {
		tell(d, OK, "state file", "'%s'", path);
		look_at_mode(d, path);
		look_at_mode(d, folder);
		look_at_disk(d, folder);
		st = store_open(path, STORE_READ);
		for (int i = 0; i < SOURCE_COUNT; i++)
			look_at_source(d, st, source_name[i]);
		look_at_registry(d, st);
		store_close(st);
	}
	free(copy);
}

static void
look_at_mail(struct doctor *d)
{
	const char *path = conf_get("mail.config", NULL);
	char why[DETAIL];

	if (path == NULL)
		tell(d, WARNING, "mail",
		    "no settings: set mail.config in the configuration");
	else if (try_it(try_mail, path, why) != 0)
		tell(d, PROBLEM, "mail", "%s", why);
	else
		tell(d, OK, "mail", "settings in '%s'", path);
}

int
doctor_run(FILE *out, int as_table)
{
	static const char *const title[] = { "verdict", "subject", "detail" };
	struct doctor d = { .out = out };
	char why[DETAIL];

	if (as_table)
		d.table = table_new(out, title, 3, table_width(out));
	look_at_sandbox(&d);
	look_at_share(&d);
	if (try_it(try_config, NULL, why) != 0) {
		tell(&d, PROBLEM, "configuration", "%s", why);
	} else {
		tell(&d, OK, "configuration", "no mistake");
		look_at_state(&d);
		look_at_mail(&d);
	}
	if (d.table != NULL)
		table_end(d.table);
	return d.problems > 0 ? CMD_NO : CMD_OK;
}
