#include "match/resolve.h"

#include <string.h>

#include "match/resolve_work.h"

/* A CPE name and a purl: see resolve.h. */
static void
resolve_both(struct work *w)
{
	if (w->d == NULL || work_knows(w, w->s->cpe))
		return;
	resolve_purl(w);
	if (w->s->resolved == NULL || !work_knows(w, w->s->resolved)) {
		w->s->how = SOFTWARE_CPE;
		w->s->resolved = NULL;
	}
}

const char *
resolve(const struct aliases *al, const struct resolve_dictionary *d,
    struct arena *a, struct software *s)
{
	struct work w = { .al = al, .d = d, .a = a, .s = s };
	const char *why = NULL;
	struct cpe c;

	s->how = SOFTWARE_UNRESOLVED;
	s->resolved = NULL;
	memset(s->suggestion, 0, sizeof s->suggestion);
	if (s->cpe != NULL && cpe_parse(&c, a, s->cpe) < 0) {
		why = "not a CPE name";
		s->cpe = NULL;
	}
	if (s->cpe != NULL) {
		s->how = SOFTWARE_CPE;
		if (s->purl != NULL)
			resolve_both(&w);
	} else if (s->purl != NULL) {
		resolve_purl(&w);
	} else if (resolve_is_distribution(s->ecosystem) && s->name != NULL) {
		resolve_distribution(&w);
	} else if (s->name != NULL || s->product != NULL) {
		resolve_name(&w);
	}
	return why;
}
