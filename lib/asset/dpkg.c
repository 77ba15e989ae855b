/* Debian packages: dpkg-query's output, dpkg -l, /var/lib/dpkg/status. */

#include <ctype.h>
#include <string.h>

#include "asset/distro.h"
#include "asset/format.h"

#define FIELDS 8

struct package {
	const char *name, *version, *arch, *status;
	const char *source_name, *source_version;
};

struct reader {
	struct inventory *inv;
	struct distro distro;
	struct arena arena;
	long line;
};

/* "libssl3:amd64" names its architecture. */
static void
split_arch(struct arena *a, struct package *p)
{
	const char *colon = strchr(p->name, ':');

	if (colon == NULL)
		return;
	if (p->arch == NULL)
		p->arch = colon + 1;
	p->name = arena_strndup(a, p->name, (size_t)(colon - p->name));
}

/* Lower case, digits, + - . only; anything else is another format. */
static int
is_package_name(const char *s)
{
	if (!isalnum((unsigned char)*s))
		return 0;
	for (; *s != '\0'; s++)
		if (!isalnum((unsigned char)*s) && strchr("+-._", *s) == NULL)
			return 0;
	return 1;
}

/* How far dpkg came with a package: its word, its letter, are files there? */
struct stage {
	const char *word;
	char letter;
	int there;
};

/* "install ok installed" -> "installed"; a stage alone stays as it is. */
static const char *
last_word(const char *s)
{
	static const char *const flags[] = { " ok ", " reinstreq " };
	const char *blank = strchr(s, ' ');

	for (size_t i = 0; blank != NULL && i < 2; i++)
		if (strncmp(blank, flags[i], strlen(flags[i])) == 0)
			return blank + strlen(flags[i]);
	return s;
}

/* What "install ok installed", "installed", "ii " or "ii" says; or NULL. */
static const struct stage *
stage_of(const char *s)
{
	static const struct stage known[] = { { "installed", 'i', 1 },
		{ "unpacked", 'U', 1 }, { "half-configured", 'F', 1 },
		{ "triggers-awaited", 'W', 1 }, { "triggers-pending", 't', 1 },
		{ "half-installed", 'H', 0 }, { "config-files", 'c', 0 },
		{ "not-installed", 'n', 0 } };
	size_t n = strlen(s);
	/* what is wanted, the stage, and R or a blank or nothing */
	int letters = n >= 2 && strchr("uihrp", s[0]) != NULL &&
		      (n == 2 || (n == 3 && strchr(" R", s[2]) != NULL));

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (letters ? s[1] == known[i].letter
			    : strcmp(last_word(s), known[i].word) == 0)
			return &known[i];
	return NULL;
}

static void
add(struct reader *r, struct package *p)
{
	const struct stage *stage =
	    p->status != NULL ? stage_of(p->status) : NULL;
	struct distro_package pkg;
	struct software s;

	if (stage != NULL && !stage->there)
		return;
	split_arch(&r->arena, p);
	if (!is_package_name(p->name) || p->version == NULL ||
	    *p->version == '\0') {
		inventory_reject(r->inv, r->line,
		    "not a package with a version: '%.80s'", p->name);
		return;
	}
	pkg = (struct distro_package){ p->name, p->version, p->arch, NULL };
	s = (struct software){ .name = p->name,
		.version = p->version,
		.arch = p->arch,
		.ecosystem = "deb",
		.purl = distro_purl(&r->distro, &r->arena, &pkg) };
	if (p->source_name != NULL && *p->source_name != '\0' &&
	    strcmp(p->source_name, p->name) != 0)
		s.source_name = p->source_name;
	if (p->source_version != NULL && *p->source_version != '\0' &&
	    strcmp(p->source_version, p->version) != 0)
		s.source_version = p->source_version;
	inventory_add(r->inv, r->line, &s);
}

/* The next line without its end; NULL after the last. */
static char *
next_line(struct arena *a, const char **at, const char *end)
{
	const char *lf, *stop;
	char *line;

	if (*at >= end)
		return NULL;
	lf = memchr(*at, '\n', (size_t)(end - *at));
	stop = lf != NULL ? lf : end;
	line = arena_strndup(a, *at, (size_t)(stop - *at));
	*at = stop + 1;
	line[strcspn(line, "\r")] = '\0';
	return line;
}

/* "key: value" -> the value, or NULL if it is another key. */
static const char *
field(const char *line, const char *key)
{
	size_t n = strlen(key);

	if (strncmp(line, key, n) != 0 || line[n] != ':')
		return NULL;
	return line + n + 1 + strspn(line + n + 1, " \t");
}

/* "Source: name (version)" */
static void
source_field(struct arena *a, struct package *p, const char *text)
{
	size_t n = strcspn(text, " (");
	const char *open = strchr(text, '(');

	p->source_name = arena_strndup(a, text, n);
	if (open != NULL)
		p->source_version =
		    arena_strndup(a, open + 1, strcspn(open + 1, ")"));
}

static void
status_line(struct arena *a, struct package *p, const char *line)
{
	const char *text;

	if ((text = field(line, "Package")) != NULL)
		p->name = text;
	else if ((text = field(line, "Version")) != NULL)
		p->version = text;
	else if ((text = field(line, "Architecture")) != NULL)
		p->arch = text;
	else if ((text = field(line, "Status")) != NULL)
		p->status = text;
	else if ((text = field(line, "Source")) != NULL)
		source_field(a, p, text);
}

