#include "job/list_kind.h"

#include <string.h>

#include "base/clock.h"
#include "base/cmd.h"
#include "io/json.h"
#include "job/list.h"
#include "job/request.h"
#include "store/advisory.h"
#include "store/finding.h"
#include "store/registry.h"
#include "store/software.h"
#include "store/source.h"
#include "store/vulnerability.h"

#define SOURCE_MAX 4096	    /* bytes of the record of a source */
#define RECORD_MAX 67108864 /* bytes of any other */

static int
organizations(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_ORGANIZATION, fn, arg);
}

static int
services(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_SERVICE, fn, arg);
}

static int
accounts(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_ACCOUNT, fn, arg);
}

static int
systems(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_SYSTEM, fn, arg);
}

static int
notices(struct store *st, store_fn *fn, void *arg)
{
	return registry_each(st, REG_ANNOUNCEMENT, fn, arg);
}

static void
write_source(struct jsonw *w, struct store *st, const char *name)
{
	int64_t age = source_age(st, name, clock_now());
	struct source s;

	source_get(st, name, &s);
	jsonw_open(w, '{');
	jsonw_member(w, "type", "source");
	jsonw_member(w, "id", name);
	jsonw_time(w, "checked_at", s.checked_at);
	jsonw_time(w, "data_at", s.data_at);
	jsonw_key(w, "age_hours");
	if (age < 0)
		jsonw_null(w);
	else
		jsonw_int(w, age / 3600);
	jsonw_key(w, "stale");
	jsonw_bool(w, age > source_max_age(name));
	jsonw_close(w, '}');
	source_release(&s);
}

static int
sources(struct store *st, store_fn *fn, void *arg)
{
	struct jsonw w;
	struct buf b;
	int rc = 0;

	buf_init(&b, SOURCE_MAX);
	for (int i = 0; i < SOURCE_COUNT && rc == 0; i++) {
		buf_clear(&b);
		jsonw_init(&w, &b);
		write_source(&w, st, source_name[i]);
		rc = fn(b.data, b.len, arg);
	}
	buf_free(&b);
	return rc;
}

/* finding_each() gives a struct; a list wants its record. */
struct relay {
	struct store *st; /* for requests */
	store_fn *fn;
	void *arg;
	struct buf text;
};

static int
relay_finding(const struct finding *f, void *arg)
{
	struct relay *r = arg;
	struct jsonw w;

	buf_clear(&r->text);
	jsonw_init(&w, &r->text);
	finding_write(&w, f);
	return r->fn(r->text.data, r->text.len, r->arg);
}

static int
findings(struct store *st, store_fn *fn, void *arg)
{
	struct finding_query all = { 0 };
	struct relay r = { .fn = fn, .arg = arg };
	int rc;

	buf_init(&r.text, RECORD_MAX);
	rc = finding_each(st, &all, relay_finding, &r);
	buf_free(&r.text);
	return rc;
}

static int
relay_request(const struct request *q, void *arg)
{
	struct relay *r = arg;
	struct jsonw w;

	buf_clear(&r->text);
	jsonw_init(&w, &r->text);
	request_write(&w, r->st, q);
	return r->fn(r->text.data, r->text.len, r->arg);
}

static int
requests(struct store *st, store_fn *fn, void *arg)
{
	struct relay r = { .st = st, .fn = fn, .arg = arg };
	int rc;

	buf_init(&r.text, RECORD_MAX);
	rc = request_each(st, -1, relay_request, &r);
	buf_free(&r.text);
	return rc;
}

static int
advisories(struct store *st, store_fn *fn, void *arg)
{
	return advisory_each(st, 0, INT64_MAX, fn, arg);
}

static int
vulnerabilities(struct store *st, store_fn *fn, void *arg)
{
	return vulnerability_each(st, 0, INT64_MAX, fn, arg);
}

static int
relay_software(int64_t key, const char *body, int gone, void *arg)
{
	struct relay *r = arg;

	(void)key, (void)gone;
	return r->fn(body, strlen(body), r->arg);
}

static int
software(struct store *st, store_fn *fn, void *arg)
{
	struct software_query all = { 0 };
	struct relay r = { .fn = fn, .arg = arg };

	return software_each(st, &all, relay_software, &r);
}

static const struct list_kind kinds[] = {
	{ "organizations", "organization", organizations,
	    { "id", "name", "parent" } },
	{ "services", "service", services, { "id", "name", "organization" } },
	{ "accounts", "account", accounts,
	    { "id", "name", "email", "role", "scope", "lang", "frequency",
		"login" } },
	{ "systems", "system", systems,
	    { "id", "name", "organization", "service", "exposure", "addresses",
		"purpose", "requirement.confidentiality",
		"requirement.integrity", "requirement.availability",
		"registered_at" } },
	{ "notices", "announcement", notices,
	    { "id", "category", "from", "to", "name", "scope", "roles" } },
	{ "software", "software", software,
	    { "system", "vendor", "name", "version", "cpe", "purl",
		"resolved.cpe", "source" } },
	{ "advisories", "advisory", advisories,
	    { "id", "source", "status", "published", "modified", "cvss.score",
		"cvss.severity", "description" } },
	{ "vulnerabilities", "vulnerability", vulnerabilities,
	    { "id", "status", "cvss.score", "cvss.severity", "kev",
		"kev_entry.due", "epss", "published", "modified" } },
	{ "findings", "finding", findings,
	    { "level", "vulnerability", "system", "software.name",
		"software.version", "due", "state", "cvss.score", "kev", "epss",
		"confidence" } },
	{ "requests", "request", requests,
	    { "id", "kind", "status", "requester", "asked_at", "overdue",
		"system", "change", "reason", "until", "decided_by",
		"decision" } },
	{ "sources", "source", sources,
	    { "id", "checked_at", "data_at", "age_hours", "stale" } },
};
#define KINDS (int)(sizeof kinds / sizeof *kinds)

const struct list_kind *
list_kind(const char *name)
{
	for (int i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *
list_kind_name(int i)
{
	return i < KINDS ? kinds[i].name : NULL;
}
