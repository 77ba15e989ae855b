#include "job/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/conf.h"
#include "base/mem.h"
#include "io/digest.h"
#include "job/deliver.h"
#include "job/managers.h"
#include "rec/cve.h"
#include "store/outbox.h"
#include "store/told.h"
#include "text/mime.h"

#define JST 540 /* minutes */

static const char *
domain(const char *address)
{
	return strrchr(address, '@') + 1;
}

static char *
make_message_id(struct compose *c)
{
	unsigned char random[4];
	char hex[9];

	digest_random(random, sizeof random);
	return xasprintf("vvs.%lld.%lld.%s@%s", (long long)clock_now(),
	    (long long)outbox_next_key(c->st),
	    digest_hex(random, sizeof random, hex), domain(c->from));
}

static void
preview(const struct outbox_mail *m, void *arg)
{
	deliver_notice(arg, m);
}

/* Build the message and queue it; 0 if it cannot be built. */
static int
queue(struct compose *c, const struct person *p, struct outbox_mail *mail)
{
	const struct letter *l = &c->letter;
	char *list = xasprintf("vvs.%s", domain(c->from));
	struct buf text, ids;
	const char *why;

	buf_init(&text, OUTBOX_TEXT_MAX);
	buf_init(&ids, OUTBOX_TEXT_MAX);
	if (mail->thread != NULL)
		outbox_references(c->st, p->id, mail->thread, &ids);
	why = mime_build(&text,
	    &(struct mime){ .from = c->from,
		.from_name = conf_get("mail.from-name", "vvs"),
		.to = p->email,
		.to_name = p->name,
		.subject = l->subject.data,
		.message_id = mail->message_id,
		.references = ids.data,
		.list_id = conf_get("mail.list-id", list),
		.lang = p->japanese ? "ja" : "en",
		.date = clock_now(),
		.zone = JST,
		.field =
		    (struct mime_field[]){
			{ "X-VVS-Level", l->urgent > 0 ? "urgent" : "normal" },
			{ 0 } },
		.body = l->text.data,
		.eight_bit = c->eight_bit });
	if (why == NULL) {
		int64_t key = outbox_add(c->st, mail, &text);

		if (c->preview != NULL)
			outbox_get(c->st, key, preview, c->preview);
	} else {
		warn("cannot write to account '%s': %s", p->id, why);
		c->rc = cmd_worse(c->rc, CMD_DATA);
	}
	buf_free(&text);
	buf_free(&ids);
	free(list);
	return why == NULL;
}

/* One mail, and what it is about is told. */
static void
write_mail(
    struct compose *c, const struct person *p, struct letter_content *say)
{
	char *id = make_message_id(c), cve[CVE_TEXT];
	struct outbox_mail mail;

	say->id = id;
	say->filter = *c->sieve->failure != '\0' ? c->sieve->failure : NULL;
	letter_write(&c->letter, c->st, p, say);
	mail = (struct outbox_mail){ .message_id = id,
		.account = p->id,
		.recipient = p->email,
		.kind = say->kind,
		.thread = strcmp(say->kind, "cve") == 0
			      ? cve_format(say->item->cve, cve)
			      : NULL,
		.subject = c->letter.subject.data,
		.about = c->letter.about.data,
		.findings = c->letter.findings };
	if (queue(c, p, &mail)) {
		for (size_t i = 0; i < say->items; i++)
			told_done(c->st, p->id, say->item[i].subject,
			    &say->item[i].now);
		for (size_t i = 0; i < say->reminds; i++)
			told_remember(c->st, p->id, say->remind[i].key);
		notices_told(&c->notices, p->id, say->notice, say->notices);
	}
	free(id);
}

/*
 * Who wants a mail a day or a week, by the dates of Japan, gets it sooner
 * only for what is urgent.
 */
static int
is_time(const struct compose *c, const struct person *p,
    const struct letter_content *say)
{
	int days = p->frequency == AUDIENCE_DAILY    ? 1
		   : p->frequency == AUDIENCE_WEEKLY ? 7
						     : 0;

	if (days == 0 || c->immediate || news_is_urgent(c->news))
		return 1;
	for (size_t i = 0; i < say->notices; i++)
		if (notice_is_urgent(&say->notice[i]))
			return 1;
	return clock_jst_days(clock_now()) -
		   clock_jst_days(outbox_last(c->st, p->id)) >=
	       days;
}

/* News one mail a CVE; true if that is how the person wants it. */
static int
write_at_once(struct compose *c, const struct person *p)
{
	const struct letter_item *item = c->news->item;
	size_t n = c->news->items, k;

	if (p->reader || (!c->immediate && p->frequency != AUDIENCE_IMMEDIATE))
		return 0;
	for (size_t i = 0; i < n; i += k) {
		for (k = 1; i + k < n && item[i + k].cve == item[i].cve;)
			k++;
		write_mail(c, p,
		    &(struct letter_content){
			.kind = "cve", .item = item + i, .items = k });
	}
	return 1;
}

/* All that there is to tell a person, in one mail. */
static void
write_to(struct compose *c, size_t person)
{
	const struct person *p = &c->audience->person[person];
	struct letter_content say = { .notice = c->notice };

	news_collect(c->news, p, c->sieve);
	say.item = c->news->item;
	say.items = c->news->items;
	say.reminds = remind_of(&c->remind, person, &say.remind);
	say.notices = notices_for(&c->notices, p->account, c->notice);
	if (say.items + say.reminds + say.notices == 0 || !is_time(c, p, &say))
		return;
	if (write_at_once(c, p))
		say.items = 0;
	say.kind = say.items > 0     ? (p->reader ? "reader" : "digest")
		   : say.reminds > 0 ? "reminder"
				     : "announcement";
	if (say.items + say.reminds + say.notices > 0)
		write_mail(c, p, &say);
}

/* Contact persons hear of who is enterprise-manager, and of nothing else. */
static void
write_to_contacts(struct compose *c)
{
	struct letter_content say = { .kind = "announcement" };
	const struct sieve none = { 0 };
	struct managers m;

	managers_load(&m, c->st);
	c->sieve = &none;
	say.notice = m.item;
	say.notices = m.count;
	for (size_t i = 0; i < m.contacts && m.count > 0; i++)
		write_mail(c, &m.contact[i], &say);
	managers_free(&m);
}

int
compose_all(struct compose *c, const struct sieve *sieve)
{
	letter_init(&c->letter);
	remind_load(&c->remind, c->st, c->audience);
	notices_load(&c->notices, c->st);
	c->notice = xcalloc(c->notices.count, sizeof *c->notice);
	for (size_t i = 0; i < c->audience->persons; i++) {
		c->sieve = &sieve[i];
		write_to(c, i);
	}
	write_to_contacts(c);
	free(c->notice);
	notices_free(&c->notices);
	remind_free(&c->remind);
	letter_free(&c->letter);
	return c->rc;
}
