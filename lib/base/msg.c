#include "base/msg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libintl.h>

#include "base/utf8.h"

#define LINE_MAX_BYTES 2000

static const char *name = "vvs";
static int in_child;

void
msg_name(const char *n)
{
	name = n;
}

void
msg_in_child(void)
{
	in_child = 1;
}

/*
 * The only place where messages are translated: callers write English.
 * One write, so that lines of parent and child do not mix.
 */
void
vwarn(const char *fmt, va_list ap)
{
	char text[LINE_MAX_BYTES], line[LINE_MAX_BYTES + 80];
	int n;

	if (vsnprintf(text, sizeof text, gettext(fmt), ap) < 0)
		text[0] = '\0';
	utf8_clean(text);
	n = snprintf(line, sizeof line, "%.60s: %s\n", name, text);
	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
		return; /* nobody is left to be told */
}

void
warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
}

void
die(int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
	if (in_child)
		_exit(code);
	exit(code);
}
