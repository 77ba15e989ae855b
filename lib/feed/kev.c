#include "feed/kev.h"

#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "rec/cve.h"

static void
write_list(struct jsonw *w, const char *key, const struct json *list)
{
	if (json_first(list) == NULL)
		return;
	jsonw_key(w, key);
	jsonw_open(w, '[');
	for (const struct json *v = json_first(list); v != NULL; v = v->next)
		if (json_text(v) != NULL)
			jsonw_str(w, json_text(v));
	jsonw_close(w, ']');
}

static void
write_body(const struct json *v, const struct kev_entry *e, struct buf *out)
{
	struct jsonw w;

	buf_clear(out);
	jsonw_init(&w, out);
	jsonw_open(&w, '{');
	jsonw_member(&w, "added", e->added);
	jsonw_member(&w, "due", e->due);
	jsonw_member(&w, "ransomware", e->ransomware);
	jsonw_member(&w, "vendor", json_str(v, "vendorProject"));
	jsonw_member(&w, "product", json_str(v, "product"));
	jsonw_member(&w, "name", json_str(v, "vulnerabilityName"));
	jsonw_member(&w, "description", json_str(v, "shortDescription"));
	jsonw_member(&w, "action", json_str(v, "requiredAction"));
	jsonw_member(&w, "notes", json_str(v, "notes"));
	write_list(&w, "cwe", json_get(v, "cwes"));
	jsonw_close(&w, '}');
}

int
kev_read(const struct json *element, struct buf *body, struct kev_entry *e,
    const char **why)
{
	const char *id = json_str(element, "cveID");
	const char *use = json_str(element, "knownRansomwareCampaignUse");
	int64_t day;

	*why = N_("no CVE id");
	if (id == NULL || cve_parse(id, &e->cve) < 0)
		return -1;
	*why = N_("no date of addition");
	e->added = json_str(element, "dateAdded");
	if (e->added == NULL || clock_parse_date(e->added, &day) < 0)
		return -1;
	*why = N_("the due date is no date");
	e->due = json_str(element, "dueDate");
	if (e->due != NULL && clock_parse_date(e->due, &day) < 0)
		return -1;
	e->ransomware =
	    use != NULL && strcmp(use, "Known") == 0 ? "known" : "unknown";
	write_body(element, e, body);
	*why = N_("too large");
	e->body = body->data;
	return body->overflow ? -1 : 0;
}

int
kev_envelope(const struct json *rest, int64_t *count, int64_t *released,
    const char **why)
{
	const char *date = json_str(rest, "dateReleased");

	*why = N_("no catalogue of known exploited vulnerabilities");
	if (json_str(rest, "catalogVersion") == NULL ||
	    json_get(rest, "vulnerabilities") == NULL)
		return -1;
	*why = N_("no count in the envelope");
	if (!json_int(json_get(rest, "count"), count))
		return -1;
	*why = N_("no date of release");
	return date == NULL ? -1 : clock_parse(date, released);
}
