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
#include "job/waiver.h"
#include "job/want.h"
#include "rec/address.h"
#include "rec/cve.h"
#include "rec/finding.h"
#include "store/finding.h"
#include "store/outbox.h"
#include "store/told.h"
#include "store/vulnerability.h"
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
	struct buf record;	/* what a filter is asked about */
	char (*id)[FINDING_ID]; /* of the findings that were given */
	size_t ids, room;
	struct letter letter;
	struct remind remind;
	struct buf preview; /* what a dry run prints */
	const char *from;
	int rc;

	/* of the account in hand */
	struct want *want;    /* its filter; NULL: it has none */
	struct arena arena;   /* texts of its items */
	struct arena scratch; /* of one item */
	struct letter_item *item;
	size_t items, item_room;
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
	if (j->ids == j->room) {
		j->room = j->room * 2 + 64;
		j->id = xreallocarray(j->id, j->room, sizeof *j->id);
	}
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

static int
is_gone(const char *state)
{
	return strcmp(state, "resolved") == 0 ||
	       strcmp(state, "retracted") == 0;
}

/* Decided by people, who need not be told what they did. */
static int
is_decided(const char *state)
{
	return !finding_is_open(state) && !is_gone(state);
}

/* Note one finding for everybody it concerns. */
static int
note(const struct finding *f, void *arg)
{
	struct job *j = arg;
	struct audience *a = &j->audience;
	const struct machine *m = audience_machine(a, f->system);
	struct told_facts now = {
		.level = f->level, .kev = f->kev, .open = !is_gone(f->state)
	};
	char cve[CVE_TEXT];
	int tell;

	if (m == NULL || is_decided(f->state))
		return 0;
	cve_format(f->cve, cve);
	tell = j->n->backlog ||
	       vulnerability_news_at(j->st, f->cve) >= m->registered_at;
	for (size_t i = 0; i < a->persons; i++) {
		const struct person *p = &a->person[i];

		if ((p->reader && !now.open) || !audience_holds(a, i, m))
			continue;
		told_note(
		    j->st, p->id, p->reader ? cve : f->id, f->cve, &now, tell);
	}
	return 0;
}

static void
scan(struct job *j)
{
	struct finding_query q = { 0 };

	if (j->n->from == NOTIFY_INPUT) {
		for (size_t i = 0; i < j->ids; i++) {
			q.id = j->id[i];
			finding_each(j->st, &q, note, j);
		}
		return;
	}
	if (j->n->from == NOTIFY_PENDING)
		q.after_seq = store_cursor(j->st, CONSUMER);
	finding_each(j->st, &q, note, j);
	store_set_cursor(j->st, CONSUMER, store_seq(j->st));
}

static char *
keep(struct job *j, const char *s)
{
	char *copy = s != NULL ? arena_strndup(&j->arena, s, strlen(s)) : NULL;

	if (copy != NULL)
		mime_clean(copy);
	return copy;
}

static void
add_waiting(const struct told *t, void *arg)
{
	struct job *j = arg;

	if (j->items == j->item_room) {
		j->item_room = j->item_room * 2 + 64;
		j->item = xreallocarray(j->item, j->item_room, sizeof *j->item);
	}
	j->item[j->items++] = (struct letter_item){
		.subject = keep(j, t->subject),
		.cve = t->cve,
		.known = t->known,
		.then = { keep(j, t->then.level), t->then.kev, t->then.open },
		.now = { "unrated", 0, 0 },
		.score = -1,
		.epss = -1,
	};
}

/* "Apache Log4j" and "2.14.1", from the finding's software. */
static void
set_software(struct job *j, struct letter_item *i, const char *software)
{
	const char *why, *name;
	const struct json *v =
	    json_parse(&j->scratch, software, strlen(software), &why);

	name = json_str(v, "name");
	if (name == NULL)
		name = json_str(v, "product");
	if (name == NULL)
		name = json_str(v, "cpe");
	i->product = keep(j, name);
	i->version = keep(j, json_str(v, "version"));
}

struct filling {
	struct job *j;
	struct letter_item *item;
	const struct person *person;
	struct want *want; /* NULL: everything */
	int found;
};

