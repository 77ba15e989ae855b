#ifndef VVS_MIME_H
#define VVS_MIME_H

#include <stdint.h>

#include "base/buf.h"

/*
 * One mail for one recipient, as text/plain in UTF-8 (RFC 5322, 2045,
 * 2047).  What comes out is CRLF throughout, 7-bit, and no line is longer
 * than 78 bytes but where one address or id is, so no relay has a reason
 * to change it.
 *
 * Nothing is repaired: a value that holds a line break, a control or
 * bidirectional character, U+2028, U+2029 or broken UTF-8 is refused
 * before anything is written, because a header that was cut or cleaned
 * may say something else.  Clean foreign text first (mime_clean).
 *
 * Non-ASCII header text becomes base64 encoded-words of whole characters,
 * at most 75 bytes each; the body becomes quoted-printable when more than
 * 85 % of it is ASCII, else base64.
 */

#define MIME_REFS_MAX 20 /* ids kept in References: first and last ones */

struct mime_field {
	const char *name; /* "X-VVS-..."; no other is taken */
	const char *value;
};

struct mime {
	const char *from, *from_name; /* each name may be NULL */
	const char *to, *to_name;
	const char *reply_to;	/* NULL: none */
	const char *subject;	/* UTF-8 */
	const char *message_id; /* local@domain, without <> */
	const char *references; /* ids, oldest first, parted by spaces; NULL */
	const char *list_id, *list_name; /* vvs.example.jp; NULL: none */
	const char *lang;		 /* "ja" or "en" */
	int64_t date;			 /* seconds since 1970 */
	int zone;			 /* minutes east of UTC */
	const struct mime_field *field;	 /* ends with name NULL; NULL: none */
	const char *body;		 /* UTF-8, lines end with LF */
	int eight_bit; /* leave the body readable: for files, not for SMTP */
};

/*
 * Append the message to `out`.  NULL, or what is wrong with `m`: then
 * `out` is as before.
 */
const char *mime_build(struct buf *out, const struct mime *m);

/* Make foreign text fit for a header: what is refused becomes a space. */
void mime_clean(char *text);

#endif
