#ifndef VVS_REPORT_HTML_PART_H
#define VVS_REPORT_HTML_PART_H

#include "report/html.h"
#include "report/words.h"

/* What the source files of the HTML page share. */

struct page {
	FILE *f;
	const struct report_summary *s;
	enum lang lang;
};

/* One of our own words, escaped. */
void part_word(const struct page *p, enum word w);
/* A number with its thousands set apart. */
void part_number(FILE *f, long n);
void part_level(const struct page *p, enum level level);
/* <section>, its heading and a line below it. */
void part_open(
    const struct page *p, const char *id, enum word title, enum word note);
void part_close(const struct page *p);
/* "Urgent 3, High 2": a chart's numbers as text. */
void part_levels_text(const struct page *p, const struct report_counts *c,
    char *text, size_t size);

/* Announcements; nothing if there are none. */
void part_notices(const struct page *p);

/* The sections with tables. */
void part_first(const struct page *p);
void part_organizations(const struct page *p);
void part_systems(const struct page *p);
void part_kev(const struct page *p);
void part_overdue(const struct page *p);
void part_newest(const struct page *p);

#endif
