#ifndef VVS_DIGEST_H
#define VVS_DIGEST_H

#include <stddef.h>

/* SHA-256 (FIPS 180-4).  Owner of libcrypto's digests. */

#define DIGEST_LEN 32
#define DIGEST_HEX (2 * DIGEST_LEN + 1)

struct digest;

struct digest *digest_new(void);
void digest_add(struct digest *d, const void *data, size_t n);
/* The same, preceded by its length, so that parts cannot run together. */
void digest_add_part(struct digest *d, const char *s);
/* The result; frees `d`. */
void digest_end(struct digest *d, unsigned char out[DIGEST_LEN]);

/* All at once. */
void digest(const void *data, size_t n, unsigned char out[DIGEST_LEN]);

/* Lower-case hex of the first `n` bytes, NUL-terminated. */
char *digest_hex(const unsigned char *d, size_t n, char *out);

/* `n` random bytes from the system; ends the program if there are none. */
void digest_random(void *out, size_t n);

#endif
