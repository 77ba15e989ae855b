#ifndef VVS_MAIL_ENGINE_H
#define VVS_MAIL_ENGINE_H

#include <openssl/ssl.h>
/* these two look at what the first defines */
#include <auth-client.h>
#include <libesmtp.h>

#include "io/mail.h"
#include "io/mail_tls.h"

/*
 * The child process of mail_send(): one session with the relay, by
 * libesmtp.  It writes notes to its parent, which answers a NOTE_ASK with
 * the length of the text and the text.  mail_engine.c has the session,
 * mail_message.c the messages, mail_tls.c the encryption.
 */

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

/* What the parent gives engine_run(): a proc_start() function. */
struct engine_work {
	const struct mail_settings *s;
	const struct mail_job *job;
};

int engine_run(int in, int out, void *work);

struct item {
	struct engine *w;
	size_t i;
	smtp_recipient_t to;
	int fetched;  /* its text is here */
	size_t given; /* bytes of it that libesmtp has */
	int done;     /* its result was told */
};

struct engine {
	const struct mail_settings *s;
	const struct mail_job *job;
	int in, out; /* pipes from and to the parent */
	struct item *item;
	char *text; /* of the message that is going out */
	size_t len;
	int64_t last; /* when something happened, clock_ms() */
	struct tls tls;
	int in_auth, auth_refused;
	char reply[MAIL_TEXT]; /* the last one that was not a success */
	char why[MAIL_TEXT];   /* what ended the session, if we know */
};

/* Write a note; without a parent there is nothing left to do. */
void engine_tell(struct engine *w, const struct note *n);
/* Something happened: the time limit begins anew. */
void engine_alive(struct engine *w, int connected);
/* End the session, and the process: `code` is for mail_send(). */
_Noreturn void engine_give_up(struct engine *w, int code, const char *why);
/* The first line of a reply, fit for people. */
void engine_clean_copy(char *to, const char *from, size_t n);

/* All messages of the job, each with its recipient. */
void message_add_all(struct engine *w, smtp_session_t session);
/* A reply is known for this recipient or for its message. */
void message_judge(struct item *m, const smtp_status_t *st, int success);
/* The relay has answered to the text. */
void message_sent(smtp_message_t message);

#endif
