#include "job/import_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/proc.h"
#include "io/jsonl.h"
#include "job/import_parser.h"
#include "store/ledger.h"
#include "store/software.h"

#define OS_RELEASE "/etc/os-release"
#define OS_RELEASE_BYTES 65536
#define RECORD_BYTES ((size_t)1 << 20)
#define SAY 20 /* lines about one kind of trouble in one document */

static void
reject(struct import_job *j, const char *fmt, ...)
{
	char text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (j->bad++ < SAY)
		warn("%s: %s", j->file, text);
}

void
import_read_os(struct import_job *j)
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
is_debian(const struct import_job *j)
{
	const char *kind = distro_packages(j->os.id);

	return kind != NULL && strcmp(kind, "deb") == 0;
}

void
import_say_unresolved(struct import_job *j, const struct software *s)
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
keep_software(struct import_job *j, struct software *s)
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
		import_say_unresolved(j, s);
		fprintf(j->printed, "%s\n", body.data);
	} else {
		software_spool_add(j->st, s, r.vendor, r.product, body.data);
	}
	buf_free(&body);
}

/* Its system as registered; NULL (said) if there is none. */
static const char *
system_of(struct import_job *j, const char *name)
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
on_software(struct import_job *j, const struct json *v)
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

const char *
import_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The source, unless --source named it: format and file. */
static void
on_begin(struct import_job *j, const struct json *v)
{
	const char *format = json_str(v, "format");
	char *name;

	if (format == NULL)
		return;
	j->is_dpkg = strcmp(format, "dpkg") == 0;
	if (j->im->source != NULL) {
		j->source = j->im->source;
		return;
	}
	name = xasprintf("%s:%s", format,
	    j->file[0] == '<' ? "stdin" : import_base_name(j->file));
	j->source = arena_strndup(&j->keep, name, strlen(name));
	free(name);
}

/* What packages alone do not say: the system they run on. */
static void
add_os(struct import_job *j)
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
pass_on(struct import_job *j, const struct jsonl *lines)
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
		    IMPORT_PASSED >> 20);
}

/* The parser's first word, before it looks at anything; what follows is not. */
static void
on_digest(struct import_job *j, const char *sum)
{
	struct jsonw w;

	if (sum == NULL || strlen(sum) != 2 * DIGEST_LEN || j->digested)
		return;
	j->digested = 1;
	if (j->files.len > 0)
		buf_addc(&j->files, ',');
	jsonw_init(&w, &j->files);
	jsonw_open(&w, '{');
	jsonw_member(&w, "name", import_base_name(j->file));
	jsonw_member(&w, "sha256", sum);
	jsonw_close(&w, '}');
}

static void
on_line(struct import_job *j, const struct json *v)
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
read_child(struct import_job *j, int in)
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

int
import_read(struct import_job *j, int fd)
{
	int rc = read_child(j, fd);

	if (rc == CMD_OK)
		add_os(j);
	return rc;
}
