#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/share.h"
#include "job/match_work.h"
#include "job/naming.h"
#include "store/finding.h"

void
match_start(struct match *m, const char *system)
{
	arena_reset(&m->arena);
	software_clear(&m->set);
	m->wares = 0;
	m->system = arena_strndup(&m->arena, system, strlen(system));
	/* "" is nobody's: a record is only being looked at */
	m->registered = m->any_registered && *system != '\0' &&
			match_is_registered(m->st, m->system) &&
			match_sees(m, m->system);
	m->fresh = m->registered && !finding_any(m->st, m->system);
}

/* An attribute of a name as people write it; NULL for ANY and NA. */
static const char *
plain_attr(struct match *m, const struct cpe *c, enum cpe_attr i)
{
	const char *from = c->attr[i];
	char *text, *to;

	if ((c->any | c->na) & 1u << i)
		return NULL;
	text = to = arena_strndup(&m->arena, from, strlen(from));
	for (; *from != '\0'; from++)
		if (*from != '\\' || *++from != '\0')
			*to++ = *from;
	*to = '\0';
	return text;
}

/* What the name tells is filled in where the identity is not made of it. */
static void
write_ware(struct match *m, struct ware *w, const struct software *s)
{
	const char *vendor = s->vendor, *product = s->product;
	const char *name = s->name, *version = s->version, *label;
	struct jsonw j;

	if (w->has_name && (s->cpe != NULL || s->purl != NULL)) {
		if (vendor == NULL)
			vendor = plain_attr(m, &w->cpe, CPE_VENDOR);
		if (product == NULL)
			product = plain_attr(m, &w->cpe, CPE_PRODUCT);
		if (version == NULL)
			version = plain_attr(m, &w->cpe, CPE_VERSION);
	}
	if (name == NULL)
		name = product; /* findings always say some name */
	label = name != NULL ? name : s->purl != NULL ? s->purl : s->cpe;
	buf_clear(&m->evidence);
	buf_addf(&m->evidence, "%s%s%s", label, version != NULL ? " " : "",
	    version != NULL ? version : "");
	w->label = arena_strndup(&m->arena, m->evidence.data, m->evidence.len);
	buf_clear(&m->evidence);
	jsonw_init(&j, &m->evidence);
	jsonw_open(&j, '{');
	jsonw_key(&j, "name");
	jsonw_str(&j, name);
	jsonw_key(&j, "vendor");
	jsonw_str(&j, vendor);
	jsonw_key(&j, "product");
	jsonw_str(&j, product);
	jsonw_key(&j, "version");
	jsonw_str(&j, version);
	jsonw_key(&j, "cpe");
	jsonw_str(&j, s->cpe);
	jsonw_key(&j, "purl");
	jsonw_str(&j, s->purl);
	jsonw_close(&j, '}');
	w->json = arena_strndup(&m->arena, m->evidence.data, m->evidence.len);
}

static struct ware *
new_ware(struct match *m)
{
	m->ware = xgrow(m->ware, &m->ware_size, m->wares + 1, sizeof *m->ware);
	m->ware[m->wares] = (struct ware){ 0 };
	return &m->ware[m->wares];
}

/* As an import would; what is stored was resolved then. */
static void
resolve_name(struct match *m, struct software *s)
{
	struct naming_result r;
	char *aliases;

	if (m->naming == NULL) {
		aliases = share_path("aliases.tsv");
		m->naming = naming_new(
		    m->st, access(aliases, R_OK) == 0 ? aliases : NULL);
		free(aliases);
	}
	buf_clear(&m->evidence);
	naming_resolve(m->naming, &m->arena, s, &m->evidence, &r);
}

const char *
match_add(struct match *m, const struct json *record)
{
	struct software s;
	const char *why = software_read(&s, record), *name;
	struct ware *w = new_ware(m);

	if (why != NULL)
		return why;
	if (m->resolving && software_cpe(&s) == NULL)
		resolve_name(m, &s);
	name = software_cpe(&s);
	if (name != NULL) {
		if (cpe_parse(&w->cpe, &m->arena, name) < 0)
			return N_("cpe is not a CPE name");
		/* a name without a product names too much */
		w->has_name = !(w->cpe.any & (1u << CPE_PRODUCT)) && !s.gone;
	}
	software_identity(&s, w->identity);
	if (m->wares > 0 && strcmp(w[-1].identity, w->identity) == 0)
		return NULL; /* as another inventory says it */
	w->how = s.how;
	w->resolved = s.resolved;
	w->ecosystem = s.ecosystem;
	write_ware(m, w, &s);
	m->wares++;
	return NULL;
}

void
match_add_line(struct match *m, const char *line)
{
	const char *why;
	const struct json *record =
	    json_parse(&m->arena, line, strlen(line), &why);

	/* it was checked when it was stored */
	if (record != NULL)
		match_add(m, record);
}

/* Wares no longer move in memory: index those with a name. */
void
match_index(struct match *m)
{
	size_t place;

	if (m->ware_of_size < m->wares) {
		m->ware_of_size = m->ware_size;
		m->ware_of = xreallocarray(
		    m->ware_of, m->ware_of_size, sizeof(*m->ware_of));
	}
	for (size_t i = 0; i < m->wares; i++)
		if (m->ware[i].has_name) {
			place = software_add(&m->set, &m->ware[i].cpe);
			m->ware_of[place] = (uint32_t)i;
		}
}
