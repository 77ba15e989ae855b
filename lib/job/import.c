#include "job/import.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "asset/distro.h"
#include "base/cmd.h"
#include "base/proc.h"
#include "io/jsonl.h"
#include "job/actor.h"
#include "job/import_parser.h"
#include "job/import_store.h"
#include "job/import_system.h"
#include "job/naming.h"
#include "store/ledger.h"
#include "store/software.h"

#define OS_RELEASE "/etc/os-release"
#define OS_RELEASE_BYTES 65536
#define PASSED_BYTES ((size_t)256 << 20)
#define FILES_BYTES ((size_t)256 << 10)
#define RECORD_BYTES ((size_t)1 << 20)
#define SAY 20 /* lines about one kind of trouble in one document */

struct job {
	const struct import *im;
	struct store *st;
	struct naming *naming;
	struct import_systems *systems;
	struct actor who;	  /* if there is a state file */
	struct arena arena, keep; /* of a record, of the run */
	struct distro os;	  /* what runs here, or --os */
	struct software os_software;
	FILE *printed;	   /* records of a dry run, until the document ends */
	struct buf passed; /* what is not ours, until it is stored */

	/* of the document that is being read */
	const char *file;
	const char *source; /* set when its format is known */
	int is_dpkg, ended;
	int pass; /* the next line is to be passed on */
	int digested;
	struct buf request; /* that it makes instead */
	struct buf files;   /* of one inventory, as JSON: names and digests */
	long bad, count, unresolved, suggested;
};

static void
reject(struct job *j, const char *fmt, ...)
{
	char text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (j->bad++ < SAY)
		warn("%s: %s", j->file, text);
}

/* The operating system here, or the one that --os names. */
static void
read_os(struct job *j)
{
	char text[OS_RELEASE_BYTES];
	struct cpe c;
	FILE *f;
	size_t n = 0;

	if (j->im->os != NULL) {
		if (cpe_parse(&c, &j->keep, j->im->os) < 0)
			cmd_usage("not a CPE name: '%s'", j->im->os);
		distro_from_cpe(&j->os, &j->keep, j->im->os);
		j->os_software = (struct software){ .cpe = j->im->os,
			.version = j->os.version };
		return;
	}
	f = fopen(OS_RELEASE, "re");
	if (f != NULL) {
		n = fread(text, 1, sizeof text - 1, f);
		fclose(f);
	}
	text[n] = '\0';
	distro_parse(&j->os, &j->keep, text);
	if (j->os.id != NULL)
		distro_software(&j->os, &j->keep, &j->os_software);
}

/* Does this machine, or what --os names, have packages of dpkg? */
static int
is_debian(const struct job *j)
{
	const char *kind = distro_packages(j->os.id);

	return kind != NULL && strcmp(kind, "deb") == 0;
}

static void
say_unresolved(struct job *j, const struct software *s)
{
	const char *name = s->name != NULL ? s->name : s->product;

	if (s->how != SOFTWARE_UNRESOLVED)
		return;
	j->unresolved++;
	if (s->suggestion[0] == NULL || j->suggested++ >= SAY)
		return;
	warn("%s: %s: '%s' may be %s%s%s%s%s", j->file, s->system, name,
	    s->suggestion[0], s->suggestion[1] != NULL ? ", " : "",
	    s->suggestion[1] != NULL ? s->suggestion[1] : "",
	    s->suggestion[2] != NULL ? ", " : "",
	    s->suggestion[2] != NULL ? s->suggestion[2] : "");
}

/* Resolve and spool one, its system being known. */
static void
keep_software(struct job *j, struct software *s)
{
	struct naming_result r;
	struct buf body;

	buf_init(&body, RECORD_BYTES);
	naming_resolve(j->naming, &j->arena, s, &body, &r);
	if (r.why != NULL)
		reject(j, "%s for '%s'", r.why,
		    s->name != NULL ? s->name : "a product without name");
	if (s->name == NULL && s->product == NULL && s->cpe == NULL &&
	    s->purl == NULL) {
		buf_free(&body);
		return;
	}
	j->count++;
	if (j->printed != NULL) {
		say_unresolved(j, s);
		fprintf(j->printed, "%s\n", body.data);
	} else {
		software_spool_add(j->st, s, r.vendor, r.product, body.data);
	}
	buf_free(&body);
}

