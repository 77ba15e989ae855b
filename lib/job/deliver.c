#include "job/deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/mem.h"
#include "io/json.h"
#include "store/ledger.h"

#define DUE_MAX 100000 /* mails in one run; more wait for the next */
#define NOTICE_MAX (1u << 20)

struct delivery {
	struct store *st;
	FILE *out;
	int64_t *key;
	char **recipient; /* of each key */
	struct buf text;
	int rc;
};

void
deliver_notice(struct buf *out, const struct outbox_mail *m)
{
	struct jsonw w;

	jsonw_init(&w, out);
	jsonw_open(&w, '{');
	jsonw_member(&w, "type", "notice");
	jsonw_member(&w, "id", m->message_id);
	jsonw_member(&w, "kind", m->kind);
	jsonw_member(&w, "account", m->account);
	jsonw_member(&w, "to", m->recipient);
	jsonw_member(&w, "subject", m->subject);
	jsonw_key(&w, "findings");
	jsonw_int(&w, m->findings);
	jsonw_key(&w, "vulnerabilities");
	jsonw_open(&w, '[');
	for (const char *p = m->about; *p != '\0';) {
		size_t n = strcspn(p, " ");

		jsonw_strn(&w, p, n);
		p += n + (p[n] == ' ');
	}
	jsonw_close(&w, ']');
	jsonw_member(&w, "state", m->state);
	if (m->code != 0) {
		jsonw_key(&w, "code");
		jsonw_int(&w, m->code);
	}
	jsonw_member(&w, "reply", m->reply);
	jsonw_time(&w, "queued_at", m->queued_at);
	if (m->done_at != 0)
		jsonw_time(&w, "done_at", m->done_at);
	jsonw_close(&w, '}');
	buf_addc(out, '\n');
}

static void
print_notice(const struct outbox_mail *m, void *arg)
{
	struct buf line;

	buf_init(&line, NOTICE_MAX);
	deliver_notice(&line, m);
	if (!line.overflow)
		fwrite(line.data, 1, line.len, arg);
	buf_free(&line);
}

/*
 * What became of a mail is an event: who was sent what, or was not, and
 * the relay's answer.
 */
static void
record_end(const struct outbox_mail *m, void *arg)
{
	struct store *st = arg;
	int sent = strcmp(m->state, "sent") == 0;
	struct buf content;
	char *object = xasprintf("account:%s", m->account);

	buf_init(&content, NOTICE_MAX);
	deliver_notice(&content, m);
	if (content.len > 0)
		content.data[content.len - 1] = '\0'; /* its newline */
	if (strcmp(m->state, "queued") != 0)
		ledger_add(st, sent ? "delivered" : "undelivered", "", object,
		    content.data);
	buf_free(&content);
	free(object);
}

/* Why a mail was not sent, or not for certain, and what happens now. */
static void
report(const struct outbox_mail *m, void *arg)
{
	int *rc = arg, failed = strcmp(m->state, "failed") == 0;
	int lost = strcmp(m->state, "unknown") == 0;
	const char *id = m->message_id, *to = m->recipient;
	const char *why = m->reply != NULL ? m->reply : "-";

	if (m->code / 100 == 5)
		warn("mail '%s' to %s was refused for good: %s", id, to, why);
	else if (lost)
		warn("mail '%s' to %s was sent twice and may have arrived; "
		     "nobody knows, and it is not sent again unless with "
		     "'vvs-notify --again %s': %s",
		    id, to, id, why);
	else if (m->code == 0 && m->unknown > 0)
		warn("mail '%s' to %s may have arrived, and is sent once "
		     "more: %s",
		    id, to, why);
	else if (failed)
		warn("mail '%s' to %s was refused for too long: %s", id, to,
		    why);
	else
		warn("mail '%s' to %s was refused for now: %s", id, to, why);
	*rc = cmd_worse(*rc, failed || lost ? CMD_DATA : CMD_RETRY);
}

/* Settle one mail: in the file first, then to whoever looks. */
static void
settle(struct delivery *d, int64_t key, const struct mail_result *r)
{
	store_begin(d->st);
	switch (r->outcome) {
	case MAIL_SENT:
		outbox_sent(d->st, key, r->code, r->text);
		break;
	case MAIL_TEMPORARY:
		outbox_later(d->st, key, r->code, r->text);
		break;
	case MAIL_PERMANENT:
		outbox_failed(d->st, key, r->code, r->text);
		break;
	case MAIL_UNKNOWN:
		outbox_unknown(d->st, key, r->text);
		break;
	case MAIL_UNTRIED:
		outbox_release(d->st, key);
	}
	outbox_get(d->st, key, record_end, d->st);
	store_commit(d->st);
	if (r->outcome == MAIL_UNTRIED)
		return;
	if (r->outcome != MAIL_SENT)
		outbox_get(d->st, key, report, &d->rc);
	outbox_get(d->st, key, print_notice, d->out);
	fflush(d->out);
}

