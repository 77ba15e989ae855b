#ifndef VVS_SHARE_H
#define VVS_SHARE_H

/*
 * Files that come with vvs: aliases, templates, samples.
 *
 * They are in the compiled-in folder (make DATADIR=).  A program that was
 * started out of a build folder (its own path is X/build/NAME or
 * X/build/san/NAME) takes them from X/share instead, so that what was
 * built can be tried without installing it.  No option and no variable
 * changes this.
 */

/* The path of `name`, "aliases.tsv" or "mail/digest.ja"; free it. */
char *share_path(const char *name);

#endif
