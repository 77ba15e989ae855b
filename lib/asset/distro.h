#ifndef VVS_DISTRO_H
#define VVS_DISTRO_H

#include "base/mem.h"
#include "rec/software.h"

/*
 * Operating systems as inventories name them: the ID of os-release(5), or
 * the family of a Vuls result.
 */

struct distro {
	const char *id;	  /* as in os-release: "debian", "almalinux" */
	const char *name; /* for people; may be NULL */
	const char *version;
};

/* Read an os-release file; what it lacks is NULL.  Texts live in `a`. */
void distro_parse(struct distro *d, struct arena *a, const char *text);

/* The os-release ID for a Vuls family ("alma" is "almalinux"), or itself. */
const char *distro_id(const char *family);

/* "deb", "rpm" or "apk"; NULL if unknown. */
const char *distro_packages(const char *id);

/*
 * It as software (part o), with its CPE name if there is one for `id`.
 * Texts live in `a`.
 */
void distro_software(
    const struct distro *d, struct arena *a, struct software *s);

/*
 * The other way round: a CPE name given by hand.  `id` is set when the
 * product is one of ours.
 */
void distro_from_cpe(struct distro *d, struct arena *a, const char *cpe);

/* The purl of a package of this distribution, in `a`; NULL if unknown. */
struct distro_package {
	const char *name, *version, *arch, *epoch; /* NULL where absent */
};
const char *distro_purl(
    const struct distro *d, struct arena *a, const struct distro_package *p);

#endif
