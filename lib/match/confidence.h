#ifndef VVS_CONFIDENCE_H
#define VVS_CONFIDENCE_H

#include "match/criteria.h"
#include "rec/software.h"

/*
 * How sure a finding is, from 0 to 100: as sure as the name that was
 * matched, less where the criteria say more than the inventory or cover
 * all versions.  At most CONFIDENCE_LOW when the applicability is
 * undecided, and for packages of a distribution (deb, rpm, apk), whose
 * fixes are back-ported without a new upstream version.
 */
#define CONFIDENCE_LOW 30

int confidence_of(enum software_how how, const char *ecosystem,
    enum truth applicability, const struct judgement *fit);

/* Is it packaged by a distribution?  `ecosystem` may be NULL. */
bool confidence_is_backported(const char *ecosystem);

#endif