/* Its system as registered; NULL (said) if there is none. */
static const char *
system_of(struct job *j, const char *name)
{
	const char *why, *id;

	if (name == NULL) {
		reject(j, "no system");
		return NULL;
	}
	id = import_systems_find(j->systems, name, &why);
	if (id == NULL)
		reject(j, "%s: '%.100s'", why, name);
	return id;
}

static void
on_software(struct job *j, const struct json *v)
{
	struct software s;
	const char *why = software_read(&s, v);

	if (why != NULL || j->count >= INVENTORY_MAX) {
		reject(j, "%s", why != NULL ? why : "too much software");
		return;
	}
	s.system = system_of(j, s.system);
	if (s.system == NULL)
		return;
	s.source = j->source;
	keep_software(j, &s);
}

/* The source, unless --source named it: format and file. */
static void
on_begin(struct job *j, const struct json *v)
{
	const char *format = json_str(v, "format");
	char *copy, *name;

	if (format == NULL)
		return;
	j->is_dpkg = strcmp(format, "dpkg") == 0;
	if (j->im->source != NULL) {
		j->source = j->im->source;
		return;
	}
	copy = xstrdup(j->file[0] == '<' ? "stdin" : j->file);
	name = xasprintf("%s:%s", format, basename(copy));
	j->source = arena_strndup(&j->keep, name, strlen(name));
	free(name);
	free(copy);
}

/* What packages alone do not say: the system they run on. */
static void
add_os(struct job *j)
{
	struct software s = j->os_software;

	if (j->im->system == NULL ||
	    (j->im->os == NULL && (!j->is_dpkg || !is_debian(j))) ||
	    (s.name == NULL && s.cpe == NULL))
		return;
	s.system = j->im->system;
	s.source = j->source;
	keep_software(j, &s);
}

