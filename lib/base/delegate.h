#ifndef VVS_DELEGATE_H
#define VVS_DELEGATE_H

#include <sys/types.h>

/*
 * Running for somebody else (docs/MULTIUSER.md).
 *
 * The state file of a machine belongs to a system user; people run the
 * programs as that user, through sudo.  A program runs delegated when
 * SUDO_UID names neither root nor the real user, and the real user owns
 * the compiled-in state file, or its folder while there is no file.
 *
 * The person then has the rights of their account and nothing of the
 * system user's: state and configuration come from the compiled-in paths,
 * what names a file, a folder, a command or a URL is refused, data come
 * and go by standard input and output, which the person's own shell
 * opened.  The environment is cleared but for LANG, LC_*, TERM and
 * SUDO_UID, which another program of vvs must find again.
 *
 * Whoever can choose SUDO_UID without sudo is the owner of the state file,
 * or gains nothing: a real user who does not own it is not let in.
 */

/* Find out, and clear the environment; called first by main(). */
void delegate_init(void);

int delegated(void);

/* For whom; (uid_t)-1 if SUDO_UID is no user. */
uid_t delegate_uid(void);

#define DELEGATE_AS 9000 /* the flag of --as in all programs */

/* What --as said, or NULL: the owner may act for any account. */
void delegate_as_use(const char *account);
const char *delegate_as(void);

/* Ends the program with CMD_NOPERM if delegated: `what` is for the owner. */
void delegate_refuse(const char *what);

#endif
