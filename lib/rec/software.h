#ifndef VVS_REC_SOFTWARE_H
#define VVS_REC_SOFTWARE_H

#include "io/json.h"

/*
 * Software: one product on one system, as one inventory says it
 * (vvs-software(5)).  All texts are borrowed from whoever made it, NULL
 * where nothing is known.
 */

/* How the name to match by was found; it decides the confidence. */
enum software_how {
	SOFTWARE_UNRESOLVED, /* only a name, and nothing fits it */
	SOFTWARE_CPE,	     /* the inventory gave the CPE name itself */
	SOFTWARE_PURL,	     /* from the package's name: a candidate only */
	SOFTWARE_ALIAS,	     /* by share/aliases.tsv */
	SOFTWARE_DICTIONARY  /* the one product of that name in the sources */
};

#define SOFTWARE_SUGGESTIONS 3

struct software {
	const char *system;			       /* which system */
	const char *source;			       /* which inventory */
	const char *name, *vendor, *product, *version; /* as given */
	const char *cpe;			       /* as given */
	const char *purl;			       /* as given */
	const char *ecosystem; /* a package's kind: deb, rpm, npm, maven … */
	const char *arch;
	const char *source_name, *source_version; /* its source package */

	enum software_how how;
	/*
	 * The CPE 2.3 name that a name or package was resolved to, NULL if
	 * none.  The version of a deb, rpm or apk is upstream's in it: no
	 * epoch, no revision, no +dfsg.
	 */
	const char *resolved;
	const char *suggestion[SOFTWARE_SUGGESTIONS]; /* vendor:product */
	int gone; /* the inventory does not say it any more */
};

/*
 * Take a record apart; its texts live as long as `v`.  Empty strings count
 * as absent.  Returns NULL, or why it cannot be software: "no name, product,
 * cpe or purl".  `how` is SOFTWARE_CPE when there is a cpe and the record
 * does not say otherwise, SOFTWARE_PURL likewise.
 */
const char *software_read(struct software *s, const struct json *v);

/* Append the record. */
void software_write(struct jsonw *w, const struct software *s);

/*
 * The name to match by: the resolved CPE name, else the given one, or NULL.
 * Both are there when a tool guessed a name that no source knows.
 */
const char *software_cpe(const struct software *s);

#define SOFTWARE_ID 33 /* bytes of an identity with its NUL */

/*
 * What makes it the same software again, in any inventory of any system:
 * 32 hex digits over the purl, else the CPE name, else vendor, name and
 * version, as given.
 */
char *software_identity(const struct software *s, char *id);

#endif
