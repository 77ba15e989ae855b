#ifndef VVS_JOB_IMPORT_H
#define VVS_JOB_IMPORT_H

#include "asset/inventory.h"
#include "store/store.h"

/*
 * The work of vvs-import-assets: documents become the software of systems.
 *
 * Each document is read by a child in a jail, its names are resolved, and
 * then, in one transaction, it replaces what its source said before of
 * the systems that it names.  What a document says no more is marked gone;
 * but not when a part of it was rejected, because then nobody knows.
 * After the commit what was stored, changed or gone is printed.
 */
struct import {
	const char *system;  /* --system, NULL: as the document says */
	const char *source;  /* --source, NULL: format and file name */
	const char *os;	     /* --os, a CPE name or NULL */
	const char *aliases; /* path of the file */
	enum inventory_format format;
	int create; /* register systems that are not */
	int dry;    /* print all, store nothing */
};

/*
 * The operands, "-" being standard input; none is that too.  With `dry`
 * the state may be NULL, then there is no dictionary.  Returns an enum
 * cmd_exit.
 */
int import_run(
    const struct import *im, struct store *st, char **files, int count);

#endif
