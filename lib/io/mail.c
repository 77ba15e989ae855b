/*
 * The parent's side: it answers the notes of the child process that talks
 * to the relay (io/mail_engine.h).  Whatever ends the child, the parent
 * knows from the notes how far each message came.
 */

#include "io/mail.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/mem.h"
#include "base/proc.h"
#include "io/mail_engine.h"

/* How far each message came, as the parent knows it. */
struct progress {
	unsigned char asked, finished, done;
};

static int
answer(const struct mail_job *job, int to, size_t i)
{
	size_t len = 0;
	const char *text = job->text(i, &len, job->arg);

	if (proc_write(to, &len, sizeof len) < 0)
		return -1;
	return proc_write(to, text, len);
}

/* Take notes until the end of the session, which is left in `n`. */
static void
listen_to(struct proc *p, int to, const struct mail_job *job,
    struct progress *m, struct note *n)
{
	while (proc_read(p->out, n, sizeof *n) == 1 && n->kind != NOTE_END) {
		if (n->i >= job->count)
			break;
		switch (n->kind) {
		case NOTE_ASK:
			m[n->i].asked = 1;
			if (answer(job, to, n->i) < 0)
				return;
			break;
		case NOTE_FINISHED:
			m[n->i].finished = 1;
			break;
		default:
			if (!m[n->i].done)
				job->result(n->i, &n->r, job->arg);
			m[n->i].done = 1;
		}
	}
}

/* What no reply was seen for. */
static void
conclude(const struct mail_job *job, const struct progress *m, const char *why)
{
	for (size_t i = 0; i < job->count; i++) {
		struct mail_result r = { .outcome = MAIL_UNTRIED };

		if (m[i].done)
			continue;
		if (m[i].asked)
			r.outcome =
			    m[i].finished ? MAIL_UNKNOWN : MAIL_TEMPORARY;
		snprintf(r.text, sizeof r.text, "%s", why);
		job->result(i, &r, job->arg);
	}
}

static const char *
why_ended(int code, const struct note *n)
{
	if (n->kind == NOTE_END && code == CMD_OK)
		return n->r.text;
	return code == 128 + SIGALRM ? "no answer in time"
				     : "the mail process died";
}

int
mail_send(const struct mail_settings *s, const struct mail_job *job)
{
	struct engine_work w = { .s = s, .job = job };
	struct note n = { .kind = NOTE_ASK };
	struct progress *m;
	struct proc p;
	int ends[2], code;
	const char *why;
	void (*old)(int);

	if (job->count == 0)
		return CMD_OK;
	m = xcalloc(job->count, sizeof *m);
	if (pipe2(ends, O_CLOEXEC) < 0)
		die(CMD_IO, "cannot make a pipe");
	old = signal(SIGPIPE, SIG_IGN);
	proc_start(&p, engine_run, ends[0], &w);
	close(ends[0]);
	listen_to(&p, ends[1], job, m, &n);
	close(ends[1]);
	code = proc_end(&p);
	signal(SIGPIPE, old);
	why = why_ended(code, &n);
	conclude(job, m, why);
	free(m);
	if (why != n.r.text)
		n.r.code = CMD_UNAVAILABLE;
	if (n.r.code != CMD_OK)
		warn("cannot send all mail by %s port %d: %s", s->host, s->port,
		    why);
	return n.r.code;
}