/* As it came, when all else is done. */
static void
pass_on(struct job *j, const struct jsonl *lines)
{
	size_t n;
	const char *line = jsonl_line(lines, &n);

	j->pass = 0;
	if (j->printed != NULL) {
		fwrite(line, 1, n, j->printed);
		putc('\n', j->printed);
		return;
	}
	buf_add(&j->passed, line, n);
	buf_addc(&j->passed, '\n');
	if (j->passed.overflow)
		die(CMD_DATA, "%s: more than %zu MiB to pass on", j->file,
		    PASSED_BYTES >> 20);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The parser's first word, before it looks at anything; what follows is not. */
static void
on_digest(struct job *j, const char *sum)
{
	struct jsonw w;

	if (sum == NULL || strlen(sum) != 2 * DIGEST_LEN || j->digested)
		return;
	j->digested = 1;
	if (j->files.len > 0)
		buf_addc(&j->files, ',');
	jsonw_init(&w, &j->files);
	jsonw_open(&w, '{');
	jsonw_member(&w, "name", base_name(j->file));
	jsonw_member(&w, "sha256", sum);
	jsonw_close(&w, '}');
}

static void
on_line(struct job *j, const struct json *v)
{
	const char *type = json_str(v, "type");
	int64_t bad;

	if (type == NULL)
		return;
	if (strcmp(type, "digest") == 0) {
		on_digest(j, json_str(v, "sha256"));
	} else if (strcmp(type, "pass") == 0) {
		j->pass = 1;
	} else if (strcmp(type, "say") == 0) {
		if (json_str(v, "text") != NULL)
			warn("%s", json_str(v, "text"));
	} else if (strcmp(type, "begin") == 0) {
		on_begin(j, v);
	} else if (strcmp(type, "software") == 0 && j->source != NULL) {
		on_software(j, v);
	} else if (strcmp(type, "address") == 0) {
		const char *system = json_str(v, "system");
		const char *address = json_str(v, "address");

		if (system != NULL && address != NULL)
			import_systems_address(j->systems, system, address);
	} else if (strcmp(type, "end") == 0) {
		j->ended = 1;
		if (json_int(json_get(v, "bad"), &bad))
			j->bad += (long)bad;
	}
}

/*
 * Read all that the parser writes: CMD_OK if it came to its end, CMD_NO
 * if there was nothing at all, else CMD_DATA.
 */
static int
read_child(struct job *j, int in)
{
	struct import_parser p = { .file = j->file,
		.system = j->im->system,
		.format = j->im->format,
		.is_pipe = in == STDIN_FILENO,
		.distro = j->os.id,
		.distro_version = j->os.version };
	const struct json *v;
	struct jsonl *lines;
	struct proc child;
	FILE *f;
	int rc;

	proc_start(&child, import_parser, in, &p);
	f = fdopen(dup(child.out), "r");
	if (f == NULL)
		die(CMD_IO, "cannot read a pipe: %s", strerror(errno));
	lines = jsonl_open(f, j->file);
	while ((v = jsonl_next(lines)) != NULL) {
		if (j->pass)
			pass_on(j, lines);
		else
			on_line(j, v);
		arena_reset(&j->arena);
	}
	jsonl_close(lines);
	fclose(f);
	rc = proc_end(&child);
	if (rc == CMD_NO || (rc == CMD_OK && j->ended))
		return rc;
	if (rc > 128)
		warn("%s: its reader was stopped by signal %d", j->file,
		    rc - 128);
	else if (rc != CMD_DATA)
		warn("%s: its reader failed", j->file);
	return CMD_DATA;
}

static int
print_one(int64_t key, const char *body, int gone, void *arg)
{
	size_t n = strlen(body);
	struct job *j = arg;
	struct software s;
	const char *why;
	const struct json *v;

	(void)key;
	if (gone && n > 0) { /* the record without its closing brace */
		printf("%.*s,\"gone\":true}\n", (int)(n - 1), body);
		return ferror(stdout);
	}
	printf("%s\n", body);
	v = json_parse(&j->arena, body, n, &why);
	if (v != NULL && software_read(&s, v) == NULL)
		say_unresolved(j, &s);
	arena_reset(&j->arena);
	return ferror(stdout);
}

/* Counts, where something changed; people who look on always see them. */
static void
say_counts(const struct job *j, const struct software_counts *n)
{
	if (n->added + n->changed + n->gone == 0 && !isatty(STDERR_FILENO))
		return;
	warn("%s: %ld new, %ld changed, %ld gone, %ld as before", j->source,
	    n->added, n->changed, n->gone, n->same);
	if (j->bad > 0)
		warn("%s: some was rejected, so nothing is marked gone",
		    j->source);
	if (j->unresolved > 0)
		warn("%s: names not resolved: %ld", j->file, j->unresolved);
}

/* The spool is filled in one read transaction, which is quick. */
static void
begin_spool(struct job *j)
{
	j->source = NULL;
	buf_clear(&j->files);
	store_begin_read(j->st);
	software_spool(j->st);
}

/* 1 if it waits for approval now. */
static int
store_or_ask(struct job *j, struct software_counts *n)
{
	struct import_spooled s = { .st = j->st,
		.who = &j->who,
		.source = j->source,
		.system = j->im->system,
		.complete = j->bad == 0 };
	/* more than a thousand documents at once are not named */
	char *files = xasprintf("[%s]", j->files.overflow ? "" : j->files.data);
	int waits;

	s.files = files;
	buf_clear(&j->request);
	waits = import_store(&s, n, &j->request);
	free(files);
	return waits;
}

/*
 * If it is `good`, make what is spooled what the source says, and print
 * the difference.
 */
static int
end_spool(struct job *j, int good)
{
	struct software_query q = { .source = j->source, .with_gone = 1 };
	struct software_counts n = { 0 };
	int rc, waits;

	store_commit(j->st);
	if (!good || j->source == NULL)
		return CMD_OK;
	if (j->passed.len > 0 && j->count == 0)
		return CMD_OK; /* it says nothing about software */
	rc = import_systems_register(j->systems);
	if (rc != CMD_OK && rc != CMD_DATA)
		return rc;
	store_begin(j->st);
	/* of systems that were refused there is nothing to store */
	j->bad += software_spool_known(j->st);
	q.after_seq = store_seq(j->st);
	waits = store_or_ask(j, &n);
	q.to_seq = store_seq(j->st);
	store_commit(j->st);
	if (waits) {
		fwrite(j->request.data, 1, j->request.len, stdout);
		return rc;
	}
	if (q.to_seq > q.after_seq)
		software_each(j->st, &q, print_one, j);
	say_counts(j, &n);
	return rc;
}

/* The records of a dry run, now that the document was good to its end. */
static void
print_dry(struct job *j)
{
	char piece[65536];
	size_t n;

	rewind(j->printed);
	while ((n = fread(piece, 1, sizeof piece, j->printed)) > 0)
		fwrite(piece, 1, n, stdout);
	if (j->count > 0)
		warn("%s: %ld software, %ld not resolved", j->file, j->count,
		    j->unresolved);
}

static int
open_file(const char *path)
{
	int fd;

	if (strcmp(path, "-") == 0)
		return STDIN_FILENO;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die(CMD_NOINPUT, "cannot open '%s': %s", path, strerror(errno));
	return fd;
}

/* Read one document into the spool. */
static int
read_file(struct job *j, const char *path)
{
	int fd = open_file(path), rc;

	j->file = fd == STDIN_FILENO ? "<stdin>" : path;
	j->ended = j->digested = 0;
	j->count = j->unresolved = j->suggested = 0;
	if (j->im->dry && (j->printed = tmpfile()) == NULL)
		die(CMD_IO, "cannot make a temporary file: %s",
		    strerror(errno));
	rc = read_child(j, fd);
	if (rc == CMD_OK)
		add_os(j);
	if (rc == CMD_OK && j->im->dry)
		print_dry(j);
	if (j->im->dry)
		fclose(j->printed);
	if (fd != STDIN_FILENO)
		close(fd);
	if (rc == CMD_NO)
		return CMD_OK;
	return rc == CMD_OK && j->bad > 0 ? CMD_DATA : rc;
}

/* Each document is an inventory of its own. */
static int
import_apart(struct job *j, char **files, int count)
{
	int all = CMD_OK, rc;

	for (int i = 0; i < count; i++) {
		j->bad = 0;
		if (!j->im->dry)
			begin_spool(j);
		rc = read_file(j, files[i]);
		if (!j->im->dry)
			rc = cmd_worse(rc, end_spool(j, j->ended));
		all = cmd_worse(all, rc);
	}
	return all;
}

/* With --source all are one inventory: all good, or nothing is stored. */
static int
import_together(struct job *j, char **files, int count)
{
	int all = CMD_OK, good = 1;

	if (!j->im->dry)
		begin_spool(j);
	for (int i = 0; i < count; i++) {
		all = cmd_worse(all, read_file(j, files[i]));
		good &= j->ended;
	}
	if (!j->im->dry)
		all = cmd_worse(all, end_spool(j, good));
	return all;
}

/* Before any work: all are there, and no two would be the same source. */
static void
check_files(const struct import *im, char **files, int count)
{
	struct stat st;

	for (int i = 0; i < count; i++) {
		if (strcmp(files[i], "-") != 0 && access(files[i], R_OK) < 0)
			die(CMD_NOINPUT, "cannot open '%s': %s", files[i],
			    strerror(errno));
		if (stat(files[i], &st) == 0 && S_ISDIR(st.st_mode))
			die(CMD_IO, "cannot read '%s': %s", files[i],
			    strerror(EISDIR));
		for (int k = 0; k < i && im->source == NULL && !im->dry; k++)
			if (strcmp(base_name(files[i]), base_name(files[k])) ==
			    0)
				cmd_usage("two files are called '%s'; import "
					  "them apart, with --source",
				    base_name(files[i]));
	}
}

static void
load_actor(struct job *j)
{
	char why[ACTOR_WHY];

	actor_load(&j->who, j->st);
	actor_require(&j->who, ACTION_SYSTEM_DETAILS);
	if (j->im->create &&
	    actor_refusal(&j->who, ACTION_SYSTEM_BASIC, GRANT_ALL, why))
		die(CMD_NOPERM, "%s", why);
}

int
import_run(const struct import *im, struct store *st, char **files, int count)
{
	static char standard[] = "-", *const standard_input[] = { standard };
	struct import mine = *im;
	struct job j = { .im = &mine, .st = st };
	const char *why;
	int rc;

	if (count == 0) {
		files = (char **)(uintptr_t)standard_input;
		count = 1;
	}
	check_files(im, files, count);
	read_os(&j);
	if (st != NULL)
		load_actor(&j);
	j.systems = import_systems_new(im->dry ? NULL : st, &j.who, im->create);
	if (im->system != NULL) {
		mine.system = import_systems_find(j.systems, im->system, &why);
		if (mine.system == NULL)
			die(CMD_NOINPUT, "%s: '%s'", why, im->system);
	}
	buf_init(&j.passed, PASSED_BYTES);
	buf_init(&j.files, FILES_BYTES);
	buf_init(&j.request, LEDGER_CONTENT_MAX);
	j.naming = naming_new(st, im->aliases);
	rc = im->source != NULL ? import_together(&j, files, count)
				: import_apart(&j, files, count);
	fwrite(j.passed.data, 1, j.passed.len, stdout);
	buf_free(&j.passed);
	buf_free(&j.files);
	buf_free(&j.request);
	naming_free(j.naming);
	import_systems_free(j.systems);
	actor_free(&j.who);
	arena_free(&j.arena);
	arena_free(&j.keep);
	return rc;
}
