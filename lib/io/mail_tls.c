/* TLS on the one connection of the mail process. */

#include "io/mail_tls.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <openssl/x509v3.h>

#include "base/clock.h"

#define TICKET_MS 50	   /* to wait for a first ticket, at least */
#define TICKET_MAX_MS 2000 /* and at most */
#define QUIET_MS 10	   /* none follows after this */

/*
 * In TLS 1.3 a server sends session tickets after the handshake.  libesmtp
 * takes them for the reply to a command that it has not yet flushed, and
 * then both sides wait.  So read the tickets here, before it goes on: wait
 * for the first one for twice the time of the handshake, which is more
 * than a round trip, then until no more come.
 */
void
tls_swallow_tickets(struct tls *t, SSL *ssl)
{
	struct pollfd p = { .fd = SSL_get_fd(ssl), .events = POLLIN };
	int64_t wait = TICKET_MS + 2 * t->handshake, end;
	int flags = fcntl(p.fd, F_GETFL);
	char c;

	if (SSL_version(ssl) < TLS1_3_VERSION)
		return;
	if (wait > TICKET_MAX_MS)
		wait = TICKET_MAX_MS;
	fcntl(p.fd, F_SETFL, flags | O_NONBLOCK);
	end = clock_ms() + wait;
	while (clock_ms() <= end) {
		wait = t->tickets > 0 ? QUIET_MS : end - clock_ms();
		if (poll(&p, 1, (int)wait) <= 0 || SSL_peek(ssl, &c, 1) > 0 ||
		    SSL_get_shutdown(ssl) != 0)
			break;
	}
	fcntl(p.fd, F_SETFL, flags);
}

static int
verify(int ok, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls *t = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if (!ok && !t->refused) {
		t->refused = 1;
		snprintf(t->why, MAIL_TEXT,
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
	struct tls *t = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	const char *host = t->s->host;

	(void)ret;
	if ((where & SSL_CB_HANDSHAKE_START) && t->hello == 0) {
		t->hello = clock_ms();
		if (host[strspn(host, "0123456789.")] != '\0')
			SSL_set_tlsext_host_name((SSL *)ssl, host);
	} else if ((where & SSL_CB_HANDSHAKE_DONE) && t->handshake == 0) {
		t->handshake = clock_ms() - t->hello;
	}
}

static void
count_tickets(int write_p, int version, int type, const void *data, size_t n,
    SSL *ssl, void *arg)
{
	struct tls *t = arg;

	(void)version, (void)ssl;
	if (!write_p && type == SSL3_RT_HANDSHAKE && n > 0 &&
	    *(const unsigned char *)data == SSL3_MT_NEWSESSION_TICKET)
		t->tickets++;
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

SSL_CTX *
tls_make(struct tls *t)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);
	const char *host = t->s->host;
	int ok;

	SSL_CTX_set_app_data(ctx, t);
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, verify);
	SSL_CTX_set_info_callback(ctx, handshake);
	SSL_CTX_set_msg_callback(ctx, count_tickets);
	SSL_CTX_set_msg_callback_arg(ctx, t);
	SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY);
	X509_VERIFY_PARAM_set_hostflags(
	    param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (host[strspn(host, "0123456789.")] == '\0')
		ok = X509_VERIFY_PARAM_set1_ip_asc(param, host);
	else
		ok = X509_VERIFY_PARAM_set1_host(param, host, 0);
	if (ok && load_trust(ctx, t->s->trust_file))
		return ctx;
	SSL_CTX_free(ctx);
	return NULL;
}
