#ifndef VVS_JOB_FILTER_REASON_H
#define VVS_JOB_FILTER_REASON_H

/*
 * Why a filter failed, from filter_judge() or want_failure(), for who reads
 * Japanese, too: at the terminal, or in a mail whose language is not that of
 * the program.  What jq itself says stays as it is.
 */
const char *filter_reason(const char *why, int japanese);

#endif
