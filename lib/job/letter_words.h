#ifndef VVS_JOB_LETTER_WORDS_H
#define VVS_JOB_LETTER_WORDS_H

#include "base/buf.h"
#include "job/letter.h"

/*
 * The words that job/letter.c puts into templates, in the language of the
 * recipient (not that of whoever runs the program, so not by gettext).
 */

const char *word_level(const char *level, int japanese);
/* "[緊急]" for a subject, "" where there is no hurry. */
const char *word_mark(int urgent, int japanese);
/* "10.0 (CVSS 3.1)" */
void word_cvss(struct buf *out, const struct letter_item *i, int japanese);
/* Known exploitation and its prediction; nothing if neither is known. */
void word_exploited(struct buf *out, const struct letter_item *i, int japanese);
/* What is different from what the recipient knows; nothing if new. */
void word_change(struct buf *out, const struct letter_item *i, int japanese);
/* One line for a system: its name, the software, what is special. */
void word_system(struct buf *out, const struct letter_item *i, int japanese);
/* So many more were left out: of systems, of CVEs. */
void word_more_systems(struct buf *out, size_t n, int japanese);
void word_more(struct buf *out, size_t n, int japanese);
/* The description is in another language, or there is none. */
const char *word_untranslated(int japanese);
const char *word_no_text(int japanese);
/* Why a low confidence should be looked at. */
void word_confidence(struct buf *out, int confidence, int japanese);
/* The recipient's filter failed, and why. */
void word_filter(struct buf *out, const char *why, int japanese);
/* Of what one is reminded, as a heading. */
const char *word_remind(enum remind_kind kind, int japanese);
/* The headings of what stands below other news. */
void word_reminders(struct buf *out, size_t n, int japanese);
void word_announcements(struct buf *out, size_t n, int japanese);
/* The same for a subject: ", 2 to look at, 1 announcement"; or nothing. */
/* The first announcement, for a subject, and how many more there are. */
void word_title(struct buf *out, const struct notice_item *first,
    const char *title, size_t n, int japanese);
/* What word_also() gave, without what joins it to the words before. */
const char *word_others(const char *also, int japanese);
void word_also(
    struct buf *out, size_t reminders, size_t announcements, int japanese);
/* The category of an announcement; what is new about it, "" if all is. */
const char *word_notice(const char *category, int japanese);
const char *word_news(enum notice_news news, int japanese);
/* A reason that vvs gave itself; what people wrote stays as it is. */
const char *word_reason(const char *reason, int japanese);

#endif
