#ifndef VVS_JOB_LETTER_H
#define VVS_JOB_LETTER_H

#include "base/buf.h"
#include "job/audience.h"
#include "job/notice.h"
#include "job/remind.h"
#include "store/told.h"

/*
 * What a mail says, in the recipient's language, by the templates of
 * job/letter_template.h: news of CVEs, reminders and announcements, each
 * part by the template of its kind; see vvs-notify(1).
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

/* What a letter is about; at least one of the three lists is not empty. */
struct letter_content {
	const char *kind; /* digest, cve, reader, reminder, announcement */
	const char *id;	  /* the Message-ID, for whoever calls us about it */
	const struct letter_item *item; /* sorted */
	size_t items;
	const struct remind_item *remind;
	size_t reminds;
	const struct notice_item *notice;
	size_t notices;
	const char *filter; /* why the recipient's own fails, or NULL */
};

struct letter {
	struct buf subject, text;
	struct buf about; /* CVE ids, parted by spaces */
	int findings;	  /* or reminders, or announcements */
	int urgent;	  /* news of level urgent, that is open */
};

void letter_init(struct letter *l);
void letter_free(struct letter *l);

/* The most urgent first, the findings of one CVE together. */
void letter_sort(struct letter_item *item, size_t n);

void letter_write(struct letter *l, struct store *st, const struct person *to,
    const struct letter_content *c);

#endif
