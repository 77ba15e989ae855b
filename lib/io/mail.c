/*
 * The child process runs libesmtp and writes notes to its parent; the
 * parent answers a NOTE_ASK with the text.  Whatever ends the child, the
 * parent knows from the notes how far each message came.
 *
 * What libesmtp 1.1 needs to be told, or cannot be trusted with: see
 * start(), swallow_tickets() and judge().
 */

#include "io/mail.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
/* these two look at what the first defines */
#include <auth-client.h>
#include <libesmtp.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "base/jail.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/utf8.h"

#define CONNECT_S 60 /* to resolve and connect, if no timeout is set */
#define WATCHDOG_S \
	900 /* without any event, likewise: above RFC 5321's 10 min */
#define TEXT_MAX (64u * 1024 * 1024) /* bytes of one message */
#define PIECE 16384		     /* bytes of it given at once */
#define FD_MAX 64
#define TICKET_MS 50	   /* to wait for a first ticket, at least */
#define TICKET_MAX_MS 2000 /* and at most */
#define QUIET_MS 10	   /* none follows after this */

enum note_kind {
	NOTE_ASK,      /* the relay is ready for message i */
	NOTE_FINISHED, /* all of message i was given to it */
	NOTE_RESULT,   /* what became of message i */
	NOTE_END       /* of the session; `code` is for mail_send() */
};

/* Goes through the pipe as it is: both ends are the same program. */
struct note {
	enum note_kind kind;
	size_t i;
	struct mail_result r;
};

struct item {
	struct worker *w;
	size_t i;
	smtp_recipient_t to;
	int fetched;  /* its text is here */
	size_t given; /* bytes of it that libesmtp has */
	int done;     /* its result was told */
};

struct worker {
	const struct mail_settings *s;
	const struct mail_job *job;
	int in, out; /* pipes from and to the parent */
	struct item *item;
	char *text; /* of the message that is going out */
	size_t len;
	int64_t last;	   /* when something happened, clock_ms() */
	int64_t hello;	   /* when the handshake began */
	int64_t handshake; /* how long it took */
	int tickets;
	int in_auth, auth_refused, tls_refused;
	char reply[MAIL_TEXT]; /* the last one that was not a success */
	char why[MAIL_TEXT];   /* what ended the session, if we know */
};

static void
tell(struct worker *w, const struct note *n)
{
	if (proc_write(w->out, n, sizeof *n) < 0)
		_exit(CMD_IO); /* nobody listens any more */
}

/*
 * libesmtp has its own time limits, but none for name lookup, connecting
 * and the handshake: SIGALRM ends the child, the parent sees that.
 */
static void
alive(struct worker *w, int connected)
{
	int limit = connected ? WATCHDOG_S : CONNECT_S;

	if (w->s->timeout > 0)
		limit = connected ? 2 * w->s->timeout + 1 : w->s->timeout;
	alarm((unsigned)limit);
	w->last = clock_ms();
}

static void
clean_copy(char *to, const char *from, size_t n)
{
	if (n >= MAIL_TEXT)
		n = MAIL_TEXT - 1;
	memcpy(to, from, n);
	to[n] = '\0';
	to[strcspn(to, "\r\n")] = '\0';
	utf8_clean(to);
}

static void
tell_result(struct item *m, enum mail_outcome outcome, const smtp_status_t *st)
{
	struct note n = { .kind = NOTE_RESULT, .i = m->i };

	n.r.outcome = outcome;
	n.r.code = st->code;
	if (st->text != NULL)
		clean_copy(n.r.text, st->text, strlen(st->text));
	m->done = 1;
	tell(m->w, &n);
}

/* A reply is known for this recipient or for its message. */
static void
judge(struct item *m, const smtp_status_t *st, int success)
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
static void
message_sent(smtp_message_t message)
{
	struct item *m = smtp_message_get_application_data(message);

	judge(m, smtp_recipient_status(m->to), 0);
	if (accepted(m))
		judge(m, smtp_message_transfer_status(message), 1);
}

static _Noreturn void
give_up(struct worker *w, int code, const char *why)
{
	struct note n = { .kind = NOTE_END };

	n.r.code = code;
	snprintf(n.r.text, sizeof n.r.text, "%s", why);
	tell(w, &n);
	_exit(CMD_OK);
}