int
deliver_recover(struct store *st, FILE *out)
{
	int64_t *key = xreallocarray(NULL, DUE_MAX, sizeof *key);
	int rc = CMD_OK;
	size_t n;

	n = outbox_claimed(st, key, DUE_MAX);
	for (size_t i = 0; i < n; i++) {
		store_begin(st);
		outbox_unknown(st, key[i], "the run that sent it ended");
		outbox_get(st, key[i], record_end, st);
		store_commit(st);
		outbox_get(st, key[i], report, &rc);
		outbox_get(st, key[i], print_notice, out);
	}
	free(key);
	/* what is sent once more is this run's business */
	return rc == CMD_RETRY ? CMD_OK : rc;
}

void
deliver_again(struct store *st, const char *message_id)
{
	int found;

	store_begin(st);
	found = outbox_again(st, message_id);
	store_commit(st);
	if (!found)
		die(CMD_NOINPUT, "no mail '%s' that failed and has its text",
		    message_id);
}

void
deliver_unsent(struct store *st, FILE *out)
{
	int64_t *key = xreallocarray(NULL, DUE_MAX, sizeof *key);
	size_t n = outbox_unsent(st, key, DUE_MAX);

	for (size_t i = 0; i < n; i++)
		outbox_get(st, key[i], print_notice, out);
	free(key);
}

static void
note_recipient(const struct outbox_mail *m, void *arg)
{
	char **to = arg;

	*to = xstrdup(m->recipient);
}

static const char *
recipient(size_t i, void *arg)
{
	return ((struct delivery *)arg)->recipient[i];
}

/* The relay is ready for it: claim it, then hand it over. */
static const char *
text(size_t i, size_t *len, void *arg)
{
	struct delivery *d = arg;

	store_begin(d->st);
	outbox_claim(d->st, d->key[i]);
	store_commit(d->st);
	buf_clear(&d->text);
	outbox_text(d->st, d->key[i], &d->text);
	*len = d->text.len;
	return d->text.data;
}

static void
result(size_t i, const struct mail_result *r, void *arg)
{
	struct delivery *d = arg;

	settle(d, d->key[i], r);
}

static void
delivery_init(struct delivery *d, struct store *st, FILE *out)
{
	*d = (struct delivery){ .st = st, .out = out };
	d->key = xreallocarray(NULL, DUE_MAX, sizeof *d->key);
	buf_init(&d->text, OUTBOX_TEXT_MAX);
}

static void
delivery_release(struct delivery *d)
{
	free(d->key);
	buf_free(&d->text);
}

int
deliver_send(struct store *st, const struct mail_settings *s, FILE *out)
{
	struct delivery d;
	struct mail_job job = { .recipient = recipient,
		.text = text,
		.result = result,
		.arg = &d };
	int rc;

	delivery_init(&d, st, out);
	job.count = outbox_due(st, clock_now(), d.key, DUE_MAX);
	d.recipient = xcalloc(job.count + 1, sizeof *d.recipient);
	for (size_t i = 0; i < job.count; i++)
		outbox_get(st, d.key[i], note_recipient, &d.recipient[i]);
	rc = mail_send(s, &job);
	for (size_t i = 0; i < job.count; i++)
		free(d.recipient[i]);
	free(d.recipient);
	delivery_release(&d);
	return cmd_worse(rc, d.rc);
}

static void
note_name(const struct outbox_mail *m, void *arg)
{
	char **name = arg;

	*name = xasprintf("%s-%06lld.eml", m->account, (long long)m->key);
}

/* Lines in files end with LF alone. */
static void
drop_cr(struct buf *text)
{
	size_t to = 0;

	for (size_t i = 0; i < text->len; i++)
		if (text->data[i] != '\r')
			text->data[to++] = text->data[i];
	text->len = to;
}

/* Complete or not at all: a new file takes its name when it is on disk. */
static int
write_file(int dir, const char *name, const struct buf *content)
{
	char *part = xasprintf(".%s.part", name);
	int fd =
	    openat(dir, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
	int ok = f != NULL &&
		 fwrite(content->data, 1, content->len, f) == content->len &&
		 fflush(f) == 0 && fsync(fd) == 0;

	if (f != NULL && fclose(f) != 0)
		ok = 0;
	else if (f == NULL && fd >= 0)
		close(fd);
	ok = ok && renameat(dir, part, dir, name) == 0 && fsync(dir) == 0;
	free(part);
	return ok;
}

int
deliver_folder(const char *dir)
{
	int fd;

	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		die(CMD_IO, "cannot make '%s': %s", dir, strerror(errno));
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		die(CMD_IO, "cannot open '%s': %s", dir, strerror(errno));
	return fd;
}

int
deliver_write(struct store *st, int folder, const char *dir, FILE *out)
{
	struct delivery d;
	size_t n;

	delivery_init(&d, st, out);
	n = outbox_due(st, clock_now(), d.key, DUE_MAX);
	for (size_t i = 0; i < n; i++) {
		struct mail_result r = { .outcome = MAIL_SENT };
		char *name = NULL;

		/* not claimed: a file may be written again, however often */
		buf_clear(&d.text);
		outbox_text(st, d.key[i], &d.text);
		drop_cr(&d.text);
		outbox_get(st, d.key[i], note_name, &name);
		if (!write_file(folder, name, &d.text))
			die(CMD_IO, "cannot write '%s/%s': %s", dir, name,
			    strerror(errno));
		snprintf(r.text, sizeof r.text, "written to %.300s", name);
		settle(&d, d.key[i], &r);
		free(name);
	}
	delivery_release(&d);
	return d.rc;
}
