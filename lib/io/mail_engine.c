/*
 * The session.  What libesmtp 1.1 needs to be told, or cannot be trusted
 * with: see start(), monitor(), verdict() and the two other files.
 */

#include "io/mail_engine.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/jail.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/utf8.h"

#define CONNECT_S 60 /* to resolve and connect, if no timeout is set */
#define WATCHDOG_S \
	900 /* without any event, likewise: above RFC 5321's 10 min */

void
engine_tell(struct engine *w, const struct note *n)
{
	if (proc_write(w->out, n, sizeof *n) < 0)
		_exit(CMD_IO); /* nobody listens any more */
}

/*
 * libesmtp has its own time limits, but none for name lookup, connecting
 * and the handshake: SIGALRM ends the child, the parent sees that.
 */
void
engine_alive(struct engine *w, int connected)
{
	int limit = connected ? WATCHDOG_S : CONNECT_S;

	if (w->s->timeout > 0)
		limit = connected ? 2 * w->s->timeout + 1 : w->s->timeout;
	alarm((unsigned)limit);
	w->last = clock_ms();
}

void
engine_clean_copy(char *to, const char *from, size_t n)
{
	if (n >= MAIL_TEXT)
		n = MAIL_TEXT - 1;
	memcpy(to, from, n);
	to[n] = '\0';
	to[strcspn(to, "\r\n")] = '\0';
	utf8_clean(to);
}

_Noreturn void
engine_give_up(struct engine *w, int code, const char *why)
{
	struct note n = { .kind = NOTE_END };

	n.r.code = code;
	snprintf(n.r.text, sizeof n.r.text, "%s", why);
	engine_tell(w, &n);
	_exit(CMD_OK);
}

static void
recipient_event(struct engine *w, va_list ap)
{
	(void)va_arg(ap, const char *);
	smtp_recipient_t to = va_arg(ap, smtp_recipient_t);

	(void)w;
	message_judge(smtp_recipient_get_application_data(to),
	    smtp_recipient_status(to), 0);
}

static void
sender_event(struct engine *w, va_list ap)
{
	(void)va_arg(ap, const char *);
	const smtp_status_t *st =
	    smtp_reverse_path_status(va_arg(ap, smtp_message_t));

	if (st != NULL && st->code / 100 == 5 && *w->why == '\0') {
		w->auth_refused = 1;
		snprintf(
		    w->why, sizeof w->why, "sender refused: %.300s", w->reply);
	}
}

static void
event(smtp_session_t session, int number, void *arg, ...)
{
	struct engine *w = arg;
	va_list ap;

	(void)session;
	if (number != SMTP_EV_DISCONNECT)
		engine_alive(w, 1);
	va_start(ap, arg);
	switch (number) {
	case SMTP_EV_MAILSTATUS:
		sender_event(w, ap);
		break;
	case SMTP_EV_RCPTSTATUS:
		recipient_event(w, ap);
		break;
	case SMTP_EV_MESSAGESENT:
		message_sent(va_arg(ap, smtp_message_t));
		break;
	case SMTP_EV_EXTNA_STARTTLS:
		snprintf(w->why, sizeof w->why, "it offers no STARTTLS");
		break;
	case SMTP_EV_STARTTLS_OK:
		tls_swallow_tickets(&w->tls, va_arg(ap, SSL *));
		break;
	case SMTP_EV_WRONG_PEER_CERTIFICATE:
		/*
		 * libesmtp compares with the canonical name; OpenSSL has
		 * compared with the configured one, and ended it if wrong.
		 */
		*va_arg(ap, int *) = 1;
		break;
	}
	va_end(ap);
}

/* Whole words of a reply that are our secrets never reach a log. */
static void
redact(const struct engine *w, char *text)
{
	const char *secret = w->s->password;
	size_t n = secret != NULL ? strlen(secret) : 0;
	char *p;

	while (n > 0 && (p = strstr(text, secret)) != NULL)
		memset(p, '*', n);
}

/*
 * When the relay offers CHUNKING, libesmtp sends BDAT whatever the answer
 * to RCPT is, and after a refusal the next message begins with what is
 * left of the refused one (seen with Postfix).  There is no switch for it,
 * so the offer is made unreadable before libesmtp looks at it; this is its
 * own buffer.  An offer that was missed is caught in give_text().
 */
static void
hide_chunking(const char *data, size_t n)
{
	static const char word[] = "CHUNKING";

	for (size_t i = 4; i + sizeof word - 1 <= n; i++)
		if (strncasecmp(data + i, word, sizeof word - 1) == 0 &&
		    strncmp(data + i - 4, "250", 3) == 0)
			((char *)data)[i] = 'X';
}

