#ifndef VVS_JOB_DELIVER_H
#define VVS_JOB_DELIVER_H

#include <stdio.h>

#include "base/buf.h"
#include "io/mail.h"
#include "store/outbox.h"
#include "store/store.h"

/*
 * From the outbox to the relay, or into a folder.  The caller holds the
 * lock that lets only one run of vvs-notify send.
 *
 * Whenever this process ends, each mail is in one of the states of
 * store/outbox.h.  After each that is settled its notice is printed, as a
 * record, on `out`.
 */

/*
 * Queue again what a dead run had claimed, and say so.  CMD_OK, or
 * CMD_DATA if nobody knows for the second time whether one arrived.
 */
int deliver_recover(struct store *st, FILE *out);

/*
 * Send what is due.  CMD_OK; CMD_DATA if a mail was refused for good,
 * CMD_RETRY if one has to be sent again; what mail_send() says.
 */
int deliver_send(struct store *st, const struct mail_settings *s, FILE *out);

/*
 * Queue a mail again that failed or whose fate is unknown.  Ends the
 * program with CMD_NOINPUT if there is none with this Message-ID.
 */
void deliver_again(struct store *st, const char *message_id);

/* Print the notices of all that are not sent. */
void deliver_unsent(struct store *st, FILE *out);

/*
 * A folder for mails, made if it does not exist; ends the program if that
 * cannot be.  To be called before there are any, or they would be sent by
 * the next run.
 */
int deliver_folder(const char *dir);
/* Write what is due there as ACCOUNT-NUMBER.eml; `dir` is for messages. */
int deliver_write(struct store *st, int folder, const char *dir, FILE *out);

/* Append the notice record and a newline. */
void deliver_notice(struct buf *out, const struct outbox_mail *m);

#endif
