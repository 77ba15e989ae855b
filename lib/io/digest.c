#include "io/digest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/evp.h>

#include "base/cmd.h"
#include "base/mem.h"

struct digest {
	EVP_MD_CTX *ctx;
};

/* EVP_sha256() would look the algorithm up each time: half of our time. */
static const EVP_MD *
sha256(void)
{
	static EVP_MD *md;

	if (md == NULL)
		md = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (md == NULL)
		die(CMD_BUG, "libcrypto has no SHA-256");
	return md;
}

struct digest *
digest_new(void)
{
	struct digest *d = xmalloc(sizeof *d);

	d->ctx = EVP_MD_CTX_new();
	if (d->ctx == NULL || EVP_DigestInit_ex(d->ctx, sha256(), NULL) != 1)
		die(CMD_BUG, "libcrypto has no SHA-256");
	return d;
}

void
digest_add(struct digest *d, const void *data, size_t n)
{
	if (EVP_DigestUpdate(d->ctx, data, n) != 1)
		die(CMD_BUG, "libcrypto cannot compute SHA-256");
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
	if (EVP_DigestFinal_ex(d->ctx, out, NULL) != 1)
		die(CMD_BUG, "libcrypto cannot compute SHA-256");
	EVP_MD_CTX_free(d->ctx);
	free(d);
}

void
digest(const void *data, size_t n, unsigned char out[DIGEST_LEN])
{
	if (EVP_Digest(data, n, out, NULL, sha256(), NULL) != 1)
		die(CMD_BUG, "libcrypto cannot compute SHA-256");
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
