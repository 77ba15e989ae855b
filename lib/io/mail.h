#ifndef VVS_MAIL_H
#define VVS_MAIL_H

#include <stddef.h>

/*
 * Mail to one relay, many messages over one connection.  The only module
 * that knows libesmtp; it also owns the TLS settings of that connection.
 *
 * The network part runs in a child process that has no state file and no
 * environment; it asks for each text when the relay is ready to take it,
 * and tells each outcome as soon as it is known.  TLS is by STARTTLS, at
 * least 1.2, and verified against the name in the settings; without TLS
 * only to this machine itself.
 */

/*
 * The settings file, in the form of msmtp: lines `key value`, `#` begins
 * a comment, a value may stand in double quotes.  See vvs-notify(1).
 */
struct mail_settings {
	char *host; /* name or IPv4 address */
	int port;   /* 587 unless set */
	char *from; /* the envelope sender; checked by the caller */
	int tls;
	char *trust_file; /* PEM; NULL: the system's */
	char *user, *password;
	int timeout; /* seconds for each step; 0: as RFC 5321 advises */
};

/*
 * Read `path` and run its passwordeval.  Ends the program with CMD_CONF
 * and the line number for what is unknown, malformed or unsafe: a password
 * that others may read, no TLS to another machine, tls_starttls off.
 */
struct mail_settings *mail_settings_read(const char *path);
void mail_settings_free(struct mail_settings *s);

enum mail_outcome {
	MAIL_SENT,	/* the relay took it */
	MAIL_TEMPORARY, /* refused for now, or cut off before its end */
	MAIL_PERMANENT, /* refused for good: not with this text and address */
	MAIL_UNKNOWN,	/* cut off between its end and the relay's answer */
	MAIL_UNTRIED	/* the relay was not asked, or took none at all */
};

#define MAIL_TEXT 400 /* bytes of a reply that are kept */

struct mail_result {
	enum mail_outcome outcome;
	int code;	      /* the relay's, 0 if it gave none */
	char text[MAIL_TEXT]; /* UTF-8 without controls, for people */
};

struct mail_job {
	size_t count;
	/* who gets message i: one checked address (text/mime.h) */
	const char *(*recipient)(size_t i, void *arg);
	/*
	 * The text of message i, CRLF throughout.  Called when the relay is
	 * about to take it: note it as "being sent" before returning.
	 */
	const char *(*text)(size_t i, size_t *len, void *arg);
	/* Called exactly once for each message, in the caller's process. */
	void (*result)(size_t i, const struct mail_result *r, void *arg);
	void *arg;
};

/*
 * Send them.  CMD_OK if the relay served us, whatever it answered for each
 * message; else, with a message, CMD_UNAVAILABLE or, if it refused our
 * login or sender, CMD_CONF.
 */
int mail_send(const struct mail_settings *s, const struct mail_job *job);

#endif
