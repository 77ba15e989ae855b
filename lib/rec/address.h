#ifndef VVS_REC_ADDRESS_H
#define VVS_REC_ADDRESS_H

/* Addresses that people type: of machines and of people. */

#define ADDRESS_MAX 256 /* bytes, with the final NUL */

/*
 * An address of a machine in its one form: IPv4, IPv6 (RFC 5952), or a
 * host name (RFC 1123) in lower case without a final dot.  0, or -1 if it
 * is none of these.
 */
int address_host(const char *text, char out[ADDRESS_MAX]);

/*
 * Is it a mail address that can be written to?  Local part of at most 64
 * bytes, as dot-atom or quoted; domain of host name syntax; ASCII only,
 * since we ask no server for SMTPUTF8.
 */
int address_mail_ok(const char *mail);

/*
 * Does it look like an address that many people read, such as info@ or
 * web-ml@?  Accounts are personal.
 */
int address_mail_is_list(const char *mail);

#endif
