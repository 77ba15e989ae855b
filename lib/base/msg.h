#ifndef VVS_MSG_H
#define VVS_MSG_H

#include <stdarg.h>

/*
 * Messages for people: one line each, on standard error, prefixed with
 * the program's name.  Control characters become '?', because most of
 * what is quoted here came from the network; broken UTF-8 too.
 *
 * Lower case, no full stop, what went wrong first, its subject last and
 * in quotes: warn("cannot open '%s'", path).  A line is cut at 2000 bytes.
 * Formats are literals: they are translated here, by share/po/ja.po.
 */

#define PRINTF_LIKE(f, a) __attribute__((__format__(__printf__, f, a)))

/* The name that stands before each message; set once by main(). */
void msg_name(const char *name);

void warn(const char *fmt, ...) PRINTF_LIKE(1, 2);
void vwarn(const char *fmt, va_list ap) PRINTF_LIKE(1, 0);

/* warn(), then exit with `code`, one of enum cmd_exit. */
_Noreturn void die(int code, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * After fork() a child must not run its parent's exit handlers: in a
 * child, die() ends with _exit().
 */
void msg_in_child(void);

#endif