/* Sees what is read and written; remembers refusals, of ours only AUTH. */
static void
monitor(const char *line, int n, int writing, void *arg)
{
	struct engine *w = arg;
	char text[MAIL_TEXT];

	engine_alive(w, 1);
	if (n < 4)
		return;
	if (writing) {
		w->in_auth = strncmp(line, "AUTH", 4) == 0 ||
			     (w->in_auth && strncmp(line, "MAIL", 4) != 0 &&
				 strncmp(line, "QUIT", 4) != 0);
		return;
	}
	hide_chunking(line, (size_t)n);
	if (*line != '4' && *line != '5')
		return;
	engine_clean_copy(text, line, (size_t)n);
	redact(w, text);
	memcpy(w->reply, text, sizeof text);
	if (w->in_auth) {
		w->auth_refused = *line == '5';
		snprintf(w->why, sizeof w->why, "login refused: %.300s", text);
	}
}

static int
login(auth_client_request_t request, char **result, int fields, void *arg)
{
	struct engine *w = arg;

	for (int i = 0; i < fields; i++)
		result[i] = request[i].flags & AUTH_PASS   ? w->s->password
			    : request[i].flags & AUTH_USER ? w->s->user
							   : NULL;
	return 1;
}

static void
set_timeouts(struct engine *w, smtp_session_t session)
{
	if (w->s->timeout == 0)
		return;
	for (int which = Timeout_GREETING; which <= Timeout_DATA2; which++)
		smtp_set_timeout(session,
		    which | Timeout_OVERRIDE_RFC2822_MINIMUM,
		    w->s->timeout * 1000L);
}

static void
start(struct engine *w)
{
	smtp_session_t session = smtp_create_session();
	auth_context_t auth = NULL;
	SSL_CTX *ctx = NULL;
	char server[300];

	snprintf(server, sizeof server, "%s:%d", w->s->host, w->s->port);
	smtp_set_server(session, server);
	smtp_set_eventcb(session, event, w);
	smtp_set_monitorcb(session, monitor, w, 0);
	set_timeouts(w, session);
	if (w->s->tls) {
		w->tls = (struct tls){ .s = w->s, .why = w->why };
		ctx = tls_make(&w->tls);
		if (ctx == NULL)
			engine_give_up(
			    w, CMD_CONF, "cannot read tls_trust_file");
		smtp_starttls_enable(session, Starttls_REQUIRED);
		smtp_starttls_set_ctx(session, ctx);
	} else {
		smtp_starttls_enable(session, Starttls_DISABLED);
	}
	if (w->s->user != NULL) {
		auth_client_init();
		auth = auth_create_context();
		/* inside TLS, or on this machine */
		auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
		auth_set_interact_cb(auth, login, w);
		smtp_auth_set_context(session, auth);
	}
	message_add_all(w, session);
	engine_alive(w, 0);
	if (!smtp_start_session(session) && *w->why == '\0')
		smtp_strerror(smtp_errno(), w->why, sizeof w->why);
	alarm(0);
	smtp_destroy_session(session);
	if (auth != NULL)
		auth_destroy_context(auth);
	SSL_CTX_free(ctx);
}

/*
 * smtp_start_session() calls nearly everything a success, so look at what
 * became of the messages.
 */
static int
verdict(struct engine *w)
{
	int limit = w->s->timeout * 1000, all = 1;

	for (size_t i = 0; i < w->job->count; i++)
		all &= w->item[i].done;
	if (all)
		return CMD_OK;
	if (*w->why == '\0' && limit > 0 && clock_ms() - w->last >= limit - 50)
		snprintf(w->why, sizeof w->why, "no answer within %d s",
		    w->s->timeout);
	if (*w->why == '\0')
		snprintf(w->why, sizeof w->why, "%s",
		    *w->reply != '\0' ? w->reply : "connection lost");
	return w->auth_refused ? CMD_CONF : CMD_UNAVAILABLE;
}

/*
 * No environment: no HOME, no OpenSSL files or proxies from there.  Of
 * files only those for names, trust and the plugins of libesmtp.
 */
static void
confine(struct engine *w)
{
	const struct rlimit none = { 0, 0 };
	const char *trust = w->s->trust_file;
	const char *const readable[] = { "/etc", "/usr", "/lib", "/lib64",
		"/run/systemd/resolve", "/run/nscd", "/dev/urandom",
		trust != NULL ? trust : "/etc", NULL };

	proc_keep_only(w->in, w->out);
	jail_read_only(readable); /* looks at VVS_SANDBOX */
	clearenv();
	setrlimit(RLIMIT_FSIZE, &none);
	setrlimit(RLIMIT_CORE, &none);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, SIG_DFL);
}

int
engine_run(int in, int out, void *arg)
{
	const struct engine_work *work = arg;
	struct engine w = {
		.s = work->s, .job = work->job, .in = in, .out = out
	};
	struct note n = { .kind = NOTE_END };

	confine(&w);
	start(&w);
	n.r.code = verdict(&w);
	memcpy(n.r.text, w.why, sizeof n.r.text);
	engine_tell(&w, &n);
	free(w.text);
	free(w.item);
	return CMD_OK;
}
