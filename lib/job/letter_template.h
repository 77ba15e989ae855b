#ifndef VVS_JOB_LETTER_TEMPLATE_H
#define VVS_JOB_LETTER_TEMPLATE_H

#include "text/template.h"

/*
 * The templates of mail: share/mail/KIND.LANG, or the same in the folder
 * that `mail.templates` names.  One has three parts, divided by lines of
 * "%%": the subject, the text, and one item of a list.  What is missing,
 * too long or no UTF-8 ends the program with CMD_CONF.
 */

enum { LETTER_SUBJECT_PART, LETTER_TEXT_PART, LETTER_ITEM_PART, LETTER_PARTS };

struct letter_template {
	char *text;		  /* free it */
	char *part[LETTER_PARTS]; /* without the "%%"; the first in one line */
};

void letter_template_read(
    struct letter_template *t, const char *kind, int japanese);

/* template_fill(); an unknown value ends the program with CMD_CONF. */
void letter_template_fill(
    struct buf *out, const char *text, const struct template_value *value);

/* Append the signature: that of `mail.signature`, or of the templates. */
void letter_signature(struct buf *out, int japanese);

#endif
