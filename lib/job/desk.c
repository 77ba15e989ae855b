#include "job/desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/cmd.h"
#include "base/lang.h"
#include "job/waiver.h"
#include "store/ledger.h"

#define OBJECT_MAX 300 /* bytes of "KIND:ID" */

void
desk_open(struct desk *d, struct store *st)
{
	*d = (struct desk){ .st = st };
	buf_init(&d->output, 2 * (size_t)LINES_MAX);
	buf_init(&d->content, LEDGER_CONTENT_MAX);
	actor_load(&d->who, st);
}

void
desk_close(struct desk *d, FILE *out)
{
	fwrite(d->output.data, 1, d->output.len, out);
	actor_free(&d->who);
	arena_free(&d->arena);
	buf_free(&d->output);
	buf_free(&d->content);
}

int
desk_refuse(struct desk *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(d->why, sizeof d->why, lang_text(fmt), ap);
	va_end(ap);
	return -1;
}

/* "<stdin>:3: finding 1f…: why", as much of it as there is. */
static void
say_refused(const struct desk *d, const char *name, long line,
    const struct json *rec, const char *about)
{
	const struct json *id = json_get(rec, about);
	char where[100] = "", which[100] = "";

	if (name != NULL)
		snprintf(where, sizeof where, "%.60s:%ld: ", name, line);
	if (id != NULL && (id->type == JSON_STRING || id->type == JSON_NUMBER))
		snprintf(which, sizeof which, "%s %.40s: ", about, id->text);
	warn("%s%s%s", where, which, d->why);
}

static int
all_records(struct desk *d, const char *name, const char *type,
    const char *about, int (*fn)(struct desk *d, const struct json *rec))
{
	const struct line_item *it;
	const struct json *rec;
	const char *its;
	int rc = CMD_OK;

	for (size_t i = 0; i < d->input.count; i++) {
		it = &d->input.item[i];
		arena_reset(&d->arena);
		rec = lines_record(&d->input, it, &d->arena);
		its = json_str(rec, "type");
		if (its != NULL && strcmp(its, type) != 0) {
			lines_pass(&d->input, it, &d->output);
		} else if (fn(d, rec) < 0) {
			say_refused(d, name, it->line, rec, about);
			rc = CMD_DATA;
		}
	}
	return rc;
}

int
desk_run(struct desk *d, FILE *in, const char *name, const char *type,
    const char *about, int (*fn)(struct desk *d, const struct json *rec))
{
	int rc = lines_read(&d->input, in, name != NULL ? name : "options");

	store_keep_log(d->st);
	store_begin(d->st);
	actor_free(&d->who);
	actor_load(&d->who, d->st);
	waiver_expire(d->st);
	rc = cmd_worse(rc, all_records(d, name, type, about, fn));
	if (d->output.overflow)
		die(CMD_DATA, "too many findings at once");
	store_commit(d->st);
	lines_free(&d->input);
	return rc;
}

int64_t
desk_tell(struct desk *d, const char *what, const char *kind, const char *id)
{
	char object[OBJECT_MAX];

	snprintf(object, sizeof object, "%s:%.250s", kind, id);
	return ledger_add(d->st, what, d->who.id, object, d->content.data);
}
