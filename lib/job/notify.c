#include "job/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/conf.h"
#include "base/mem.h"
#include "base/state.h"
#include "io/digest.h"
#include "io/jsonl.h"
#include "io/mail.h"
#include "job/audience.h"
#include "job/deliver.h"
#include "job/letter.h"
#include "job/news.h"
#include "job/waiver.h"
#include "job/want.h"
#include "rec/address.h"
#include "rec/cve.h"
#include "rec/finding.h"
#include "store/finding.h"
#include "store/outbox.h"
#include "store/told.h"
#include "text/mime.h"

#define CONSUMER "notify"
#define LOCK_WAIT_MS 10000
#define WEEK_S (7 * 86400 - 12 * 3600) /* runs are never quite on time */
#define IDS_MAX 1000000
#define OUTPUT_MAX (64u << 20)
#define JST 540 /* minutes */

struct job {
	struct store *st;
	const struct notify *n;
	struct mail_settings *settings; /* NULL: nothing is sent */
	struct audience audience;
	char (*id)[FINDING_ID]; /* of the findings that were given */
	size_t ids, room;
	struct letter letter;
	struct news news;
	struct remind remind;
	struct notices notices;
	struct notice_item *notice; /* for the account in hand */
	struct buf preview;	    /* what a dry run prints */
	const char *from;
	int rc;
};

/* One run at a time; the lock ends with the process, however it ends. */
static void
lock(void)
{
	char *path = xasprintf("%s-notify", state_path());
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		die(CMD_IO, "cannot open '%s': %s", path, strerror(errno));
	for (int64_t end = clock_ms() + LOCK_WAIT_MS;;) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			break;
		if (clock_ms() > end)
			die(CMD_RETRY, "another vvs-notify is at work");
		poll(NULL, 0, 50);
	}
	free(path);
}

static void
take_id(struct job *j, const char *id)
{
	j->id = xgrow(j->id, &j->room, j->ids + 1, sizeof *j->id);
	memcpy(j->id[j->ids++], id, FINDING_ID);
}

/* Finding records are for us, others are for whoever comes after us. */
static void
read_input(struct job *j, FILE *in, FILE *out)
{
	struct jsonl *lines = jsonl_open(in, "<stdin>");
	const struct json *v;

	while ((v = jsonl_next(lines)) != NULL) {
		const char *type = json_str(v, "type");
		const char *id = json_str(v, "id");
		const struct json *stored = json_get(v, "stored");
		size_t n;

		if (type == NULL || strcmp(type, "finding") != 0) {
			const char *line = jsonl_line(lines, &n);

			fwrite(line, 1, n, out);
			putc('\n', out);
		} else if (stored != NULL && !json_is_true(stored)) {
			continue; /* not of a registered system */
		} else if (id == NULL || strlen(id) != FINDING_ID - 1) {
			jsonl_reject(lines, "finding without an id");
		} else if (j->ids < IDS_MAX) {
			take_id(j, id);
		}
	}
	j->rc = cmd_worse(j->rc, jsonl_close(lines));
}

static void
scan_cve(int64_t cve, void *arg)
{
	struct job *j = arg;
	struct finding_query q = { .cve = cve };

	finding_each(j->st, &q, news_note, &j->news);
}

static void
scan(struct job *j)
{
	struct finding_query q = { 0 };

	if (j->n->from == NOTIFY_INPUT) {
		for (size_t i = 0; i < j->ids; i++) {
			q.id = j->id[i];
			finding_each(j->st, &q, news_note, &j->news);
		}
		return;
	}
	if (j->n->from == NOTIFY_PENDING)
		q.after_seq = store_cursor(j->st, CONSUMER);
	finding_each(j->st, &q, news_note, &j->news);
	/* an EPSS over the limit changes no finding */
	if (q.after_seq > 0)
		finding_rated_anew(j->st, q.after_seq, scan_cve, j);
	store_set_cursor(j->st, CONSUMER, store_seq(j->st));
}

static const char *
domain(const char *address)
{
	return strrchr(address, '@') + 1;
}

