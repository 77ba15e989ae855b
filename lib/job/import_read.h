#ifndef VVS_JOB_IMPORT_READ_H
#define VVS_JOB_IMPORT_READ_H

#include <stdio.h>

#include "asset/distro.h"
#include "job/actor.h"
#include "job/import.h"
#include "job/import_system.h"
#include "job/naming.h"
#include "rec/software.h"

/*
 * One document of vvs-import-assets: what its parser says line by line,
 * each name resolved, into the spool of the store or, of a dry run, into
 * a file.  lib/job/import.c says what becomes of it.
 */

#define IMPORT_PASSED ((size_t)256 << 20) /* bytes that are passed on */

struct import_job {
	const struct import *im;
	struct store *st;
	struct naming *naming;
	struct import_systems *systems;
	struct actor who;	  /* if there is a state file */
	struct arena arena, keep; /* of a record, of the run */
	struct distro os;	  /* what runs here, or --os */
	struct software os_software;
	FILE *printed;	   /* records of a dry run, until the document ends */
	struct buf passed; /* what is not ours, until it is stored */

	/* of the document that is being read */
	const char *file;
	const char *source; /* set when its format is known */
	int is_dpkg, ended;
	int pass; /* the next line is to be passed on */
	int digested;
	struct buf request; /* that it makes instead */
	struct buf files;   /* of one inventory, as JSON: names and digests */
	long bad, count, unresolved, suggested;
};

/* The operating system here, or the one that --os names. */
void import_read_os(struct import_job *j);

/*
 * Read j->file from `fd`.  CMD_OK if the parser came to its end, CMD_NO
 * if there was nothing at all, else CMD_DATA; j->bad counts what was
 * rejected, and said.
 */
int import_read(struct import_job *j, int fd);

/* Count a name that was not resolved, and say what it may be. */
void import_say_unresolved(struct import_job *j, const struct software *s);

/* What inventories are told apart by: the last part of a path. */
const char *import_base_name(const char *path);

#endif
