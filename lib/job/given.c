#include "job/given.h"

#include <errno.h>
#include <string.h>

#include "base/cmd.h"
#include "base/utf8.h"
#include "io/json.h"

#define CALL_MAX (8u << 20) /* bytes of all records of one call */

static const struct key {
	const char *option, *key;
	const char *inside; /* the object that it is in */
	int list;
} keys[] = {
	{ "id", "id", NULL, 0 },
	{ "name", "name", NULL, 0 },
	{ "parent", "parent", NULL, 0 },
	{ "organization", "organization", NULL, 0 },
	{ "service", "service", NULL, 0 },
	{ "purpose", "purpose", NULL, 0 },
	{ "address", "addresses", NULL, 1 },
	{ "exposure", "exposure", NULL, 0 },
	{ "confidentiality", "confidentiality", "requirement", 0 },
	{ "integrity", "integrity", "requirement", 0 },
	{ "availability", "availability", "requirement", 0 },
	{ "email", "email", NULL, 0 },
	{ "role", "role", NULL, 0 },
	{ "scope", "scope", NULL, 1 },
	{ "lang", "lang", NULL, 0 },
	{ "frequency", "frequency", NULL, 0 },
	{ "login", "login", NULL, 0 },
	{ "registered-at", "registered_at", NULL, 0 },
	{ "successor", "successor", NULL, 0 },
	/* of announcements */
	{ "title", "name", NULL, 0 },
	{ "title-en", "name_en", NULL, 0 },
	{ "text", "text", NULL, 0 },
	{ "text-en", "text_en", NULL, 0 },
	{ "category", "category", NULL, 0 },
	{ "for-role", "roles", NULL, 1 },
	{ "from", "from", NULL, 0 },
	{ "to", "to", NULL, 0 },
	/* of decisions */
	{ "finding", "finding", NULL, 0 },
	{ "kind", "kind", NULL, 0 },
	{ "impact", "impact", NULL, 0 },
	{ "justification", "justification", NULL, 0 },
	{ "what", "what", NULL, 0 },
	{ "due", "due", NULL, 0 },
	{ "when", "when", NULL, 0 },
	{ "reason", "reason", NULL, 0 },
	{ "until", "until", NULL, 0 },
	{ "note", "note", NULL, 0 },
	{ "who", "who", NULL, 0 },
	{ "cve", "cve", NULL, 0 },
	{ "system", "system", NULL, 0 },
	{ "product", "product", NULL, 0 },
	{ "request", "request", NULL, 0 },
	{ "decision", "decision", NULL, 0 },
};
#define KEYS (sizeof keys / sizeof *keys)

int
given_add(struct given *g, const char *option, const char *value)
{
	if (g->count == GIVEN_MAX)
		return -1;
	g->pair[g->count].option = option;
	g->pair[g->count++].value = value;
	return 0;
}

const char *
given_get(const struct given *g, const char *option)
{
	for (int i = g->count - 1; i >= 0; i--)
		if (strcmp(g->pair[i].option, option) == 0)
			return g->pair[i].value;
	return NULL;
}

const char *
given_text(const struct given *g, const char *option)
{
	const char *text = given_get(g, option);

	if (text == NULL)
		return NULL;
	if (*text == '\0' || strlen(text) > GIVEN_TEXT ||
	    !utf8_valid(text, strlen(text)))
		cmd_usage(
		    "--%s is no text of 1 to %d bytes", option, GIVEN_TEXT);
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			cmd_usage("--%s has a control character", option);
	return text;
}

static void
write_key(struct jsonw *w, const struct given *g, const struct key *k)
{
	const char *last = given_get(g, k->option);

	if (last == NULL)
		return;
	jsonw_key(w, k->key);
	if (!k->list) {
		jsonw_str(w, last);
		return;
	}
	jsonw_open(w, '[');
	for (int i = 0; i < g->count; i++)
		if (strcmp(g->pair[i].option, k->option) == 0 &&
		    *g->pair[i].value != '\0')
			jsonw_str(w, g->pair[i].value);
	jsonw_close(w, ']');
}

void
given_record(const struct given *g, const char *type, struct buf *out)
{
	const char *inside = NULL;
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", type);
	for (size_t i = 0; i < KEYS; i++)
		if (keys[i].inside == NULL)
			write_key(&w, g, &keys[i]);
		else if (given_get(g, keys[i].option) != NULL)
			inside = keys[i].inside;
	if (inside != NULL) {
		jsonw_key(&w, inside);
		jsonw_open(&w, '{');
		for (size_t i = 0; i < KEYS; i++)
			if (keys[i].inside != NULL)
				write_key(&w, g, &keys[i]);
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, '}');
}

/* One line for each operand, or a single one. */
static void
write_records(struct given *g, const char *type, const char *option, int argc,
    char **argv, struct buf *b)
{
	for (int i = 0; i == 0 || i < argc; i++) {
		if (i > 0)
			g->count--; /* the operand before */
		if (argc > 0 && given_add(g, option, argv[i]) < 0)
			cmd_usage("too much at once");
		given_record(g, type, b);
		buf_addc(b, '\n');
	}
	if (b->overflow)
		cmd_usage("too much at once");
}

int
given_run(struct given *g, const char *type, const char *option, int argc,
    char **argv, given_fn *fn, struct store *st)
{
	struct buf b;
	FILE *in;
	int rc;

	buf_init(&b, CALL_MAX);
	write_records(g, type, option, argc, argv, &b);
	in = fmemopen(b.data, b.len, "r");
	if (in == NULL)
		die(CMD_IO, "cannot read what the options say: %s",
		    strerror(errno));
	rc = fn(st, in, NULL, stdout);
	fclose(in);
	buf_free(&b);
	return rc;
}
