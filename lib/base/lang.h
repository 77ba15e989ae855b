#ifndef VVS_LANG_H
#define VVS_LANG_H

/*
 * The user's language: Japanese or English, from LC_ALL, LC_MESSAGES or
 * LANG, in this order.  A bare Debian has no ja_JP locale, so the C.UTF-8
 * locale is used for characters and LANGUAGE chooses the messages.
 * Numbers are always written as in C.
 */

enum lang { LANG_EN, LANG_JA };

/* Called once by main(). */
void lang_init(void);

/* What the user reads. */
enum lang lang_user(void);

/*
 * `text`, a message or a part of one, in the user's language: for what
 * does not go through warn() and its kin as a format.  share/po/update must
 * know the function that the text is an argument of.
 */
const char *lang_text(const char *text) __attribute__((__format_arg__(1)));

/* Marks a text for share/po/update that comes to lang_text() later. */
#define N_(text) (text)

#endif