static char *
make_message_id(struct job *j)
{
	unsigned char random[4];
	char hex[9];

	digest_random(random, sizeof random);
	return xasprintf("vvs.%lld.%lld.%s@%s", (long long)clock_now(),
	    (long long)outbox_next_key(j->st),
	    digest_hex(random, sizeof random, hex), domain(j->from));
}

static void
preview(const struct outbox_mail *m, void *arg)
{
	deliver_notice(arg, m);
}

/* Build the message and queue it; 0 if it cannot be built. */
static int
queue(struct job *j, const struct person *p, struct outbox_mail *mail)
{
	const struct letter *l = &j->letter;
	char *list = xasprintf("vvs.%s", domain(j->from));
	struct buf text, ids;
	const char *why;

	buf_init(&text, OUTBOX_TEXT_MAX);
	buf_init(&ids, OUTBOX_TEXT_MAX);
	if (mail->thread != NULL)
		outbox_references(j->st, p->id, mail->thread, &ids);
	why = mime_build(&text,
	    &(struct mime){ .from = j->from,
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
		.eight_bit = j->n->dir != NULL });
	if (why == NULL) {
		int64_t key = outbox_add(j->st, mail, &text);

		if (j->n->dry_run)
			outbox_get(j->st, key, preview, &j->preview);
	} else {
		warn("cannot write to account '%s': %s", p->id, why);
		j->rc = cmd_worse(j->rc, CMD_DATA);
	}
	buf_free(&text);
	buf_free(&ids);
	free(list);
	return why == NULL;
}

/* One mail, and what it is about is told. */
static void
write_mail(struct job *j, const struct person *p, struct letter_content *c)
{
	char *id = make_message_id(j), cve[CVE_TEXT];
	struct outbox_mail mail;

	c->id = id;
	c->filter = j->news.want != NULL ? want_failure(j->news.want) : NULL;
	letter_write(&j->letter, j->st, p, c);
	mail = (struct outbox_mail){ .message_id = id,
		.account = p->id,
		.recipient = p->email,
		.kind = c->kind,
		.thread = strcmp(c->kind, "cve") == 0
			      ? cve_format(c->item->cve, cve)
			      : NULL,
		.subject = j->letter.subject.data,
		.about = j->letter.about.data,
		.findings = j->letter.findings };
	if (queue(j, p, &mail)) {
		for (size_t i = 0; i < c->items; i++)
			told_done(
			    j->st, p->id, c->item[i].subject, &c->item[i].now);
		for (size_t i = 0; i < c->reminds; i++)
			told_remember(j->st, p->id, c->remind[i].key);
		notices_told(&j->notices, p->id, c->notice, c->notices);
	}
	free(id);
}

/* Who wants a mail a week gets it sooner only for what is urgent. */
static int
is_time(
    const struct job *j, const struct person *p, const struct letter_content *c)
{
	if (p->frequency != AUDIENCE_WEEKLY || j->n->immediate ||
	    news_is_urgent(&j->news))
		return 1;
	for (size_t i = 0; i < c->notices; i++)
		if (notice_is_urgent(&c->notice[i]))
			return 1;
	return clock_now() - outbox_last(j->st, p->id) >= WEEK_S;
}

/* News one mail a CVE; true if that is how the person wants it. */
static int
write_at_once(struct job *j, const struct person *p)
{
	const struct letter_item *item = j->news.item;
	size_t n = j->news.items, k;

	if (p->reader ||
	    (!j->n->immediate && p->frequency != AUDIENCE_IMMEDIATE))
		return 0;
	for (size_t i = 0; i < n; i += k) {
		for (k = 1; i + k < n && item[i + k].cve == item[i].cve;)
			k++;
		write_mail(j, p,
		    &(struct letter_content){
			.kind = "cve", .item = item + i, .items = k });
	}
	return 1;
}

/* All that there is to tell a person, in one mail. */
static void
write_to(struct job *j, size_t person)
{
	const struct person *p = &j->audience.person[person];
	struct letter_content c = { .notice = j->notice };

	news_collect(&j->news, p);
	c.item = j->news.item;
	c.items = j->news.items;
	c.reminds = remind_of(&j->remind, person, &c.remind);
	c.notices = notices_for(&j->notices, p->account, j->notice);
	if (c.items + c.reminds + c.notices == 0 || !is_time(j, p, &c))
		return;
	if (write_at_once(j, p))
		c.items = 0;
	c.kind = c.items > 0	 ? (p->reader ? "reader" : "digest")
		 : c.reminds > 0 ? "reminder"
				 : "announcement";
	if (c.items + c.reminds + c.notices > 0)
		write_mail(j, p, &c);
}

