#include "rec/software.h"

#include <string.h>

#include "io/digest.h"

static const char *const how_text[] = { NULL, "cpe", "purl", "alias",
	"dictionary" };

#define HOWS (sizeof how_text / sizeof *how_text)

/* Where the plain texts of a record are in the struct. */
#define AT(member, key)                               \
	{                                             \
		key, "'" key "' must be a string",    \
		    offsetof(struct software, member) \
	}

static const struct {
	const char *key;
	const char *why; /* it is refused */
	size_t at;
} texts[] = {
	AT(system, "system"),
	AT(source, "source"),
	AT(name, "name"),
	AT(vendor, "vendor"),
	AT(product, "product"),
	AT(version, "version"),
	AT(cpe, "cpe"),
	AT(purl, "purl"),
	AT(ecosystem, "ecosystem"),
	AT(arch, "arch"),
	AT(source_name, "source_name"),
	AT(source_version, "source_version"),
};

#define TEXTS (sizeof texts / sizeof *texts)

static const char **
text_at(struct software *s, size_t i)
{
	return (const char **)(void *)((char *)s + texts[i].at);
}

static void
read_resolved(struct software *s, const struct json *v)
{
	const struct json *r = json_get(v, "resolved"), *e;
	const char *how = json_str(r, "how");
	size_t n = 0;

	if (s->cpe != NULL)
		s->how = SOFTWARE_CPE;
	else if (s->purl != NULL)
		s->how = SOFTWARE_PURL;
	for (size_t i = 1; how != NULL && i < HOWS; i++)
		if (strcmp(how, how_text[i]) == 0)
			s->how = (enum software_how)i;
	s->resolved = json_str(r, "cpe");
	for (e = json_first(json_get(v, "suggestions")); e != NULL; e = e->next)
		if (n < SOFTWARE_SUGGESTIONS && e->type == JSON_STRING)
			s->suggestion[n++] = e->text;
}

const char *
software_read(struct software *s, const struct json *v)
{
	*s = (struct software){ 0 };
	for (size_t i = 0; i < TEXTS; i++) {
		const struct json *of = json_get(v, texts[i].key);
		const char *text = json_text(of);

		/* 1.10 as a number has lost its zero by now */
		if (of != NULL && text == NULL && of->type != JSON_NULL)
			return texts[i].why;
		if (text != NULL && *text != '\0')
			*text_at(s, i) = text;
	}
	if (s->name == NULL && s->product == NULL && s->cpe == NULL &&
	    s->purl == NULL)
		return "no name, product, cpe or purl";
	read_resolved(s, v);
	s->gone = json_is_true(json_get(v, "gone"));
	return NULL;
}

static void
write_resolved(struct jsonw *w, const struct software *s)
{
	if (s->how != SOFTWARE_UNRESOLVED) {
		jsonw_key(w, "resolved");
		jsonw_open(w, '{');
		jsonw_member(w, "how", how_text[s->how]);
		jsonw_member(w, "cpe", s->resolved);
		jsonw_close(w, '}');
		return;
	}
	jsonw_key(w, "unresolved");
	jsonw_bool(w, 1);
	if (s->suggestion[0] == NULL)
		return;
	jsonw_key(w, "suggestions");
	jsonw_open(w, '[');
	for (size_t i = 0; i < SOFTWARE_SUGGESTIONS; i++)
		if (s->suggestion[i] != NULL)
			jsonw_str(w, s->suggestion[i]);
	jsonw_close(w, ']');
}

void
software_write(struct jsonw *w, const struct software *s)
{
	struct software copy = *s;
	char id[SOFTWARE_ID];

	jsonw_open(w, '{');
	jsonw_member(w, "type", "software");
	jsonw_key(w, "v");
	jsonw_int(w, 1);
	jsonw_member(w, "id", software_identity(s, id));
	for (size_t i = 0; i < TEXTS; i++)
		jsonw_member(w, texts[i].key, *text_at(&copy, i));
	write_resolved(w, s);
	if (s->gone) {
		jsonw_key(w, "gone");
		jsonw_bool(w, 1);
	}
	jsonw_close(w, '}');
}

const char *
software_cpe(const struct software *s)
{
	return s->resolved != NULL ? s->resolved : s->cpe;
}

/* Absent and empty parts count as the same. */
static void
add(struct digest *d, const char *s)
{
	digest_add_part(d, s != NULL ? s : "");
}

char *
software_identity(const struct software *s, char *id)
{
	unsigned char sum[DIGEST_LEN];
	struct digest *d = digest_new();

	if (s->purl != NULL) {
		add(d, "purl");
		add(d, s->purl);
	} else if (s->cpe != NULL) {
		add(d, "cpe");
		add(d, s->cpe);
	} else {
		add(d, "name");
		add(d, s->vendor);
		add(d, s->product != NULL ? s->product : s->name);
		add(d, s->version);
	}
	digest_end(d, sum);
	return digest_hex(sum, (SOFTWARE_ID - 1) / 2, id);
}
