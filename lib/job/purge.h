#ifndef VVS_JOB_PURGE_H
#define VVS_JOB_PURGE_H

#include <stdio.h>

#include "store/store.h"

/*
 * Erase what was registered more than seven years ago, and print how much
 * of each; with `dry` only print.  CMD_RETRY if a reader keeps the old
 * content in the file.
 */
int purge_run(struct store *st, int dry, FILE *out);

#endif
