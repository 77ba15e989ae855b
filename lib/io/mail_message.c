/* Each message: its text, in time, and what becomes of it. */

#include "io/mail_engine.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/proc.h"

#define TEXT_MAX (64u * 1024 * 1024) /* bytes of one message */
#define PIECE 16384		     /* bytes of it given at once */
#define FD_MAX 64

static void
tell_result(struct item *m, enum mail_outcome outcome, const smtp_status_t *st)
{
	struct note n = { .kind = NOTE_RESULT, .i = m->i };

	n.r.outcome = outcome;
	n.r.code = st->code;
	if (st->text != NULL)
		engine_clean_copy(n.r.text, st->text, strlen(st->text));
	m->done = 1;
	engine_tell(m->w, &n);
}

void
message_judge(struct item *m, const smtp_status_t *st, int success)
{
	if (m->done || st == NULL || st->code == 0)
		return;
	if (st->code / 100 == 5)
		tell_result(m, MAIL_PERMANENT, st);
	else if (st->code / 100 == 2 && success)
		tell_result(m, MAIL_SENT, st);
	else if (st->code / 100 != 2)
		tell_result(m, MAIL_TEMPORARY, st);
}

static int
accepted(const struct item *m)
{
	const smtp_status_t *st = smtp_recipient_status(m->to);

	return st != NULL && st->code / 100 == 2;
}

/* Sent is what was accepted as a recipient AND as a text. */
void
message_sent(smtp_message_t message)
{
	struct item *m = smtp_message_get_application_data(message);

	message_judge(m, smtp_recipient_status(m->to), 0);
	if (accepted(m))
		message_judge(m, smtp_message_transfer_status(message), 1);
}

/* The one socket of this process is libesmtp's. */
static int
find_socket(const struct engine *w)
{
	struct stat st;

	for (int fd = STDERR_FILENO + 1; fd < FD_MAX; fd++)
		if (fd != w->in && fd != w->out && fstat(fd, &st) == 0 &&
		    S_ISSOCK(st.st_mode))
			return fd;
	return -1;
}

/*
 * libesmtp does not notice that it writes into the void, and would count
 * the text as given.  While the relay has not seen the final dot it cannot
 * have taken the message, so end here.
 */
static void
check_peer(struct engine *w)
{
	struct pollfd p = { .fd = find_socket(w), .events = POLLRDHUP };

	if (poll(&p, 1, 0) > 0)
		engine_give_up(
		    w, CMD_UNAVAILABLE, "connection lost in the text");
}

static void
fetch_text(struct item *m)
{
	struct engine *w = m->w;
	struct note n = { .kind = NOTE_ASK, .i = m->i };

	engine_tell(w, &n);
	if (proc_read(w->in, &w->len, sizeof w->len) != 1 || w->len > TEXT_MAX)
		_exit(CMD_IO);
	free(w->text);
	w->text = xmalloc(w->len + 1);
	if (w->len > 0 && proc_read(w->in, w->text, w->len) != 1)
		_exit(CMD_IO);
	m->fetched = 1;
}

/* The message's text in pieces, then NULL for its end. */
static const char *
give_text(void **ctx, int *len, void *arg)
{
	struct item *m = arg;
	struct engine *w = m->w;
	struct note n = { .kind = NOTE_FINISHED, .i = m->i };
	const char *piece;

	(void)ctx;
	if (len == NULL) {
		m->given = 0; /* from its beginning */
		return NULL;
	}
	engine_alive(w, 1);
	*len = 0;
	if (m->done)
		return NULL; /* refused, yet asked for: nothing */
	if (!accepted(m))
		engine_give_up(w, CMD_BUG, "text wanted before its recipient");
	if (!m->fetched)
		fetch_text(m);
	check_peer(w);
	piece = w->text + m->given;
	*len = w->len - m->given < PIECE ? (int)(w->len - m->given) : PIECE;
	m->given += (size_t)*len;
	if (*len > 0)
		return piece;
	engine_tell(w, &n);
	return NULL;
}

void
message_add_all(struct engine *w, smtp_session_t session)
{
	w->item = xcalloc(w->job->count, sizeof *w->item);
	for (size_t i = 0; i < w->job->count; i++) {
		smtp_message_t message = smtp_add_message(session);
		struct item *m = &w->item[i];
		const char *to = w->job->recipient(i, w->job->arg);

		/* libesmtp would pass on what ends the command */
		if (to[strcspn(to, "\r\n<> \t")] != '\0')
			engine_give_up(
			    w, CMD_BUG, "a recipient was not checked");

		smtp_set_reverse_path(message, w->s->from);
		smtp_set_messagecb(message, give_text, m);
		smtp_message_set_application_data_release(message, m, NULL);
		*m = (struct item){
			.w = w, .i = i, .to = smtp_add_recipient(message, to)
		};
		smtp_recipient_set_application_data_release(m->to, m, NULL);
	}
}