/* Its names and no more: which product a CVE is about is no secret. */
static void
write_names(struct buf *out, struct job *j, const char *software)
{
	static const char *const name[] = { "name", "vendor", "product" };
	struct jsonw w;
	const char *why;
	const struct json *v =
	    json_parse(&j->scratch, software, strlen(software), &why);

	jsonw_init(&w, out);
	jsonw_open(&w, '{');
	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		jsonw_member(&w, name[i], json_str(v, name[i]));
	jsonw_close(&w, '}');
	arena_reset(&j->scratch);
}

/*
 * Does the person's own filter let it pass?  That of a security-reader
 * must not learn of systems, not even by what it lets pass.
 */
static int
passes(struct filling *fill, const struct finding *f)
{
	struct job *j = fill->j;
	struct finding bare = *f;
	struct buf names;
	struct jsonw w;

	if (fill->want == NULL)
		return 1;
	buf_init(&names, JSON_ELEMENT);
	if (fill->person->reader) {
		write_names(&names, j, f->software);
		bare = (struct finding){ .id = "",
			.software = names.data,
			.cve = f->cve,
			.source = f->source,
			.evidence = "{}",
			.cvss_version = f->cvss_version,
			.cvss_vector = f->cvss_vector,
			.severity = f->severity,
			.cvss_score = f->cvss_score,
			.kev = f->kev,
			.kev_due = f->kev_due,
			.epss = f->epss,
			.level = f->level };
	}
	buf_clear(&j->record);
	jsonw_init(&w, &j->record);
	finding_write(&w, &bare);
	buf_free(&names);
	return want_keeps(fill->want, j->record.data, j->record.len);
}

/* How the finding is now; for a reader any open one of its CVE will do. */
static int
fill_item(const struct finding *f, void *arg)
{
	struct filling *fill = arg;
	struct letter_item *i = fill->item;
	struct job *j = fill->j;
	const char *why;
	const struct json *evidence;

	i->now = (struct told_facts){ keep(j, f->level), f->kev,
		!is_gone(f->state) };
	if (is_decided(f->state) || (fill->person->reader && !i->now.open) ||
	    !passes(fill, f))
		return 0;
	fill->found = 1;
	i->score = f->cvss_score;
	i->cvss_version = keep(j, f->cvss_version);
	i->epss = f->epss;
	i->kev_due = keep(j, f->kev_due);
	if (fill->person->reader)
		return 1;
	i->machine = audience_machine(&j->audience, f->system);
	i->due = keep(j, f->due);
	i->confidence = f->confidence;
	evidence =
	    json_parse(&j->scratch, f->evidence, strlen(f->evidence), &why);
	why = json_str(evidence, "applicability");
	i->possible = why != NULL && strcmp(why, "possible") == 0;
	set_software(j, i, f->software);
	arena_reset(&j->scratch);
	return 1;
}

/* Is there, now, anything to say?  System or scope may have left meanwhile. */
static int
is_news(struct job *j, const struct letter_item *i, const struct filling *f)
{
	size_t person = (size_t)(f->person - j->audience.person);

	if (!f->found ||
	    (!f->person->reader &&
		(i->machine == NULL ||
		    !audience_holds(&j->audience, person, i->machine))))
		return 0;
	if (!i->known)
		return i->now.open;
	return strcmp(i->then.level, i->now.level) != 0 ||
	       i->then.kev != i->now.kev || i->then.open != i->now.open;
}

