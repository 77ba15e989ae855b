#ifndef VVS_XML_H
#define VVS_XML_H

#include <stddef.h>

/*
 * XML, element by element.  The only module that knows expat.
 *
 * Input is hostile.  A document that declares entities is refused (so
 * nothing expands and nothing outside is read), and so is one nested
 * deeper than XML_DEPTH, one with an element of more than XML_TEXT bytes
 * of text, and one that is not well-formed to its end.
 * Encodings: UTF-8, UTF-16, ISO 8859-1, ASCII.
 *
 * Names come without their namespace prefix; the namespace itself is
 * given apart, "" if there is none.
 */
#define XML_DEPTH 64
#define XML_TEXT (8u << 20)

struct xml_attr {
	const char *name, *value;
};

struct xml_calls {
	/* Attributes end with a NULL name. */
	void (*start)(const char *ns, const char *name,
	    const struct xml_attr *attrs, void *arg);
	/* `text` is all character data of the element itself, trimmed. */
	void (*end)(const char *name, const char *text, void *arg);
};

struct xml;

/* With `utf8` it is UTF-8, whatever it says of itself. */
struct xml *xml_new(const struct xml_calls *calls, void *arg, int utf8);
/* In any pieces: 0, or -1 once the document is refused. */
int xml_feed(struct xml *x, const char *data, size_t n);
/* After the last piece: NULL, or a static text that says why not. */
const char *xml_end(struct xml *x);
/* Where the reader is, or where it stopped. */
long xml_line(const struct xml *x);
void xml_free(struct xml *x);

#endif
