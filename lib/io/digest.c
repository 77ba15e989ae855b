#include "io/digest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/*
 * The plain functions, not EVP: fetching an algorithm loads providers and
 * their configuration, which was 43 % of a whole vvs-match of one name.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "base/cmd.h"
#include "base/mem.h"

struct digest {
	SHA256_CTX ctx;
};

struct digest *
digest_new(void)
{
	struct digest *d = xmalloc(sizeof *d);

	SHA256_Init(&d->ctx);
	return d;
}

void
digest_add(struct digest *d, const void *data, size_t n)
{
	SHA256_Update(&d->ctx, data, n);
}

void
digest_add_part(struct digest *d, const char *s)
{
	uint64_t n = strlen(s);
	unsigned char len[8];

	for (int i = 0; i < 8; i++)
		len[i] = (unsigned char)(n >> (56 - 8 * i));
	digest_add(d, len, sizeof len);
	digest_add(d, s, n);
}

void
digest_end(struct digest *d, unsigned char out[DIGEST_LEN])
{
	SHA256_Final(out, &d->ctx);
	free(d);
}

void
digest(const void *data, size_t n, unsigned char out[DIGEST_LEN])
{
	SHA256_CTX ctx; /* SHA256() itself goes through EVP */

	SHA256_Init(&ctx);
	SHA256_Update(&ctx, data, n);
	SHA256_Final(out, &ctx);
}

char *
digest_hex(const unsigned char *d, size_t n, char *out)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = hex[d[i] >> 4];
		out[2 * i + 1] = hex[d[i] & 15];
	}
	out[2 * n] = '\0';
	return out;
}

void
digest_random(void *out, size_t n)
{
	char *p = out;
	ssize_t got;

	for (; n > 0; p += got, n -= (size_t)got) {
		got = getrandom(p, n, 0);
		if (got <= 0)
			die(CMD_IO, "the system gives no random numbers");
	}
}
