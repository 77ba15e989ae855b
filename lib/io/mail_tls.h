#ifndef VVS_MAIL_TLS_H
#define VVS_MAIL_TLS_H

#include <stdint.h>

#include <openssl/ssl.h>

#include "io/mail.h"

/*
 * What libesmtp does not do for TLS: name the server it talks to, compare
 * the certificate with the configured name, and read session tickets.
 */
struct tls {
	const struct mail_settings *s;
	char *why;	   /* MAIL_TEXT bytes: what is wrong with it */
	int refused;	   /* its certificate */
	int64_t hello;	   /* when the handshake began */
	int64_t handshake; /* how long it took */
	int tickets;
};

/*
 * A context for one connection, the caller's to free; `t` must outlive it.
 * NULL if the trust file cannot be read.
 */
SSL_CTX *tls_make(struct tls *t);

/*
 * In TLS 1.3 a server sends session tickets after the handshake.  libesmtp
 * takes them for the reply to a command that it has not yet flushed, and
 * then both sides wait.  So read them before it goes on.
 */
void tls_swallow_tickets(struct tls *t, SSL *ssl);

#endif
