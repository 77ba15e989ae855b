#ifndef VVS_PACK_DICTIONARY_H
#define VVS_PACK_DICTIONARY_H

#include <stddef.h>

/* The dictionaries of io/pack.h; never change a byte of one. */
extern const char pack_dictionary_1[];
extern const size_t pack_dictionary_1_size;

#endif
