#ifndef VVS_JOB_LETTER_H
#define VVS_JOB_LETTER_H

#include "base/buf.h"
#include "job/audience.h"
#include "job/remind.h"
#include "store/told.h"

/*
 * What a mail says, in the recipient's language: from the templates in
 * share/mail, or the folder that `mail.templates` names.  A template has
 * three parts, divided by lines of "%%": the subject, the text, and what
 * stands for each CVE in place of {items}; see vvs-notify(1).
 *
 * A CVE without a text in the recipient's language is given in the other
 * one, and said so.
 */

#define LETTER_FULL 200	      /* CVEs that are told in full */
#define LETTER_LINES 2000     /* and in one line each; the rest are counted */
#define LETTER_SYSTEMS 50     /* systems named for one CVE */
#define LETTER_COLUMNS 100    /* of such a line */
#define LETTER_TEXT 420	      /* columns of a description */
#define LETTER_SUBJECT 200    /* columns of a subject */
#define LETTER_MAX (2u << 20) /* bytes */

/* News about one finding, or for a security-reader one CVE. */
struct letter_item {
	const char *subject; /* of store/told.h */
	int64_t cve;
	int known;
	struct told_facts then, now;
	const struct machine *machine; /* NULL for a security-reader */
	const char *product;	       /* "Apache Log4j" */
	const char *version;	       /* NULL: not known */
	int score;		       /* tenths, -1 for none */
	const char *cvss_version;
	int epss; /* in 1e-5, -1 for none */
	const char *kev_due, *due;
	int confidence;
	int possible; /* it could not be decided */
};

struct letter {
	struct buf subject, text;
	struct buf about; /* CVE ids, parted by spaces */
	int findings;
	int urgent;	    /* news of level urgent, that is open */
	const char *filter; /* why the recipient's own fails, or NULL; the
			     * caller sets it */
};

void letter_init(struct letter *l);
void letter_free(struct letter *l);

/* The most urgent first, the findings of one CVE together. */
void letter_sort(struct letter_item *item, size_t n);

/*
 * Write the letter of `kind` ("digest", "cve" or "reader") about sorted
 * items; `id` is the message id, for whoever calls us about it.
 */
void letter_write(struct letter *l, struct store *st, const struct person *to,
    const char *kind, const char *id, const struct letter_item *item, size_t n);

/* The same of kind "reminder", about `n` reminders. */
void letter_remind(struct letter *l, const struct person *to, const char *id,
    const struct remind_item *item, size_t n);

#endif