/* The one socket of this process is libesmtp's. */
static int
find_socket(const struct worker *w)
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
check_peer(struct worker *w)
{
	struct pollfd p = { .fd = find_socket(w), .events = POLLRDHUP };

	if (poll(&p, 1, 0) > 0)
		give_up(w, CMD_UNAVAILABLE, "connection lost in the text");
}

static void
fetch_text(struct item *m)
{
	struct worker *w = m->w;
	struct note n = { .kind = NOTE_ASK, .i = m->i };

	tell(w, &n);
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
	struct worker *w = m->w;
	struct note n = { .kind = NOTE_FINISHED, .i = m->i };
	const char *piece;

	(void)ctx;
	if (len == NULL) {
		m->given = 0; /* from its beginning */
		return NULL;
	}
	alive(w, 1);
	*len = 0;
	if (m->done)
		return NULL; /* refused, yet asked for: nothing */
	if (!accepted(m))
		give_up(w, CMD_BUG, "text wanted before its recipient");
	if (!m->fetched)
		fetch_text(m);
	check_peer(w);
	piece = w->text + m->given;
	*len = w->len - m->given < PIECE ? (int)(w->len - m->given) : PIECE;
	m->given += (size_t)*len;
	if (*len > 0)
		return piece;
	tell(w, &n);
	return NULL;
}

/*
 * In TLS 1.3 a server sends session tickets after the handshake.  libesmtp
 * takes them for the reply to a command that it has not yet flushed, and
 * then both sides wait.  So read the tickets here, before it goes on: wait
 * for the first one for twice the time of the handshake, which is more
 * than a round trip, then until no more come.
 */
static void
swallow_tickets(struct worker *w, SSL *ssl)
{
	struct pollfd p = { .fd = SSL_get_fd(ssl), .events = POLLIN };
	int64_t wait = TICKET_MS + 2 * w->handshake, end;
	int flags = fcntl(p.fd, F_GETFL);
	char c;

	if (SSL_version(ssl) < TLS1_3_VERSION)
		return;
	if (wait > TICKET_MAX_MS)
		wait = TICKET_MAX_MS;
	fcntl(p.fd, F_SETFL, flags | O_NONBLOCK);
	end = clock_ms() + wait;
	while (clock_ms() <= end) {
		wait = w->tickets > 0 ? QUIET_MS : end - clock_ms();
		if (poll(&p, 1, (int)wait) <= 0 || SSL_peek(ssl, &c, 1) > 0 ||
		    SSL_get_shutdown(ssl) != 0)
			break;
	}
	fcntl(p.fd, F_SETFL, flags);
}

static void
recipient_event(struct worker *w, va_list ap)
{
	(void)va_arg(ap, const char *);
	smtp_recipient_t to = va_arg(ap, smtp_recipient_t);

	(void)w;
	judge(smtp_recipient_get_application_data(to),
	    smtp_recipient_status(to), 0);
}

static void
sender_event(struct worker *w, va_list ap)
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
	struct worker *w = arg;
	va_list ap;

	(void)session;
	if (number != SMTP_EV_DISCONNECT)
		alive(w, 1);
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
		swallow_tickets(w, va_arg(ap, SSL *));
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
redact(const struct worker *w, char *text)
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
	struct worker *w = arg;
	char text[MAIL_TEXT];

	alive(w, 1);
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
	clean_copy(text, line, (size_t)n);
	redact(w, text);
	memcpy(w->reply, text, sizeof text);
	if (w->in_auth) {
		w->auth_refused = *line == '5';
		snprintf(w->why, sizeof w->why, "login refused: %.300s", text);
	}
}

static int
verify(int ok, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct worker *w = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if (!ok && !w->tls_refused) {
		w->tls_refused = 1;
		snprintf(w->why, sizeof w->why,
		    "its certificate is not trusted: %s",
		    X509_verify_cert_error_string(
			X509_STORE_CTX_get_error(store)));
	}
	return ok;
}

