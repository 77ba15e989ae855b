#ifndef VVS_JOB_QUOTE_H
#define VVS_JOB_QUOTE_H

#include <stdio.h>

#include "job/given.h"

/*
 * Print one date or amount of the terms of the service, with what it was
 * computed from, as a record.  `of` is its name: "interest" and so on.
 * What it needs comes from the options; ends the program with CMD_USAGE
 * if one is missing or makes no sense.
 */
void quote_print(const char *of, const struct given *g, FILE *out);

#endif
