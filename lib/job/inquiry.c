#include "job/inquiry.h"

#include <string.h>
#include <strings.h>

#include "base/cmd.h"
#include "io/json.h"
#include "io/jsonw.h"
#include "io/passphrase.h"
#include "io/text.h"
#include "job/actor.h"
#include "rec/terms.h"
#include "store/contract.h"

#define ANSWER_MAX 1000 /* bytes */

/* As people write it: full-width forms, capitals and blanks do not matter. */
static const char *
plain(struct arena *a, const char *text)
{
	char *folded = text_fold(a, text), *to = folded;

	for (const char *p = folded; *p != '\0'; p++)
		if (*p != ' ')
			*to++ = *p;
	*to = '\0';
	return folded;
}

static int
same(struct arena *a, const char *given, const char *stored)
{
	return given != NULL && stored != NULL &&
	       strcmp(plain(a, given), plain(a, stored)) == 0;
}

static void
answer(struct jsonw *w, const char *key, int fits, int *all)
{
	jsonw_key(w, key);
	jsonw_bool(w, fits);
	*all &= fits;
}

int
inquiry_check(struct store *st, const struct given *g, FILE *out)
{
	struct arena a = ARENA_INIT;
	const char *mail = given_get(g, "email"), *hash;
	const char *phrase = given_get(g, "passphrase");
	int name = 0, sender = 0, all = 1;
	struct terms terms;
	struct actor who;
	struct jsonw w;
	struct buf b;

	actor_load(&who, st);
	actor_require(&who, ACTION_ORGANIZATIONS);
	terms_read(&terms, contract_find(st, &a));
	for (int i = 0; i < terms.contacts; i++)
		if (mail != NULL &&
		    strcasecmp(mail, terms.contact[i].email) == 0) {
			sender = 1;
			name = same(
			    &a, given_get(g, "name"), terms.contact[i].name);
		}
	buf_init(&b, ANSWER_MAX);
	jsonw_init(&w, &b);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "inquiry");
	answer(&w, "id", same(&a, given_get(g, "id"), terms.id), &all);
	answer(&w, "company", same(&a, given_get(g, "company"), terms.company),
	    &all);
	answer(&w, "name", name, &all);
	answer(&w, "sender", sender, &all);
	hash = contract_passphrase(st, &a);
	if (phrase != NULL)
		answer(&w, "passphrase",
		    hash != NULL && passphrase_fits(phrase, hash), &all);
	jsonw_close(&w, '}');
	fprintf(out, "%s\n", b.data);
	buf_free(&b);
	actor_free(&who);
	arena_free(&a);
	return all ? CMD_OK : CMD_NO;
}
