#include "job/contact.h"

#include <string.h>
#include <strings.h>

#include "base/cmd.h"
#include "rec/address.h"

enum outcome { CHANGED, ABSENT, FULL };

/* Add `item`, once, or take it away; capitals do not matter. */
static enum outcome
change_list(
    const char **list, int *count, int max, const char *item, int removing)
{
	int i = 0;

	while (i < *count && strcasecmp(list[i], item) != 0)
		i++;
	if (removing && i == *count)
		return ABSENT;
	if (removing)
		list[i] = list[--*count];
	else if (i == max)
		return FULL;
	else if (i == *count)
		list[(*count)++] = item;
	return CHANGED;
}

static void
change_notice_list(struct terms *t, const char *mail, int removing)
{
	enum outcome o =
	    change_list(t->list, &t->lists, TERMS_LISTS, mail, removing);

	if (o == ABSENT)
		cmd_usage("no notice list '%s'", mail);
	if (o == FULL)
		cmd_usage("at most %d notice lists", TERMS_LISTS);
}

void
contact_change(struct terms *t, const struct given *g)
{
	const char *mail = given_get(g, "email");
	const char *name = given_text(g, "name");
	int removing = given_get(g, "remove") != NULL, i = 0;

	if (mail == NULL || !address_mail_ok(mail))
		cmd_usage("contact needs --email, a mail address");
	if (given_get(g, "list") != NULL) {
		change_notice_list(t, mail, removing);
		return;
	}
	while (i < t->contacts && strcasecmp(t->contact[i].email, mail) != 0)
		i++;
	if (removing) {
		if (i == t->contacts)
			cmd_usage("no contact person '%s'", mail);
		t->contact[i] = t->contact[--t->contacts];
		return;
	}
	if (name == NULL)
		cmd_usage("contact needs --name");
	if (address_mail_is_list(mail))
		cmd_usage("'%s' looks like an address that many read: a "
			  "contact is a person, see --list",
		    mail);
	if (i == TERMS_CONTACTS)
		cmd_usage("at most %d contact persons", TERMS_CONTACTS);
	t->contact[i].name = name;
	t->contact[i].email = mail;
	t->contacts += i == t->contacts;
}

void
contact_addresses(struct terms *t, const struct given *g, int argc, char **argv)
{
	int removing = given_get(g, "remove") != NULL;

	for (int n = 0; n < argc; n++) {
		enum outcome o;

		if (!terms_is_network(argv[n]))
			cmd_usage("'%s' is no address or network", argv[n]);
		o = change_list(
		    t->source, &t->sources, TERMS_SOURCES, argv[n], removing);
		if (o == ABSENT)
			cmd_usage("'%s' is not in the list", argv[n]);
		if (o == FULL)
			cmd_usage("at most %d addresses", TERMS_SOURCES);
	}
}
