#include "job/contact.h"

#include <string.h>
#include <strings.h>

#include "base/cmd.h"
#include "rec/address.h"

static void
add_list(struct terms *t, const char *mail, int removing)
{
	int i = 0;

	while (i < t->lists && strcasecmp(t->list[i], mail) != 0)
		i++;
	if (removing && i == t->lists)
		cmd_usage("no notice list '%s'", mail);
	if (removing)
		t->list[i] = t->list[--t->lists];
	else if (i == TERMS_LISTS)
		cmd_usage("at most %d notice lists", TERMS_LISTS);
	else if (i == t->lists)
		t->list[t->lists++] = mail;
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
		add_list(t, mail, removing);
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
		const char *net = argv[n];
		int i = 0;

		if (!terms_is_network(net))
			cmd_usage("'%s' is no address or network", net);
		while (i < t->sources && strcmp(t->source[i], net) != 0)
			i++;
		if (removing && i == t->sources)
			cmd_usage("'%s' is not in the list", net);
		if (removing)
			t->source[i] = t->source[--t->sources];
		else if (i == TERMS_SOURCES)
			cmd_usage("at most %d addresses", TERMS_SOURCES);
		else if (i == t->sources)
			t->source[t->sources++] = net;
	}
}
