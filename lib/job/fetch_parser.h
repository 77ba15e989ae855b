#ifndef VVS_FETCH_PARSER_H
#define VVS_FETCH_PARSER_H

#include "job/fetch.h"

/*
 * The jailed child of fetch.h: unpacks one document, reads it, and tells
 * the writer in frames (job/frame.h).  For proc_start(); `arg` is an
 * enum fetch_source.
 */
int fetch_parser(int in, int out, void *arg);

/*
 * Which source a document is of, from how it begins; -1 if of none.
 */
#define FETCH_HEAD 4096 /* bytes that are looked at */
int fetch_recognise(const char *head, size_t n);

#endif