/* libesmtp creates the SSL; this is the one chance to name the server. */
static void
handshake(const SSL *ssl, int where, int ret)
{
	struct worker *w = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	const char *host = w->s->host;

	(void)ret;
	if ((where & SSL_CB_HANDSHAKE_START) && w->hello == 0) {
		w->hello = clock_ms();
		if (host[strspn(host, "0123456789.")] != '\0')
			SSL_set_tlsext_host_name((SSL *)ssl, host);
	} else if ((where & SSL_CB_HANDSHAKE_DONE) && w->handshake == 0) {
		w->handshake = clock_ms() - w->hello;
	}
}

static void
count_tickets(int write_p, int version, int type, const void *data, size_t n,
    SSL *ssl, void *arg)
{
	struct worker *w = arg;

	(void)version, (void)ssl;
	if (!write_p && type == SSL3_RT_HANDSHAKE && n > 0 &&
	    *(const unsigned char *)data == SSL3_MT_NEWSESSION_TICKET)
		w->tickets++;
}

/* The files of the system, not those the environment names. */
static int
load_trust(SSL_CTX *ctx, const char *file)
{
	if (file != NULL)
		return SSL_CTX_load_verify_file(ctx, file) == 1;
	(void)SSL_CTX_load_verify_file(ctx, X509_get_default_cert_file());
	return SSL_CTX_load_verify_dir(ctx, X509_get_default_cert_dir()) == 1;
}

static SSL_CTX *
make_tls(struct worker *w)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);
	const char *host = w->s->host;
	int ok;

	SSL_CTX_set_app_data(ctx, w);
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, verify);
	SSL_CTX_set_info_callback(ctx, handshake);
	SSL_CTX_set_msg_callback(ctx, count_tickets);
	SSL_CTX_set_msg_callback_arg(ctx, w);
	SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY);
	X509_VERIFY_PARAM_set_hostflags(
	    param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (host[strspn(host, "0123456789.")] == '\0')
		ok = X509_VERIFY_PARAM_set1_ip_asc(param, host);
	else
		ok = X509_VERIFY_PARAM_set1_host(param, host, 0);
	if (!ok || !load_trust(ctx, w->s->trust_file))
		give_up(w, CMD_CONF, "cannot read tls_trust_file");
	return ctx;
}

static int
login(auth_client_request_t request, char **result, int fields, void *arg)
{
	struct worker *w = arg;

	for (int i = 0; i < fields; i++)
		result[i] = request[i].flags & AUTH_PASS   ? w->s->password
			    : request[i].flags & AUTH_USER ? w->s->user
							   : NULL;
	return 1;
}

static void
add_messages(struct worker *w, smtp_session_t session)
{
	w->item = xcalloc(w->job->count, sizeof *w->item);
	for (size_t i = 0; i < w->job->count; i++) {
		smtp_message_t message = smtp_add_message(session);
		struct item *m = &w->item[i];
		const char *to = w->job->recipient(i, w->job->arg);

		/* libesmtp would pass on what ends the command */
		if (to[strcspn(to, "\r\n<> \t")] != '\0')
			give_up(w, CMD_BUG, "a recipient was not checked");

		smtp_set_reverse_path(message, w->s->from);
		smtp_set_messagecb(message, give_text, m);
		smtp_message_set_application_data_release(message, m, NULL);
		*m = (struct item){
			.w = w, .i = i, .to = smtp_add_recipient(message, to)
		};
		smtp_recipient_set_application_data_release(m->to, m, NULL);
	}
}

static void
set_timeouts(struct worker *w, smtp_session_t session)
{
	if (w->s->timeout == 0)
		return;
	for (int which = Timeout_GREETING; which <= Timeout_DATA2; which++)
		smtp_set_timeout(session,
		    which | Timeout_OVERRIDE_RFC2822_MINIMUM,
		    w->s->timeout * 1000L);
}

static void
start(struct worker *w)
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
		ctx = make_tls(w);
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
	add_messages(w, session);
	alive(w, 0);
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
verdict(struct worker *w)
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
confine(struct worker *w)
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

static int
child(int in, int out, void *arg)
{
	struct worker *w = arg;
	struct note n = { .kind = NOTE_END };

	w->in = in;
	w->out = out;
	confine(w);
	start(w);
	n.r.code = verdict(w);
	memcpy(n.r.text, w->why, sizeof n.r.text);
	tell(w, &n);
	free(w->text);
	free(w->item);
	return CMD_OK;
}

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
	struct worker w = { .s = s, .job = job };
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
	proc_start(&p, child, ends[0], &w);
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
