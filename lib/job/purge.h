#ifndef VVS_JOB_PURGE_H
#define VVS_JOB_PURGE_H

#include <stdio.h>

#include "store/store.h"

/*
 * Erase what was registered more than seven years ago, or all of it with
 * `ended`, which needs a contract that has; and print how much of each.
 * With `dry` each thing that would go is printed, and nothing written.
 * CMD_RETRY if a reader keeps the old content in the file.
 */
int purge_run(struct store *st, int ended, int dry, FILE *out);

#endif
