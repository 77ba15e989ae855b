#include "job/request.h"

#include "base/clock.h"
#include "base/conf.h"
#include "job/change.h"
#include "store/finding.h"

#define DAY 86400

static int
member(const struct finding *f, void *arg)
{
	jsonw_str(arg, f->id);
	return 0;
}

static void
write_findings(struct jsonw *w, struct store *st, const struct request *r)
{
	struct finding_query q = { .request = r->id };

	jsonw_key(w, "findings");
	jsonw_open(w, '[');
	finding_each(st, &q, member, w);
	jsonw_close(w, ']');
}

void
request_write(struct jsonw *w, struct store *st, const struct request *r)
{
	int64_t wait = conf_number("approve.max-wait", 7, 0, 3650) * DAY;
	char date[CLOCK_TEXT];

	jsonw_open(w, '{');
	jsonw_member(w, "type", "request");
	jsonw_key(w, "id");
	jsonw_int(w, r->id);
	jsonw_member(w, "kind", r->kind);
	jsonw_member(w, "status", request_status_name[r->status]);
	jsonw_member(w, "requester", r->requester);
	jsonw_time(w, "asked_at", r->asked_at);
	jsonw_member(w, "reason", r->reason);
	if (r->until != 0)
		jsonw_member(w, "until", clock_format_date(r->until, date));
	jsonw_key(w, "overdue");
	jsonw_bool(w,
	    r->status == REQUEST_WAITING && clock_now() - r->asked_at > wait);
	jsonw_member(w, "decided_by", r->decided_by);
	jsonw_member(w, "decision", r->decision);
	if (r->approved_until != 0)
		jsonw_member(w, "approved_until",
		    clock_format_date(r->approved_until, date));
	if (change_is(r))
		change_write(w, r);
	else
		write_findings(w, st, r);
	jsonw_close(w, '}');
}
