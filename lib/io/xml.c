#include "io/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define ATTRS 32       /* of one element; more are dropped */
#define SEPARATOR '\n' /* between namespace and name: in neither */

struct xml {
	XML_Parser parser;
	const struct xml_calls *calls;
	void *arg;
	struct buf text[XML_DEPTH]; /* of each open element */
	size_t depth;
	const char *why; /* refused, by us */
};

static void
refuse(struct xml *x, const char *why)
{
	if (x->why == NULL)
		x->why = why;
	XML_StopParser(x->parser, XML_FALSE);
}

/* The local part of "namespace\nname". */
static const char *
local(const char *name)
{
	const char *at = strrchr(name, SEPARATOR);

	return at != NULL ? at + 1 : name;
}

static void
on_start(void *arg, const char *name, const char **given)
{
	struct xml *x = arg;
	struct xml_attr attrs[ATTRS + 1];
	const char *part = local(name);
	size_t n = 0;
	char *ns;

	if (x->why != NULL)
		return;
	if (x->depth == XML_DEPTH) {
		refuse(x, "nested deeper than 64");
		return;
	}
	for (; *given != NULL && n < ATTRS; given += 2)
		attrs[n++] = (struct xml_attr){ local(given[0]), given[1] };
	attrs[n] = (struct xml_attr){ NULL, NULL };
	buf_clear(&x->text[x->depth++]);
	ns = xstrndup(name, part > name ? (size_t)(part - name - 1) : 0);
	x->calls->start(ns, part, attrs, x->arg);
	free(ns);
}

static void
on_text(void *arg, const char *s, int n)
{
	struct xml *x = arg;

	if (x->why != NULL || x->depth == 0)
		return;
	buf_add(&x->text[x->depth - 1], s, (size_t)n);
	if (x->text[x->depth - 1].overflow)
		refuse(x, "more than 8 MiB of text in one element");
}

static char *
trim(struct buf *b)
{
	char *s = b->data + strspn(b->data, " \t\r\n");
	size_t n = strlen(s);

	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		s[--n] = '\0';
	return s;
}

static void
on_end(void *arg, const char *name)
{
	struct xml *x = arg;

	if (x->why != NULL || x->depth == 0)
		return;
	x->depth--;
	x->calls->end(local(name), trim(&x->text[x->depth]), x->arg);
}

static void
on_entity(void *arg, const char *name, int is_parameter, const char *value,
    int len, const char *base, const char *system, const char *public,
    const char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)len, (void)base;
	(void)system, (void)public, (void)notation;
	refuse(arg, "it declares entities");
}

struct xml *
xml_new(const struct xml_calls *calls, void *arg, int utf8)
{
	struct xml *x = xcalloc(1, sizeof *x);

	x->calls = calls;
	x->arg = arg;
	x->parser = XML_ParserCreateNS(utf8 ? "UTF-8" : NULL, SEPARATOR);
	if (x->parser == NULL)
		xmalloc((size_t)-1); /* out of memory, said there */
	for (size_t i = 0; i < XML_DEPTH; i++)
		buf_init(&x->text[i], XML_TEXT);
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetEntityDeclHandler(x->parser, on_entity);
	return x;
}

int
xml_feed(struct xml *x, const char *data, size_t n)
{
	const size_t piece = 1u << 20; /* expat counts in int */

	while (n > 0) {
		size_t now = n < piece ? n : piece;

		if (XML_Parse(x->parser, data, (int)now, 0) != XML_STATUS_OK)
			return -1;
		data += now;
		n -= now;
	}
	return 0;
}

const char *
xml_end(struct xml *x)
{
	if (x->why == NULL && XML_GetErrorCode(x->parser) == XML_ERROR_NONE &&
	    XML_Parse(x->parser, "", 0, 1) == XML_STATUS_OK)
		return NULL;
	return x->why != NULL ? x->why
			      : XML_ErrorString(XML_GetErrorCode(x->parser));
}

long
xml_line(const struct xml *x)
{
	return (long)XML_GetCurrentLineNumber(x->parser);
}

void
xml_free(struct xml *x)
{
	if (x == NULL)
		return;
	XML_ParserFree(x->parser);
	for (size_t i = 0; i < XML_DEPTH; i++)
		buf_free(&x->text[i]);
	free(x);
}