/* The sender in the header; the envelope's is that of the settings. */
static void
choose_sender(struct job *j)
{
	j->from = conf_get("mail.from",
	    j->settings != NULL ? j->settings->from : "vvs@localhost");
	if (!address_mail_ok(j->from) ||
	    (j->settings != NULL && !address_mail_ok(j->settings->from)))
		die(CMD_CONF, "the sender is not a mail address");
}

static void
read_settings(struct job *j)
{
	const char *path = conf_get("mail.config", NULL);

	if (j->n->dir == NULL && !j->n->dry_run) {
		if (path == NULL)
			die(CMD_CONF, "mail.config is not set: it names the "
				      "file with the mail settings");
		j->settings = mail_settings_read(path);
	}
	choose_sender(j);
}

static void
see_waiting(const struct told *t, void *arg)
{
	(void)t;
	*(int *)arg = 1;
}

/*
 * A filter takes its time to start: only for whom there is news, one at a
 * time, and nobody waits for us meanwhile.  What was noted stays noted.
 */
static void
open_want(struct job *j, const struct person *p)
{
	int waits = 0;

	j->news.want = NULL;
	told_waiting(j->st, p->id, see_waiting, &waits);
	if (!waits || !want_exists(j->st, p->id))
		return;
	if (!j->n->dry_run)
		store_commit(j->st);
	j->news.want = want_open(j->st, p->id);
	if (!j->n->dry_run)
		store_begin(j->st);
}

static void
serve(struct job *j, size_t person)
{
	open_want(j, &j->audience.person[person]);
	write_to(j, person);
	if (j->news.want != NULL)
		want_close(j->news.want);
}

/*
 * From findings to mails in the outbox.  What is noted, and each mail with
 * what it tells, is all or nothing.
 */
static void
compose(struct job *j)
{
	store_begin(j->st);
	waiver_expire(j->st);
	audience_load(&j->audience, j->st);
	outbox_drop_removed(j->st);
	news_init(&j->news, j->st, &j->audience, j->n->backlog);
	scan(j);
	letter_init(&j->letter);
	remind_load(&j->remind, j->st, &j->audience);
	notices_load(&j->notices, j->st);
	j->notice = xcalloc(j->notices.count, sizeof *j->notice);
	for (size_t i = 0; i < j->audience.persons; i++)
		serve(j, i);
	free(j->notice);
	notices_free(&j->notices);
	remind_free(&j->remind);
	news_free(&j->news);
	letter_free(&j->letter);
	audience_free(&j->audience);
	if (j->n->dry_run)
		store_rollback(j->st);
	else
		store_commit(j->st);
}

static void
job_release(struct job *j)
{
	mail_settings_free(j->settings);
	buf_free(&j->preview);
	free(j->id);
}

void
notify_unsent(struct store *st, FILE *out)
{
	store_begin_read(st);
	deliver_unsent(st, out);
	store_commit(st);
}

int
notify(struct store *st, const struct notify *n, FILE *in, FILE *out)
{
	struct job j = { .st = st, .n = n };

	/* a reader of ours that leaves must not leave mails half sent */
	signal(SIGPIPE, SIG_IGN);
	store_durable(st, 1);
	buf_init(&j.preview, OUTPUT_MAX);
	read_settings(&j);
	if (n->from == NOTIFY_INPUT && n->again == NULL)
		read_input(&j, in, out);
	lock();
	if (!n->dry_run)
		j.rc = cmd_worse(j.rc, deliver_recover(st, out));
	if (n->again != NULL)
		deliver_again(st, n->again);
	else
		compose(&j);
	if (n->dry_run)
		fwrite(j.preview.data, 1, j.preview.len, out);
	else if (n->dir != NULL)
		j.rc = cmd_worse(j.rc, deliver_write(st, n->dir, out));
	else
		j.rc = cmd_worse(j.rc, deliver_send(st, j.settings, out));
	job_release(&j);
	return j.rc;
}
