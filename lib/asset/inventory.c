#include "asset/format.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "match/cpe.h"
#include "rec/address.h"
#include "text/purl.h"

static const struct {
	const char *name;
	int (*read)(struct inventory *inv, const char *doc, size_t n);
} formats[] = {
	[INVENTORY_DETECT] = { NULL, NULL },
	[INVENTORY_CSV] = { "csv", csv_read },
	[INVENTORY_JSONL] = { "jsonl", records_read },
	[INVENTORY_CYCLONEDX] = { "cyclonedx", cyclonedx_read },
	[INVENTORY_SPDX] = { "spdx", spdx_read },
	[INVENTORY_DPKG] = { "dpkg", dpkg_read },
	[INVENTORY_VULS] = { "vuls", vuls_read },
};

#define FORMATS (sizeof formats / sizeof *formats)

const char *
inventory_format_name(enum inventory_format f)
{
	return formats[f].name;
}

enum inventory_format
inventory_format_named(const char *name)
{
	for (size_t i = 1; i < FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0)
			return (enum inventory_format)i;
	return INVENTORY_DETECT;
}

int
inventory_read(
    struct inventory *inv, enum inventory_format f, const char *doc, size_t n)
{
	int rc = formats[f].read(inv, doc, n);
	char text[400];

	if (inv->said > INVENTORY_SAY) {
		snprintf(text, sizeof text,
		    lang_text("%.300s: %d more like these"), inv->file,
		    inv->said - INVENTORY_SAY);
		inv->say(text, inv->arg);
	}
	return rc;
}

static void
say(struct inventory *inv, long line, const char *what)
{
	char text[1000];

	if (inv->said++ >= INVENTORY_SAY)
		return;
	if (line > 0)
		snprintf(
		    text, sizeof text, "%.300s:%ld: %s", inv->file, line, what);
	else
		snprintf(text, sizeof text, "%.300s: %s", inv->file, what);
	inv->say(text, inv->arg);
}

void
inventory_reject(struct inventory *inv, long line, const char *fmt, ...)
{
	char text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, lang_text(fmt), ap);
	va_end(ap);
	inv->bad++;
	say(inv, line, text);
}

/* The first text that is longer than we keep, or NULL. */
static const char *
too_long(const struct software *s)
{
	const char *const all[] = { s->system, s->name, s->vendor, s->product,
		s->version, s->cpe, s->purl, s->ecosystem, s->arch,
		s->source_name, s->source_version };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i] != NULL && strlen(all[i]) > INVENTORY_TEXT)
			return all[i];
	return NULL;
}

/* A purl that is none is reported; the name may still do.  0 if not. */
static int
check_purl(struct inventory *inv, long line, struct software *s, struct purl *p,
    struct arena *a)
{
	const char *why;

	if (s->purl == NULL)
		return 1;
	if (purl_parse(p, a, s->purl, &why) == 0) {
		s->ecosystem = s->ecosystem != NULL ? s->ecosystem : p->type;
		if (s->name == NULL && s->product == NULL)
			s->name = p->name;
		if (s->version == NULL)
			s->version = p->version;
		return 1;
	}
	inventory_reject(inv, line, "bad purl '%.200s': %s", s->purl, why);
	s->purl = NULL;
	return s->cpe != NULL || s->name != NULL || s->product != NULL;
}

/*
 * The same for a CPE name.  One without a product names all of a vendor's, so
 * nothing could be matched by it.
 */
static int
check_cpe(struct inventory *inv, long line, struct software *s, struct arena *a)
{
	struct cpe c;
	const char *why = NULL;

	if (s->cpe == NULL)
		return 1;
	if (cpe_parse(&c, a, s->cpe) < 0)
		why = lang_text("not a CPE name");
	else if ((c.any & (1u << CPE_PRODUCT)) != 0)
		why = lang_text("a CPE name without a product");
	if (why == NULL)
		return 1;
	inventory_reject(inv, line, "%s: '%.200s'", why, s->cpe);
	s->cpe = NULL;
	return s->purl != NULL || s->name != NULL || s->product != NULL;
}

void
inventory_add(struct inventory *inv, long line, const struct software *given)
{
	struct arena a = ARENA_INIT;
	struct software s = *given;
	struct purl p;

	if (inv->system != NULL)
		s.system = inv->system;
	if (too_long(&s) != NULL)
		inventory_reject(inv, line, "longer than %d bytes: '%.60s'",
		    INVENTORY_TEXT, too_long(&s));
	else if (s.system == NULL)
		inventory_reject(inv, line, "no system for '%.100s'",
		    s.name != NULL	? s.name
		    : s.product != NULL ? s.product
		    : s.cpe != NULL	? s.cpe
					: s.purl);
	else if (inv->found >= INVENTORY_MAX) {
		if (!inv->full)
			inventory_reject(inv, line,
			    "more than %d software, the rest is not read",
			    INVENTORY_MAX);
		inv->full = 1;
	} else if (check_cpe(inv, line, &s, &a) &&
		   check_purl(inv, line, &s, &p, &a)) {
		inv->found++;
		inv->add(&s, inv->arg);
	}
	arena_free(&a);
}

/* People write several into one cell. */
void
inventory_address(
    struct inventory *inv, long line, const char *system, const char *addresses)
{
	static const char between[] = " ,;/\t\r\n";
	const char *of = inv->system != NULL ? inv->system : system;
	char one[ADDRESS_MAX], text[ADDRESS_MAX];

	if (of == NULL || inv->address == NULL)
		return;
	for (const char *p = addresses; *p != '\0';) {
		size_t n = strcspn(p, between);

		snprintf(text, sizeof text, "%.*s",
		    n < sizeof text ? (int)n : (int)sizeof text - 1, p);
		if (n > 0 && address_host(text, one) == 0)
			inv->address(of, one, inv->arg);
		else if (n > 0)
			inventory_reject(
			    inv, line, "not an address: '%.100s'", text);
		p += n + strspn(p + n, between);
	}
}