static void
read_status(struct reader *r, const char *doc, const char *end)
{
	struct package p = { 0 };
	long line = 0;
	char *text;

	do {
		text = next_line(&r->arena, &doc, end);
		line++;
		if (text != NULL && *text != '\0') {
			if (p.name == NULL)
				r->line = line;
			status_line(&r->arena, &p, text);
			continue;
		}
		if (p.name != NULL)
			add(r, &p);
		p = (struct package){ 0 };
		arena_reset(&r->arena);
	} while (text != NULL);
}

static int
is_arch(const char *s)
{
	static const char *const known[] = { "all", "amd64", "arm64", "armel",
		"armhf", "i386", "mips64el", "mipsel", "ppc64el", "riscv64",
		"s390x", "loong64" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], s) == 0)
			return 1;
	return 0;
}

/*
 * The fields stand between tabs, or between blanks where there is no tab.  A
 * status has blanks itself, so there it can only be the one field behind the
 * version; 0 for anything longer, which nobody can tell apart.
 */
static size_t
query_fields(char *s, const char *part[FIELDS])
{
	const char *sep = strchr(s, '\t') != NULL ? "\t" : " ";
	size_t n = 0;

	while (n < FIELDS && s != NULL) {
		if (n == 2 && *sep == ' ') {
			part[n++] = s;
			if (stage_of(s) == NULL && strchr(s, ' ') != NULL)
				return 0;
			return n;
		}
		part[n++] = strsep(&s, sep);
	}
	return n;
}

/*
 * What each field behind name and version is shows in what it says.  There
 * are packages called ii and rc, so the name itself is no status.
 */
static void
query_line(struct reader *r, char *line)
{
	const char *part[FIELDS];
	struct package p = { 0 };
	size_t n = query_fields(line, part);

	if (n < 2) {
		inventory_reject(
		    r->inv, r->line, "not name, tab, version: '%.80s'", line);
		return;
	}
	p.name = part[0];
	p.version = part[1];
	for (size_t i = 2; i < n; i++)
		if (p.arch == NULL && is_arch(part[i]))
			p.arch = part[i];
		else if (p.status == NULL && strcmp(part[i], p.name) != 0 &&
			 stage_of(part[i]) != NULL)
			p.status = part[i];
		else if (p.source_name == NULL)
			p.source_name = part[i];
		else if (p.source_version == NULL)
			p.source_version = part[i];
	add(r, &p);
}

/* The next word of a line; NULL after the last. */
static char *
word(char **line)
{
	char *w;

	*line += strspn(*line, " ");
	if (**line == '\0')
		return NULL;
	w = *line;
	*line += strcspn(*line, " ");
	if (**line != '\0')
		*(*line)++ = '\0';
	return w;
}

/* dpkg -l: "ii  name:arch  version  architecture  description" */
static void
list_line(struct reader *r, char *line)
{
	struct package p = { 0 };

	p.status = word(&line);
	p.name = word(&line);
	p.version = word(&line);
	p.arch = word(&line);
	if (p.arch != NULL && stage_of(p.status) != NULL)
		add(r, &p);
}

/*
 * The heading is in the language of whoever called dpkg; the ruler below it,
 * and the letters before the packages, are not.
 */
int
dpkg_is_list(const char *doc, const char *end)
{
	char first[4] = "";

	for (int line = 1; line <= 5 && end - doc >= 4; line++) {
		const char *lf = memchr(doc, '\n', (size_t)(end - doc));

		memcpy(first, doc, 3);
		if (memcmp(doc, "+++-", 4) == 0)
			return 1;
		if (line == 1 && doc[3] == ' ' && stage_of(first) != NULL)
			return 1;
		if (lf == NULL)
			return 0;
		doc = lf + 1;
	}
	return 0;
}

static void
read_lines(struct reader *r, const char *doc, const char *end, int list)
{
	char *text;

	while ((text = next_line(&r->arena, &doc, end)) != NULL) {
		r->line++;
		if (list)
			list_line(r, text);
		else if (*text != '\0')
			query_line(r, text);
		arena_reset(&r->arena);
	}
}

/* dpkg ends each line, so the last one is whole or somebody cut it off. */
static int
is_cut_off(struct inventory *inv, const char *doc, size_t n)
{
	if (doc[n - 1] == '\n')
		return 0;
	inventory_reject(inv, 0, "cut off in its last line");
	return 1;
}

int
dpkg_read(struct inventory *inv, const char *doc, size_t n)
{
	struct reader r = { .inv = inv,
		.distro = { inv->distro, NULL, inv->distro_version },
		.arena = ARENA_INIT };

	if (r.distro.id == NULL || strcmp(distro_packages(r.distro.id) != NULL
					      ? distro_packages(r.distro.id)
					      : "",
				       "deb") != 0)
		r.distro = (struct distro){ "debian", NULL, NULL };
	if (strncmp(doc, "Package:", 8) == 0 && is_cut_off(inv, doc, n))
		return -1;
	if (strncmp(doc, "Package:", 8) == 0)
		read_status(&r, doc, doc + n);
	else
		read_lines(&r, doc, doc + n, dpkg_is_list(doc, doc + n));
	arena_free(&r.arena);
	return 0;
}
