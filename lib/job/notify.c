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
#include "io/jsonl.h"
#include "io/mail.h"
#include "job/audience.h"
#include "job/compose.h"
#include "job/deliver.h"
#include "job/news.h"
#include "job/sieve.h"
#include "job/waiver.h"
#include "rec/address.h"
#include "rec/finding.h"
#include "store/finding.h"
#include "store/outbox.h"

#define CONSUMER "notify"
#define LOCK_WAIT_MS 10000
#define IDS_MAX 1000000
#define OUTPUT_MAX (64u << 20)

struct job {
	struct store *st;
	const struct notify *n;
	struct mail_settings *settings; /* NULL: nothing is sent */
	struct audience audience;
	char (*id)[FINDING_ID]; /* of the findings that were given */
	size_t ids, room;
	struct news news;
	struct sieve *sieve; /* of each person */
	struct buf preview;  /* what a dry run prints */
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

/* The end of a transaction; a dry run leaves nothing. */
static void
end(struct job *j)
{
	if (j->n->dry_run)
		store_rollback(j->st);
	else
		store_commit(j->st);
}

/* What has happened, noted for everybody it concerns. */
static void
note(struct job *j)
{
	waiver_expire(j->st);
	scan(j);
}

/*
 * Ask the filters of those for whom something waits, in no transaction that
 * anybody else has to wait for.  True if there was one to ask.
 */
static int
judge(struct job *j)
{
	int asked = 0;

	for (size_t i = 0; i < j->audience.persons; i++)
		sieve_load(&j->sieve[i], j->st, &j->audience.person[i]);
	for (size_t i = 0; i < j->audience.persons; i++) {
		if (!j->sieve[i].exists)
			continue;
		if (!asked++)
			end(j);
		store_begin_read(j->st);
		sieve_judge(&j->sieve[i], j->st, &j->audience.person[i]);
		store_commit(j->st);
	}
	return asked;
}

/* From findings to mails in the outbox. */
static void
make_mails(struct job *j)
{
	struct compose c = { .st = j->st,
		.audience = &j->audience,
		.news = &j->news,
		.from = j->from,
		.immediate = j->n->immediate,
		.eight_bit = j->n->dir != NULL,
		.preview = j->n->dry_run ? &j->preview : NULL };

	store_begin(j->st);
	audience_load(&j->audience, j->st);
	j->sieve = xcalloc(j->audience.persons + 1, sizeof *j->sieve);
	news_init(&j->news, j->st, &j->audience, j->n->backlog);
	note(j);
	if (judge(j)) {
		store_begin(j->st);
		if (j->n->dry_run)
			note(j); /* which was undone */
	}
	j->rc = cmd_worse(j->rc, compose_all(&c, j->sieve));
	outbox_drop_removed(j->st);
	end(j);
	for (size_t i = 0; i < j->audience.persons; i++)
		sieve_free(&j->sieve[i]);
	free(j->sieve);
	news_free(&j->news);
	audience_free(&j->audience);
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
	int folder = -1;

	/* a reader of ours that leaves must not leave mails half sent */
	signal(SIGPIPE, SIG_IGN);
	store_durable(st, 1);
	buf_init(&j.preview, OUTPUT_MAX);
	read_settings(&j);
	if (n->dir != NULL && !n->dry_run)
		folder = deliver_folder(n->dir);
	if (n->from == NOTIFY_INPUT && n->again == NULL)
		read_input(&j, in, out);
	lock();
	if (!n->dry_run)
		j.rc = cmd_worse(j.rc, deliver_recover(st, out));
	if (n->again != NULL)
		deliver_again(st, n->again);
	else
		make_mails(&j);
	if (n->dry_run)
		fwrite(j.preview.data, 1, j.preview.len, out);
	else if (folder >= 0)
		j.rc = cmd_worse(j.rc, deliver_write(st, folder, n->dir, out));
	else
		j.rc = cmd_worse(j.rc, deliver_send(st, j.settings, out));
	if (folder >= 0)
		close(folder);
	job_release(&j);
	return j.rc;
}
