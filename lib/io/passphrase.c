#include "io/passphrase.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/cmd.h"
#include "base/msg.h"

#define COST 32768
#define HASH_LEN (PASSPHRASE_TEXT - 1)
#define MEMORY (64u * 1024 * 1024)

const char *
passphrase_read(FILE *in)
{
	static char line[PASSPHRASE_MAX + 2];
	size_t n;

	if (fgets(line, sizeof line, in) == NULL)
		line[0] = '\0';
	n = strcspn(line, "\r\n");
	if (n == 0 || n > PASSPHRASE_MAX)
		die(CMD_DATA,
		    "no passphrase of 1 to %d bytes on standard input",
		    PASSPHRASE_MAX);
	line[n] = '\0';
	return line;
}

static void
make(const char *phrase, const char *salt, char out[PASSPHRASE_TEXT])
{
	unsigned char key[DIGEST_LEN];
	char hex[DIGEST_HEX];

	if (EVP_PBE_scrypt(phrase, strlen(phrase), (const unsigned char *)salt,
		strlen(salt), COST, 8, 1, MEMORY, key, sizeof key) != 1)
		die(CMD_BUG, "libcrypto cannot compute scrypt");
	snprintf(out, PASSPHRASE_TEXT, "scrypt$%s$%s", salt,
	    digest_hex(key, sizeof key, hex));
	OPENSSL_cleanse(key, sizeof key);
}

void
passphrase_hash(const char *phrase, char out[PASSPHRASE_TEXT])
{
	unsigned char salt[DIGEST_LEN];
	char hex[DIGEST_HEX];

	digest_random(salt, sizeof salt);
	make(phrase, digest_hex(salt, sizeof salt, hex), out);
}

int
passphrase_fits(const char *phrase, const char *hash)
{
	char salt[DIGEST_HEX] = "", again[PASSPHRASE_TEXT];

	if (strlen(hash) != HASH_LEN)
		return 0;
	memcpy(salt, hash + 7, DIGEST_HEX - 1);
	make(phrase, salt, again);
	return CRYPTO_memcmp(again, hash, HASH_LEN) == 0;
}
