#ifndef VVS_JOB_IMPORT_PARSER_H
#define VVS_JOB_IMPORT_PARSER_H

#include "asset/inventory.h"

/*
 * The child that reads an inventory: it has the document, a pipe, and
 * nothing else (base/jail.h).  It writes JSON lines: first
 * {"type":"digest","sha256":…} of the document as it is, then
 * {"type":"begin","format":…}, then software records and {"type":"address",
 * "system":…,"address":…}, last {"type":"end","bad":…}.
 * After {"type":"pass"} comes a line of the document as it stands there.
 * Without that last line nothing that came before may be kept.  Messages
 * are {"type":"say","text":…}, anywhere: the jail forbids to write to
 * files, and standard error may be one.
 */
struct import_parser {
	const char *file;   /* for messages */
	const char *system; /* --system or NULL */
	enum inventory_format format;
	int is_pipe; /* it may be empty, then CMD_NO and no line at all;
		      * and records of other types are passed */
	const char *distro, *distro_version;
};

/* For proc_start(); `arg` is a struct import_parser. */
int import_parser(int in, int out, void *arg);

#endif
