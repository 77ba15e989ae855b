#ifndef VVS_CONF_H
#define VVS_CONF_H

/*
 * The configuration: -c FILE, else /etc/vvs/vvs.conf (make CONFDIR=), else
 * $XDG_CONFIG_HOME/vvs/vvs.conf (~/.config/vvs/vvs.conf); none is fine
 * unless -c named it.  For somebody else (base/delegate.h) only the second
 * counts.  Lines are `key value`; `#` begins a comment line.
 * Every key is listed in vvs.conf(5); an unknown one, or a value out of its
 * range, ends the program with CMD_CONF and its line number, whether this
 * program needs it or not: a mistake that is silently ignored is worse.  A
 * file that holds a secret (a key ending in ".key" or ".password") and that
 * others may read ends it likewise.
 */

/* What -c said; called by main(). Refused when delegated. */
void conf_use(const char *path);

/*
 * Reads the file, so that what is wrong with it is said before all else;
 * for main() of a program that has -c.  One that nobody named and that only
 * others may read is left until a key is needed.
 */
void conf_check(void);

/* The value of `key`, or `otherwise`.  Reads the file if nobody has yet. */
const char *conf_get(const char *key, const char *otherwise);

/* The same of a key whose values are whole numbers. */
long conf_number(const char *key, long otherwise);

/* The same of one that is yes (1) or no (0). */
int conf_bool(const char *key, int otherwise);

/* The same of one that may be a decimal fraction. */
double conf_fraction(const char *key, double otherwise);

#endif
