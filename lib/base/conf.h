#ifndef VVS_CONF_H
#define VVS_CONF_H

/*
 * The configuration: -c FILE, else /etc/vvs/vvs.conf (make CONFDIR=), else
 * $XDG_CONFIG_HOME/vvs/vvs.conf (~/.config/vvs/vvs.conf); none is fine
 * unless -c named it.  For somebody else (base/delegate.h) only the second
 * counts.  Lines are `key value`; `#` begins a comment line.
 * Every key is listed in vvs.conf(5); an unknown one ends the program
 * with CMD_CONF and its line number, because a misspelt key that is
 * silently ignored is worse.  A file that holds a secret (a key ending in
 * ".key" or ".password") and that others may read ends it likewise.
 */

/* What -c said; called by main(). Refused when delegated. */
void conf_use(const char *path);

/* The value of `key`, or `otherwise`.  Reads the file on first use. */
const char *conf_get(const char *key, const char *otherwise);

/* The same as a number between `min` and `max`, else CMD_CONF. */
long conf_number(const char *key, long otherwise, long min, long max);

/* The same as yes (1) or no (0), else CMD_CONF. */
int conf_bool(const char *key, int otherwise);

/* The same as a decimal fraction, for policy limits. */
double conf_fraction(const char *key, double otherwise, double min, double max);

#endif
