#ifndef VVS_PASSPHRASE_H
#define VVS_PASSPHRASE_H

#include <stdio.h>

#include "io/digest.h"

/*
 * Passphrases, kept as scrypt hashes (RFC 7914; N 2^15, r 8, p 1: 32 MiB
 * and about a tenth of a second).  The text is "scrypt$SALT$HASH" in hex.
 */

#define PASSPHRASE_TEXT (7 + 2 * DIGEST_HEX)
#define PASSPHRASE_MAX 256 /* bytes of a passphrase */

/*
 * One line of `in`, without its end; static.  Ends the program with
 * CMD_DATA if it is empty or longer than PASSPHRASE_MAX.
 */
const char *passphrase_read(FILE *in);

void passphrase_hash(const char *phrase, char out[PASSPHRASE_TEXT]);

/* 1 if `phrase` is the one of `hash`; takes the same time if not. */
int passphrase_fits(const char *phrase, const char *hash);

#endif