/* All that waits for a person, as it is now. */
static void
collect(struct job *j, const struct person *p)
{
	size_t kept = 0;

	arena_reset(&j->arena);
	j->items = 0;
	told_waiting(j->st, p->id, add_waiting, j);
	for (size_t i = 0; i < j->items; i++) {
		struct filling f = { j, &j->item[i], p, j->want, 0 };
		struct finding_query q = { 0 };

		if (p->reader)
			q.cve = j->item[i].cve;
		else
			q.id = j->item[i].subject;
		finding_each(j->st, &q, fill_item, &f);
		if (is_news(j, &j->item[i], &f))
			j->item[kept++] = j->item[i];
		else
			told_skip(
			    j->st, p->id, j->item[i].subject, j->item[i].known);
	}
	j->items = kept;
	letter_sort(j->item, j->items);
	j->letter.filter = j->want != NULL ? want_failure(j->want) : NULL;
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

/* One mail about these items, and they are told. */
static void
write_mail(struct job *j, const struct person *p, const char *kind,
    const struct letter_item *item, size_t n)
{
	char *id = make_message_id(j), cve[CVE_TEXT];
	struct outbox_mail mail;

	letter_write(&j->letter, j->st, p, kind, id, item, n);
	mail = (struct outbox_mail){ .message_id = id,
		.account = p->id,
		.recipient = p->email,
		.kind = kind,
		.thread = strcmp(kind, "cve") == 0 ? cve_format(item->cve, cve)
						   : NULL,
		.subject = j->letter.subject.data,
		.about = j->letter.about.data,
		.findings = j->letter.findings };
	if (queue(j, p, &mail))
		for (size_t i = 0; i < n; i++)
			told_done(j->st, p->id, item[i].subject, &item[i].now);
	free(id);
}

static int
is_urgent(const struct job *j)
{
	for (size_t i = 0; i < j->items; i++)
		if (j->item[i].now.open &&
		    strcmp(j->item[i].now.level, "urgent") == 0)
			return 1;
	return 0;
}

static int
is_week(const struct job *j, const struct person *p, const char *kind)
{
	return clock_now() - outbox_last(j->st, p->id, kind) >= WEEK_S;
}

/* Who wants a mail a week gets it sooner only for what is urgent. */
static int
is_time(const struct job *j, const struct person *p, const char *kind)
{
	return p->frequency != AUDIENCE_WEEKLY || j->n->immediate ||
	       is_urgent(j) || is_week(j, p, kind);
}

/* One mail of all that the person has to be reminded of. */
static void
remind(struct job *j, size_t person)
{
	const struct person *p = &j->audience.person[person];
	const struct remind_item *item;
	size_t n = remind_of(&j->remind, person, &item);
	struct outbox_mail mail;
	char *id;

	if (n == 0 ||
	    (p->frequency == AUDIENCE_WEEKLY && !is_week(j, p, "reminder")))
		return;
	id = make_message_id(j);
	letter_remind(&j->letter, p, id, item, n);
	mail = (struct outbox_mail){ .message_id = id,
		.account = p->id,
		.recipient = p->email,
		.kind = "reminder",
		.subject = j->letter.subject.data,
		.about = "",
		.findings = j->letter.findings };
	if (queue(j, p, &mail))
		for (size_t i = 0; i < n; i++)
			told_remember(j->st, p->id, item[i].key);
	free(id);
}

static void
write_to(struct job *j, const struct person *p)
{
	const char *kind = p->reader ? "reader" : "digest";
	size_t k;

	collect(j, p);
	if (j->items == 0 || !is_time(j, p, kind))
		return;
	if (p->reader ||
	    (!j->n->immediate && p->frequency != AUDIENCE_IMMEDIATE)) {
		write_mail(j, p, kind, j->item, j->items);
		return;
	}
	for (size_t i = 0; i < j->items; i += k) {
		for (k = 1; i + k < j->items; k++)
			if (j->item[i + k].cve != j->item[i].cve)
				break;
		write_mail(j, p, "cve", &j->item[i], k);
	}
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

	j->want = NULL;
	told_waiting(j->st, p->id, see_waiting, &waits);
	if (!waits || !want_exists(j->st, p->id))
		return;
	if (!j->n->dry_run)
		store_commit(j->st);
	j->want = want_open(j->st, p->id);
	if (!j->n->dry_run)
		store_begin(j->st);
}

static void
serve(struct job *j, size_t person)
{
	const struct person *p = &j->audience.person[person];

	open_want(j, p);
	write_to(j, p);
	remind(j, person);
	if (j->want != NULL)
		want_close(j->want);
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
	scan(j);
	letter_init(&j->letter);
	remind_load(&j->remind, j->st, &j->audience);
	for (size_t i = 0; i < j->audience.persons; i++)
		serve(j, i);
	remind_free(&j->remind);
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
	buf_free(&j->record);
	arena_free(&j->arena);
	arena_free(&j->scratch);
	buf_free(&j->preview);
	free(j->item);
	free(j->id);
}

int
notify(struct store *st, const struct notify *n, FILE *in, FILE *out)
{
	struct job j = { .st = st, .n = n };

	/* a reader of ours that leaves must not leave mails half sent */
	signal(SIGPIPE, SIG_IGN);
	store_durable(st, 1);
	buf_init(&j.preview, OUTPUT_MAX);
	buf_init(&j.record, JSON_ELEMENT);
	read_settings(&j);
	if (n->from == NOTIFY_INPUT)
		read_input(&j, in, out);
	lock();
	if (!n->dry_run)
		j.rc = cmd_worse(j.rc, deliver_recover(st, out));
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
